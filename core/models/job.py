"""Background work as a record: written with the data it belongs to, sent after commit, swept when lost."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class Job(models.Model):
    """One piece of background work (design section 7).

    `attempt` fences off a worker that was given up, so it never goes down; `tries` counts those since a person
    last asked for the job.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("đang chờ")
        RUNNING = "running", _("đang chạy")
        DONE = "done", _("đã xong")
        FAILED = "failed", _("không thành công")
        CANCELLED = "cancelled", _("đã hủy")

    class Queue(models.TextChoices):
        """Which worker does it: `fast` for figures that somebody waits for, `bulk` for what people ask for."""

        FAST = "fast"
        BULK = "bulk"

    OPEN_STATES = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=80)
    subject = models.CharField(_("nội dung"), max_length=200, blank=True)
    parameters = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.QUEUED)
    queue = models.CharField(max_length=4, choices=Queue.choices, default=Queue.BULK)
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(null=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    message = models.CharField(max_length=500, blank=True)
    errors = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey(
        "core.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("tệp kết quả")
    )
    result_url = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The scope the owner had when asking: the job sees no more than that.
    paths = ArrayField(models.CharField(max_length=255), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedupe_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(dedupe_key=""),
                name="job_one_open_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_owner"),
            models.Index(fields=["state", "sent_at"], name="job_open", condition=Q(state__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def percent(self) -> int | None:
        """Share of the work done, 0..100; None while the total is unknown."""
        if not self.total:
            return None
        return min(100, self.done * 100 // self.total)
