"""What the tick task runs and when: rows, so that an administrator can change them (design section 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Schedule(models.Model):
    """`task` runs every `every_seconds`, or once a day at `daily_at` (Vietnamese time)."""

    code = models.CharField(max_length=60, unique=True)
    task = models.CharField(max_length=120)
    every_seconds = models.PositiveIntegerField(null=True, blank=True)
    daily_at = models.TimeField(null=True, blank=True)
    enabled = models.BooleanField(_("đang bật"), default=True)
    last_run_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(every_seconds=None, daily_at__isnull=False)
                | models.Q(every_seconds__gt=0, daily_at=None),
                name="schedule_either_interval_or_time",
            )
        ]

    def __str__(self) -> str:
        return self.code
