"""Administrative units through time: two official lists, and the villages below them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.querysets import AreaQuerySet
from catalogs.models import Dated
from core.fields import LtreeField

VILLAGE_CODE_DIGITS = 3


class Area(Dated):
    """One unit of one official list. A code is unique only within its list (`edition`): 3,316 commune codes
    stand in both with another meaning. `path` runs from the list's country to the unit."""

    class Level(models.TextChoices):
        COUNTRY = "country", _("cả nước")
        PROVINCE = "province", _("cấp tỉnh")
        DISTRICT = "district", _("cấp huyện")
        COMMUNE = "commune", _("cấp xã")
        VILLAGE = "village", _("thôn, ấp, khóm")

    edition = models.CharField(_("danh mục"), max_length=4)
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    code = models.CharField(_("mã"), max_length=12)
    kind = models.CharField(_("loại đơn vị"), max_length=30)
    name = models.CharField(_("tên"), max_length=120)
    name_fold = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = LtreeField(unique=True)
    # Vietnamese dictionary order, made in Python: the server has no Vietnamese collation (design 9).
    sort_key = models.CharField(max_length=400, db_collation="C")
    latitude = models.DecimalField(_("vĩ độ"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("kinh độ"), max_digits=9, decimal_places=6, null=True, blank=True)
    area_km2 = models.DecimalField(_("diện tích (km²)"), max_digits=9, decimal_places=2, null=True, blank=True)

    # Derived from the successions by areas.origins: every request asks for it (accounts.access).
    origin_paths = ArrayField(models.CharField(max_length=255), default=list, db_default=[], editable=False)

    objects = AreaQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["sort_key", "id"]
        indexes = [
            GistIndex(fields=["path"], name="area_path_gist"),
            models.Index(fields=["edition", "level", "sort_key"], name="area_level_order"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["edition", "code"], name="area_code_once_per_edition"),
            models.CheckConstraint(
                condition=models.Q(level="country", parent=None)
                | (~models.Q(level="country") & models.Q(parent__isnull=False)),
                name="area_only_country_is_root",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("reports:area", kwargs={"ref": self.ref})

    @property
    def ref(self) -> str:
        """The name in URLs, files and the API: "2025-30292"."""
        return f"{self.edition}-{self.code}"

    @property
    def full_name(self) -> str:
        """ "Huyện An Phú"; the country is only its name."""
        if self.level == self.Level.COUNTRY:
            return self.name
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"


class Succession(models.Model):
    """`old` became part of `new` on that day; a split unit has one row per part and one main successor."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("toàn bộ")
        SPLIT = "split", _("một phần")

    old = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField(_("từ ngày"))
    extent = models.CharField(_("phạm vi"), max_length=5, choices=Extent.choices)
    is_main = models.BooleanField(_("đơn vị kế thừa chính"))

    class Meta:
        ordering = ["on", "-is_main", "id"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="succession_once"),
            models.UniqueConstraint(fields=["old", "on"], condition=models.Q(is_main=True), name="succession_one_main"),
            models.UniqueConstraint(
                fields=["old", "on"], condition=models.Q(extent="whole"), name="succession_whole_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} -> {self.new_id}"
