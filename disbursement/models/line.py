"""Capital lines: what a holder may spend, on what, from which source, in which budget year."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.querysets import LineQuerySet


class CapitalLine(ScopedModel):
    """Component x holder x kind x source x budget year x tranche of origin.

    `plan_vnd` and `spent_vnd` are the sums of the line's movements and disbursements. Only the triggers of
    the two append-only tables write them (migration 0002), under the row's lock, so that the checks below
    refuse an overdraft whatever happens at the same moment.
    """

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
    plan_vnd = models.BigIntegerField(_("kế hoạch"), default=0, editable=False)
    spent_vnd = models.BigIntegerField(_("đã giải ngân"), default=0, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["budget_year", "holder", "component", "kind", "source", "tranche_year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "holder", "kind", "source", "budget_year", "tranche_year"],
                name="capital_line_once",
            ),
            models.CheckConstraint(condition=Q(tranche_year__lte=F("budget_year")), name="capital_line_tranche"),
            models.CheckConstraint(condition=Q(plan_vnd__gte=0), name="capital_line_plan_not_negative"),
            models.CheckConstraint(condition=Q(spent_vnd__gte=0), name="capital_line_spent_not_negative"),
            models.CheckConstraint(condition=Q(spent_vnd__lte=F("plan_vnd")), name="capital_line_not_overdrawn"),
        ]
        indexes = [models.Index(fields=["area", "budget_year"], name="capital_line_area_year")]

    def __str__(self) -> str:
        return f"{self.holder_id}/{self.component_id}/{self.budget_year}"

    @property
    def balance_vnd(self) -> int:
        return self.plan_vnd - self.spent_vnd

    @property
    def is_carried_over(self) -> bool:
        return self.tranche_year < self.budget_year
