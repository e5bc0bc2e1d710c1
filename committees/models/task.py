"""Tasks from a document or a conclusion: assigned, acknowledged, done, verified (design section 4)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from committees.models.document import OfficialDocument
from committees.querysets import TaskQuerySet
from core.ids import uuid7
from core.models.scoped import ScopedModel


class Task(ScopedModel):
    class State(models.TextChoices):
        ASSIGNED = "assigned", _("đã giao")
        ACKNOWLEDGED = "acknowledged", _("đã nhận")
        DONE = "done", _("đã báo cáo xong")
        VERIFIED = "verified", _("đã xác nhận")

    OPEN_STATES = (State.ASSIGNED, State.ACKNOWLEDGED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("nhiệm vụ"), max_length=250)
    detail = models.TextField(_("nội dung"), blank=True)
    document = models.ForeignKey(
        OfficialDocument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("căn cứ"),
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="tasks", verbose_name=_("đơn vị thực hiện")
    )
    # The area of the assignee's agency: its people see the task by it.
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    due = models.DateField(_("hạn"))
    state = models.CharField(_("trạng thái"), max_length=14, choices=State.choices, default=State.ASSIGNED)
    result = models.TextField(_("kết quả"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_on = models.DateField(null=True, blank=True)
    # Who reported it done may not verify it.
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        indexes = [models.Index(fields=["state", "due"], name="task_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due < today
