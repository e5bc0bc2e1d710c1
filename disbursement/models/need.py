"""Needs for capital, registered by communes and departments before money is allocated."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models.scoped import ScopedModel
from disbursement.allocation_querysets import NeedQuerySet


class CapitalNeed(ScopedModel):
    """What a unit asks for, on what and why. It binds nobody: only a decision gives money."""

    class State(models.TextChoices):
        DRAFT = "draft", _("đang soạn")
        SUBMITTED = "submitted", _("đã gửi")
        RETURNED = "returned", _("trả lại")
        ACCEPTED = "accepted", _("đã tiếp nhận")

    OPEN_STATES = (State.DRAFT, State.RETURNED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    component = models.ForeignKey(
        "catalogs.Component", on_delete=models.PROTECT, related_name="+", verbose_name=_("dự án, nội dung")
    )
    kind = models.ForeignKey(
        "catalogs.CapitalKind", on_delete=models.PROTECT, related_name="+", verbose_name=_("loại vốn")
    )
    budget_year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    amount_vnd = models.BigIntegerField(_("số vốn đề nghị"))
    purpose = models.TextField(_("nội dung, mục đích sử dụng"))
    file = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("lý do trả lại"), blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-budget_year", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="need_amount"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(file__isnull=False, submitted_at__isnull=False),
                name="need_sent_with_file",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="need_returned_with_reason"),
        ]
        indexes = [models.Index(fields=["budget_year", "component", "kind", "state"], name="need_of_year")]

    def __str__(self) -> str:
        return f"{self.holder_id}/{self.component_id}/{self.budget_year}"

    @property
    def is_open(self) -> bool:
        """Whether its unit may still change it."""
        return self.state in self.OPEN_STATES
