"""REST: the alerts about capital that stand."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import scope_paths
from accounts.part_field import PartField
from areas.api import area_or_404
from core.api import LIMIT, ApiView
from core.keyset import Ordering
from reports.alerts.words import sentence
from reports.models import Alert, AlertKind, AlertRule

ORDERING = Ordering(("severity", "first_seen", "id"))
CHOICES = {"kind": AlertKind.values, "severity": AlertRule.Severity.values}


class AlertData(serializers.Serializer[Alert]):
    """`figures` are the numbers of the last run: whole dong, and the day since when."""

    kind = serializers.ChoiceField(choices=AlertKind.choices)
    severity = serializers.ChoiceField(source="rule.severity", choices=AlertRule.Severity.choices)
    threshold = serializers.IntegerField(source="rule.threshold", help_text="months, percentage points or days")
    holder = serializers.CharField(source="holder.code")
    holder_name = serializers.CharField(source="holder.name")
    budget_year = serializers.IntegerField()
    line = serializers.UUIDField(source="subject_line.pk", default=None, allow_null=True)
    advance = serializers.UUIDField(source="advance_id", allow_null=True)
    first_seen = serializers.DateField()
    last_seen = serializers.DateField()
    figures = serializers.DictField(source="last_figures")
    text = serializers.SerializerMethodField()

    def get_text(self, alert: Alert) -> str:
        return sentence(alert)


class AlertPageData(serializers.Serializer[dict[str, Any]]):
    only_components_of = PartField()
    results = AlertData(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class Alerts(ApiView):
    right_required = "disbursement.view"

    @extend_schema(
        operation_id="alerts",
        responses=AlertPageData,
        parameters=[
            OpenApiParameter("area", description="edition-code; alerts of that area and below"),
            *(OpenApiParameter(name, enum=known) for name, known in CHOICES.items()),
            OpenApiParameter("cursor"),
            LIMIT,
        ],
    )
    def get(self, request: Request) -> Response:
        """The gravest first; brought up to the records every morning."""
        alerts = Alert.objects.visible_to(self.access).standing().with_severity().with_subjects()
        found, after = self.cursor_page(self._narrowed(alerts, request), ORDERING)
        context = {"part_holder": self.access.part_holder}
        return Response(AlertPageData({"results": found, "next": after}, context=context).data)

    def _narrowed(self, alerts: Any, request: Request) -> Any:
        given = request.query_params
        if ref := given.get("area"):
            alerts = alerts.filter(scope_path__descendant_of=scope_paths(area_or_404(self.access, ref)))
        for name, known in CHOICES.items():
            if wanted := given.get(name):
                if wanted not in known:
                    raise ValidationError({name: [", ".join(known)]})
                alerts = alerts.filter(**{name: wanted})
        return alerts
