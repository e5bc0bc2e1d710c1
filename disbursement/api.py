"""REST: requests for explanation with what was answered and what came of the schedule."""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import LIMIT, ApiView
from core.keyset import Ordering
from core.rates import Rate, RateData
from disbursement.models import Explanation, ExplanationRequest, ScheduleStep

ORDERING = Ordering(("asked_at", "id"), descending=True)
State = ExplanationRequest.State


class HolderData(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    area = serializers.CharField(source="area.ref", help_text="edition-code")


class RateJson(serializers.Serializer[Any]):
    """Dong; `percent` has two decimals and is null where there is no denominator."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    percent = serializers.CharField(allow_null=True)


class StepData(serializers.Serializer[ScheduleStep]):
    month_end = serializers.DateField()
    promised_vnd = serializers.IntegerField(help_text="Cumulated from the beginning of the budget year.")
    actual_vnd = serializers.SerializerMethodField(help_text="Null until the month has ended.")
    missing_vnd = serializers.SerializerMethodField(help_text="0 where it was kept; null until the month has ended.")

    def get_actual_vnd(self, step: ScheduleStep) -> int | None:
        return step.actual_vnd if step.has_ended(timezone.localdate()) else None

    def get_missing_vnd(self, step: ScheduleStep) -> int | None:
        return step.missing_vnd if step.has_ended(timezone.localdate()) else None


class ExplanationData(serializers.Serializer[Explanation]):
    version = serializers.IntegerField()
    answered_at = serializers.DateTimeField()
    cause = serializers.CharField()
    measures = serializers.CharField()
    difficulties = serializers.CharField()
    schedule = StepData(many=True, source="steps.all")


class ExplanationRequestData(serializers.Serializer[ExplanationRequest]):
    id = serializers.UUIDField()
    holder = HolderData()
    budget_year = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    asked_at = serializers.DateTimeField()
    due = serializers.DateField()
    is_overdue = serializers.SerializerMethodField()
    question = serializers.CharField()
    as_of = serializers.DateField(help_text="The day of the figures it was asked with.")
    denominator = serializers.ChoiceField(choices=ExplanationRequest.Denominator.values)
    include_carry_over = serializers.BooleanField()
    rate_asked = serializers.SerializerMethodField()
    average_asked = serializers.SerializerMethodField()
    rate_now = serializers.SerializerMethodField()
    explanation = serializers.SerializerMethodField(help_text="The newest version; null while there is none.")

    def get_is_overdue(self, asked: ExplanationRequest) -> bool:
        return asked.is_overdue(timezone.localdate())

    @extend_schema_field(RateJson)
    def get_rate_asked(self, asked: ExplanationRequest) -> RateData:
        return asked.rate.as_json()

    @extend_schema_field(RateJson)
    def get_average_asked(self, asked: ExplanationRequest) -> RateData:
        return asked.average.as_json()

    @extend_schema_field(RateJson)
    def get_rate_now(self, asked: ExplanationRequest) -> RateData:
        return Rate(asked.disbursed_now, max(asked.plan_now, 0)).as_json()

    @extend_schema_field(ExplanationData(allow_null=True))
    def get_explanation(self, asked: ExplanationRequest) -> dict[str, Any] | None:
        newest = max(asked.explanations.all(), key=lambda row: row.version, default=None)
        return None if newest is None else ExplanationData(newest).data


class ExplanationPageData(serializers.Serializer[dict[str, Any]]):
    results = ExplanationRequestData(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")


class ExplanationListApi(ApiView):
    right_required = "disbursement.view"

    @extend_schema(
        operation_id="explanations_list",
        responses=ExplanationPageData,
        parameters=[
            OpenApiParameter("year", int, description="budget year"),
            OpenApiParameter("state", enum=State.values),
            OpenApiParameter("overdue", bool),
            OpenApiParameter("behind", bool, description="followed ones that are behind what they promised"),
            OpenApiParameter("cursor"),
            LIMIT,
        ],
    )
    def get(self, request: Request) -> Response:
        """Requests for explanation of late holders in the client's own area, the newest first, fifty a page."""
        today = timezone.localdate()
        steps = Prefetch("steps", ScheduleStep.objects.with_actual().order_by("month_end"))
        answers = Prefetch("explanations", Explanation.objects.prefetch_related(steps))
        own = ExplanationRequest.objects.visible_to(self.access).select_related("holder__area")
        rows = self._narrowed(own, request).with_ledger(today).prefetch_related(answers)
        found, after = self.cursor_page(rows, ORDERING)
        return Response(ExplanationPageData({"results": found, "next": after}).data)

    def _narrowed(self, rows: Any, request: Request) -> Any:
        given, today = request.query_params, timezone.localdate()
        if year := given.get("year"):
            if not (year.isascii() and year.isdigit() and len(year) == 4):
                raise ValidationError({"year": ["2026"]})
            rows = rows.filter(budget_year=int(year))
        if state := given.get("state"):
            if state not in State.values:
                raise ValidationError({"state": [", ".join(State.values)]})
            rows = rows.filter(state=state)
        if given.get("overdue", "").lower() in ("1", "true"):
            rows = rows.overdue(today)
        if given.get("behind", "").lower() in ("1", "true"):
            rows = rows.behind(today)
        return rows
