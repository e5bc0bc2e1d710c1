"""Months of a budget year that are closed to ordinary entries."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.scoped import ScopedModel
from disbursement.querysets import InheritedQuerySet


class ClosedPeriod(ScopedModel):
    """Vouchers of that budget year and dated in that month come in only as corrections, with a reason.

    What an area closes is closed for every holder below it, so everybody below reads the row (migration 0005).
    """

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    # The first day of the month: January of the next year still belongs to the budget year.
    month = models.DateField(_("tháng"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)

    objects = InheritedQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-budget_year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "budget_year", "month"], name="closed_period_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="closed_period_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"
