"""Inspection plans, visits and what they ask to be mended. Thin until its issue deepens it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from inspections.querysets import PlanQuerySet, RecommendationQuerySet, VisitQuerySet


class InspectionPlan(ScopedModel):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("kế hoạch"), max_length=250)
    document = models.ForeignKey(
        "committees.OfficialDocument",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("văn bản"),
    )
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    year = models.PositiveSmallIntegerField(_("năm"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "id"]

    def __str__(self) -> str:
        return self.title


class Visit(ScopedModel):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="visits")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("nơi kiểm tra"))
    team = models.CharField(_("đoàn kiểm tra"), max_length=200)
    planned_on = models.DateField(_("ngày dự kiến"))
    visited_on = models.DateField(_("ngày kiểm tra"), null=True, blank=True)
    conclusion = models.TextField(_("kết luận"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "id"]

    def __str__(self) -> str:
        return f"{self.team} {self.planned_on}"


class Recommendation(ScopedModel):
    class State(models.TextChoices):
        OPEN = "open", _("chưa khắc phục")
        ANSWERED = "answered", _("đã báo cáo khắc phục")
        VERIFIED = "verified", _("đã xác nhận")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="recommendations")
    text = models.TextField(_("kiến nghị"))
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị thực hiện")
    )
    due = models.DateField(_("hạn"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("kết quả khắc phục"), blank=True)
    # Who answered may not verify it.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]

    def __str__(self) -> str:
        return self.text[:80]
