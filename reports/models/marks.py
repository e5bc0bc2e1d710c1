"""What must be counted again: left by the triggers of the records, deleted by the refresher."""

from django.db import models
from django.db.models.functions import Now


class FigureMark(models.Model):
    """Records of `area` changed that the group's figures of `year` (and, if given, of `day` alone) rest on.

    No unique key, on purpose: a writer that must not wait for another leaves a mark of its own, and a mark
    that the refresher has not seen yet stays (design section 5; one row per mark loses updates).
    """

    group_code = models.CharField(max_length=20)
    area = models.ForeignKey("areas.Area", on_delete=models.CASCADE, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    day = models.DateField(null=True)
    marked_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["group_code", "id"], name="figure_mark_queue")]

    def __str__(self) -> str:
        return f"{self.group_code} {self.area_id} {self.year}"
