"""Alerts about capital: the rules they stand on, as data, and what the records broke of them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import BigIntegerField, F, Func, IntegerField, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from areas.models import Area
from catalogs.models import Dated, Sourced
from catalogs.models.base import no_overlap
from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.models import CapitalLine
from reports.alert_querysets import AlertQuerySet, AlertRuleQuerySet


class AlertKind(models.TextChoices):
    """What a rule watches; reports.alerts.holders and reports.alerts.money say what each means exactly."""

    NOTHING_DISBURSED = "nothing_disbursed", _("chưa giải ngân")
    BELOW_AVERAGE = "below_average", _("thấp hơn bình quân")
    ADVANCE_UNSETTLED = "advance_unsettled", _("tạm ứng lâu chưa thu hồi")
    UNALLOCATED_HELD = "unallocated_held", _("chậm phân bổ vốn")


class AlertRule(ScopedModel, Dated, Sourced):
    """From when on something is an alert: `threshold` full months without disbursement, percentage points below
    the average, days of an advance, days of holding money that others wait for.

    Set by a province or the country for everything below it and for the units merged into it: whoever is called late
    does not set the threshold. For each kind the nearer of the two that has a rule in force decides alone: what a
    province sets takes the place of the country's defaults. Of several rules of that area the gravest that is broken
    speaks. A rule is not changed: it ends and another one begins.
    """

    LEVELS = (Area.Level.COUNTRY, Area.Level.PROVINCE)

    class Severity(models.TextChoices):
        LATE = "late", _("nghiêm trọng")
        WARN = "warn", _("cần chú ý")

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    kind = models.CharField(_("loại cảnh báo"), max_length=20, choices=AlertKind.choices)
    threshold = models.PositiveSmallIntegerField(_("ngưỡng"))
    severity = models.CharField(_("mức độ"), max_length=4, choices=Severity.choices)
    # Limits; without them every kind of capital and every amount is looked at.
    capital_kind = models.ForeignKey(
        "catalogs.CapitalKind",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chỉ áp dụng cho loại vốn"),
    )
    # Of the plan of a holder, of what is left of an advance, of the money that is held.
    least_vnd = models.BigIntegerField(_("số tiền tối thiểu"), null=True, blank=True)

    objects = AlertRuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "severity", "id"]
        constraints = [
            *Dated.Meta.constraints,
            # A province is the second label of a path, below the country.
            models.CheckConstraint(
                condition=LessThanOrEqual(Func(F("scope_path"), function="nlevel", output_field=IntegerField()), 2),
                name="alert_rule_of_province",
            ),
            models.CheckConstraint(condition=Q(threshold__gt=0), name="alert_rule_threshold"),
            models.CheckConstraint(
                condition=~Q(kind=AlertKind.BELOW_AVERAGE) | Q(threshold__lte=100), name="alert_rule_points"
            ),
            models.CheckConstraint(condition=Q(least_vnd=None) | Q(least_vnd__gt=0), name="alert_rule_least"),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_rule_kind"),
            models.CheckConstraint(condition=Q(severity__in=["late", "warn"]), name="alert_rule_severity"),
            no_overlap(
                "area",
                "kind",
                "severity",
                Coalesce(F("capital_kind"), Value(0), output_field=BigIntegerField()),
                name="alert_rule_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.threshold} {self.severity}"


class Alert(ScopedModel):
    """A rule that is broken: by a holder in a budget year, by a line that holds money back, by an advance.

    Begun, kept up and cleared by the daily run alone (reports.alerts.standing); what comes back is a new row.
    `first_figures` and `last_figures` are the numbers of its sentence when it was first and last seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(AlertRule, on_delete=models.PROTECT, related_name="alerts", verbose_name=_("quy tắc"))
    kind = models.CharField(_("loại cảnh báo"), max_length=20, choices=AlertKind.choices)
    holder = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    line = models.ForeignKey("disbursement.CapitalLine", null=True, on_delete=models.PROTECT, related_name="+")
    advance = models.ForeignKey("disbursement.Disbursement", null=True, on_delete=models.PROTECT, related_name="+")
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    first_figures = models.JSONField(encoder=DjangoJSONEncoder)
    last_figures = models.JSONField(encoder=DjangoJSONEncoder)
    first_seen = models.DateField(_("từ ngày"))
    last_seen = models.DateField(_("đến ngày"))
    cleared_on = models.DateField(_("hết cảnh báo từ ngày"), null=True)
    # The day whose notices told of it; None until then.
    told_on = models.DateField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "holder", "budget_year", "line", "advance"],
                condition=Q(cleared_on=None),
                nulls_distinct=False,
                name="alert_once_while_standing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["nothing_disbursed", "below_average"], line=None, advance=None)
                | Q(kind="advance_unsettled", line=None, advance__isnull=False)
                | Q(kind="unallocated_held", line__isnull=False, advance=None),
                name="alert_is_about_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(last_seen__gte=F("first_seen")) & (Q(cleared_on=None) | Q(cleared_on__gte=F("last_seen"))),
                name="alert_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["kind"], condition=Q(cleared_on=None), name="alert_standing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.holder_id} {self.first_seen}"

    @property
    def is_standing(self) -> bool:
        return self.cleared_on is None

    @property
    def subject_line(self) -> CapitalLine | None:
        """The capital line that it is about, or whose advance it is about; None for one about a holder."""
        line: CapitalLine | None = self.advance.line if self.advance else self.line
        return line
