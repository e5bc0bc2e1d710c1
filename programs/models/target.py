"""Targets of an area in a year: what the dashboards hold the figures against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.scoped import ScopedModel
from programs.querysets import TargetQuerySet


class Target(ScopedModel):
    """`value` in the unit of its indicator: per cent for a rate, households or projects for a count."""

    class Indicator(models.TextChoices):
        DISBURSEMENT_RATE = "disbursement_rate", _("tỷ lệ giải ngân (%)")
        POOR_RATE_REDUCTION = "poor_rate_reduction", _("giảm tỷ lệ nghèo đa chiều (điểm %)")
        HOUSEHOLDS_LEAVING = "households_leaving", _("số hộ thoát nghèo")
        LIVELIHOOD_PROJECTS = "livelihood_projects", _("số dự án, mô hình sinh kế")

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    year = models.PositiveSmallIntegerField(_("năm"))
    indicator = models.CharField(_("chỉ tiêu"), max_length=40, choices=Indicator.choices)
    value = models.DecimalField(_("giá trị"), max_digits=12, decimal_places=2)
    document = models.ForeignKey(
        "committees.OfficialDocument",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("văn bản giao"),
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "indicator"]
        constraints = [models.UniqueConstraint(fields=["area", "year", "indicator"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.year}: {self.value}"
