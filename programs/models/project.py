"""Livelihood projects and the households that take part."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from programs.querysets import ProjectQuerySet


class LivelihoodProject(ScopedModel):
    class State(models.TextChoices):
        PROPOSED = "proposed", _("đề xuất")
        APPROVED = "approved", _("đã phê duyệt")
        RUNNING = "running", _("đang thực hiện")
        FINISHED = "finished", _("đã nghiệm thu")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("tên dự án"), max_length=250)
    component = models.ForeignKey(
        "catalogs.Component", on_delete=models.PROTECT, related_name="+", verbose_name=_("dự án thành phần")
    )
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    owner = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("chủ đầu tư")
    )
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PROPOSED)
    budget_vnd = models.BigIntegerField(_("kinh phí"), default=0)
    starts_on = models.DateField(_("bắt đầu"))
    ends_on = models.DateField(_("kết thúc"), null=True, blank=True)
    approval = models.ForeignKey(
        "committees.OfficialDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(budget_vnd__gte=0), name="project_budget"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="project_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Participant(ScopedModel):
    """A household in a project, with its class on the day it joined."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(LivelihoodProject, on_delete=models.PROTECT, related_name="participants")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="participations")
    class_then = models.CharField(_("phân loại khi tham gia"), max_length=20)
    joined_on = models.DateField(_("ngày tham gia"))

    class Meta:
        ordering = ["project", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "household"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.project_id}"
