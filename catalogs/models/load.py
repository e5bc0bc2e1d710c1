"""Which state of the data files is in the database."""

from django.db import models


class ReferenceLoad(models.Model):
    """One set of data files and the digest of what was loaded last: an unchanged file costs one query."""

    file = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)
    rows = models.PositiveIntegerField()

    class Meta:
        ordering = ["file"]

    def __str__(self) -> str:
        return self.file
