"""Published statistics as records of their own kind: kept as printed, with their source, never mended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PublishedFigure(models.Model):
    """One printed value. A corrected publication is a new version; the older row is marked superseded."""

    class Level(models.TextChoices):
        COUNTRY = "country", _("cả nước")
        REGION = "region", _("vùng")
        PROVINCE = "province", _("cấp tỉnh")
        UNNAMED = "unnamed", _("một tỉnh, nguồn không nêu tên")

    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    # The country or province on the boundaries of `edition`; a region is named instead for regions.
    area = models.ForeignKey(
        "areas.Area",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("địa bàn"),
    )
    region = models.ForeignKey(
        "areas.Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("vùng"),
    )
    # What the source calls a place that it does not identify; empty for all others.
    place = models.CharField(_("nơi nêu trong nguồn"), max_length=120, blank=True, db_default="", default="")
    edition = models.CharField(_("danh mục địa bàn"), max_length=4)
    year = models.PositiveSmallIntegerField(_("năm"))
    # "2016-2020", "2022-2025" or "" where no poverty standard applies: a series breaks where it changes.
    standard_period = models.CharField(_("giai đoạn chuẩn nghèo"), max_length=20, blank=True)
    indicator = models.CharField(_("chỉ tiêu"), max_length=60)
    value = models.DecimalField(_("giá trị"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("đơn vị tính"), max_length=40)
    source = models.CharField(_("nguồn"), max_length=400)
    confidence = models.CharField(_("mức độ tin cậy"), max_length=100)
    doubtful = models.BooleanField(_("cần kiểm tra lại"), default=False)
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    superseded = models.BooleanField(_("đã có phiên bản mới"), default=False)
    imported_by = models.ForeignKey("core.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(_("thời điểm ghi"), auto_now_add=True)

    class Meta:
        ordering = ["indicator", "year", "level", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "region", "place", "edition", "year", "standard_period", "indicator", "version"],
                nulls_distinct=False,
                name="published_figure_version_once",
            ),
            models.UniqueConstraint(
                fields=["area", "region", "place", "edition", "year", "standard_period", "indicator"],
                condition=Q(superseded=False),
                nulls_distinct=False,
                name="published_figure_one_current",
            ),
            models.CheckConstraint(
                condition=Q(level="region", region__isnull=False, area=None, place="")
                | Q(level__in=["country", "province"], region=None, area__isnull=False, place="")
                | (Q(level="unnamed", region=None, area=None) & ~Q(place="")),
                name="published_figure_area_or_region",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "year", "level"], name="published_figure_series")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value}"
