"""Works (công trình) that investment capital is spent on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from programs.querysets import ProjectQuerySet


class Works(ScopedModel):
    """What is known of it beside its money, which stands in the contracts (disbursement)."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("chuẩn bị đầu tư")
        RUNNING = "running", _("đang thi công")
        FINISHED = "finished", _("đã hoàn thành, bàn giao")
        SETTLED = "settled", _("đã quyết toán")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("tên công trình"), max_length=250)
    component = models.ForeignKey(
        "catalogs.Component", on_delete=models.PROTECT, related_name="+", verbose_name=_("dự án thành phần")
    )
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    investor = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("chủ đầu tư")
    )
    first_year = models.PositiveSmallIntegerField(_("năm khởi công"))
    last_year = models.PositiveSmallIntegerField(_("năm hoàn thành"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-first_year", "id"]
        constraints = [models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="works_years")]

    def __str__(self) -> str:
        return self.name
