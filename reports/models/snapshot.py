"""Frozen figures: what was recognised or closed stays as it was (design 3.3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """The figures of one group and year in the subtree of `area`, copied. A correction is a new version."""

    group_code = models.CharField(_("nhóm số liệu"), max_length=20)
    year = models.PositiveSmallIntegerField(_("năm"))
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    taken_at = models.DateTimeField(_("thời điểm chốt"), auto_now_add=True)
    reason = models.CharField(_("lý do"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người chốt"),
    )

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["group_code", "year", "area", "version"], name="snapshot_version_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="snapshot_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.group_code} {self.year} v{self.version}"
