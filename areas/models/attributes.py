"""What is said of a unit for a period: urban or rural, its region, its designations."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from areas.models.area import Area
from catalogs.models import Dated, DatedQuerySet, Sourced, no_overlap


class Zone(Dated, Sourced):
    """Urban or rural: it decides the income line. Set for communes, and for a village where it differs, as
    when a thị trấn became part of a xã."""

    class Kind(models.TextChoices):
        URBAN = "urban", _("thành thị")
        RURAL = "rural", _("nông thôn")

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="zones")
    zone = models.CharField(_("khu vực"), max_length=5, choices=Kind.choices)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["area", "valid_from"]
        constraints = [*Dated.Meta.constraints, no_overlap("area", name="zone_one_per_area")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.zone}"


class Region(Dated):
    """A group of provinces in which national figures are published."""

    code = models.CharField(_("mã"), max_length=12, unique=True)
    name = models.CharField(_("vùng"), max_length=80)
    name_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class RegionMember(Dated, Sourced):
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="members")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="region_memberships")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["region", "area"]
        constraints = [*Dated.Meta.constraints, no_overlap("area", name="region_one_per_area")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.area_id}"


class DesignationKind(models.Model):
    """Huyện nghèo, xã khu vực III, xã biên giới, ...: what a decision may declare a unit to be."""

    code = models.CharField(_("mã"), max_length=20, unique=True)
    name = models.CharField(_("loại"), max_length=120)
    name_en = models.CharField(max_length=120)
    level = models.CharField(_("cấp áp dụng"), max_length=10, choices=Area.Level.choices)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class DesignationQuerySet(DatedQuerySet):
    def of_kind(self, code: str, on: date) -> Self:
        return self.in_force(on).filter(kind__code=code)


class Designation(Dated, Sourced):
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="designations")
    kind = models.ForeignKey(DesignationKind, on_delete=models.PROTECT, related_name="designations")
    decision = models.CharField(_("quyết định"), max_length=200)

    objects = DesignationQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["kind__position", "valid_from"]
        constraints = [*Dated.Meta.constraints, no_overlap("area", "kind", name="designation_one_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.area_id}"
