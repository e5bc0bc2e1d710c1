"""Capital lines: what a holder may spend, on what, from which source, in which budget year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.querysets import LineQuerySet


class CapitalLine(ScopedModel):
    """Component x holder x kind x source x budget year x tranche of origin, in a tree of allocation.

    `plan_vnd` and `spent_vnd` are the sums of the line's movements and disbursements, `allocated_vnd` the sum of
    its children's plans. Only the triggers of the two append-only tables write them (migrations 0002, 0003),
    under the row's lock, so that the checks below refuse an overdraft whatever happens at the same moment.

    A detailed line reached the unit that spends it: it takes vouchers. Another one is given on to lines below it,
    and what is not given on yet is its unallocated money. A medium-term line (budget_year the last year of the
    period, tranche_year the first) only says what the yearly plans may add up to.
    """

    class Horizon(models.TextChoices):
        YEAR = "year", _("kế hoạch năm")
        MEDIUM = "medium", _("kế hoạch trung hạn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    component = models.ForeignKey(
        "catalogs.Component", on_delete=models.PROTECT, related_name="+", verbose_name=_("dự án, nội dung")
    )
    holder = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="capital_lines", verbose_name=_("đơn vị")
    )
    kind = models.ForeignKey(
        "catalogs.CapitalKind", on_delete=models.PROTECT, related_name="+", verbose_name=_("loại vốn")
    )
    source = models.ForeignKey(
        "catalogs.CapitalSource", on_delete=models.PROTECT, related_name="+", verbose_name=_("nguồn vốn")
    )
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    # The year the money was first assigned for; earlier than budget_year for carried-over capital.
    tranche_year = models.PositiveSmallIntegerField(_("vốn của năm"))
    # The holder's area when the line was opened: figures use it.
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    horizon = models.CharField(_("kế hoạch"), max_length=6, choices=Horizon.choices, default=Horizon.YEAR)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("phân bổ từ")
    )
    is_detailed = models.BooleanField(_("đã phân bổ chi tiết"), default=True)
    plan_vnd = models.BigIntegerField(_("kế hoạch"), default=0, editable=False)
    allocated_vnd = models.BigIntegerField(_("đã phân bổ"), default=0, editable=False)
    spent_vnd = models.BigIntegerField(_("đã giải ngân"), default=0, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", "holder", "component", "kind", "source", "tranche_year", "id"]
        constraints = [
            models.UniqueConstraint(
                # A holder may keep a part of what it gives on: its line to give on and its detailed one stand apart.
                fields=[
                    "component",
                    "holder",
                    "kind",
                    "source",
                    "budget_year",
                    "tranche_year",
                    "horizon",
                    "is_detailed",
                ],
                name="capital_line_once",
            ),
            models.CheckConstraint(condition=Q(tranche_year__lte=F("budget_year")), name="capital_line_tranche"),
            models.CheckConstraint(condition=Q(plan_vnd__gte=0), name="capital_line_plan_not_negative"),
            models.CheckConstraint(condition=Q(spent_vnd__gte=0), name="capital_line_spent_not_negative"),
            models.CheckConstraint(
                condition=Q(spent_vnd__lte=F("plan_vnd") - F("allocated_vnd")), name="capital_line_not_overdrawn"
            ),
            models.CheckConstraint(
                condition=Q(is_detailed=True, allocated_vnd=0) | Q(is_detailed=False, spent_vnd=0),
                name="capital_line_spends_or_allocates",
            ),
            models.CheckConstraint(condition=Q(allocated_vnd__gte=0), name="capital_line_allocated_not_negative"),
            models.CheckConstraint(condition=~Q(horizon="medium") | Q(spent_vnd=0), name="capital_line_medium_unspent"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="capital_line_not_its_parent"),
        ]
        indexes = [models.Index(fields=["area", "budget_year"], name="capital_line_area_year")]

    def __str__(self) -> str:
        return f"{self.holder_id}/{self.component_id}/{self.budget_year}"

    @property
    def balance_vnd(self) -> int:
        """What the line may still spend, or give on."""
        return self.plan_vnd - self.allocated_vnd - self.spent_vnd

    @property
    def is_carried_over(self) -> bool:
        return self.horizon == self.Horizon.YEAR and self.tranche_year < self.budget_year
