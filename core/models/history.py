"""Every field change of a person's or money's row, written by triggers (core.migration_ops.track_history)."""

from django.db import models

from core.fields import LtreeField


class HistoryRow(models.Model):
    """One changed row: `old` and `new` hold only the columns that differ (all of them for insert, delete)."""

    at = models.DateTimeField()
    act = models.CharField(max_length=6)
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    context = models.CharField(max_length=60, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    scope_path = LtreeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["table_name", "row_id"], name="history_row")]

    def __str__(self) -> str:
        return f"{self.act} {self.table_name} {self.row_id}"
