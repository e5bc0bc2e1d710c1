"""Agencies: who holds capital, does tasks, employs users; and who followed whom."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import AgencyQuerySet


class Agency(models.Model):
    class Kind(models.TextChoices):
        PEOPLES_COMMITTEE = "ubnd", _("Ủy ban nhân dân")
        DEPARTMENT = "so", _("Sở, ban, ngành")
        DIVISION = "phong", _("Phòng chuyên môn")
        MANAGEMENT_BOARD = "bql", _("Ban quản lý dự án")
        TREASURY = "kbnn", _("Kho bạc Nhà nước")
        POLICY_BANK = "nhcsxh", _("Ngân hàng Chính sách xã hội")
        MASS_ORGANISATION = "doan_the", _("Mặt trận, đoàn thể")
        OTHER = "khac", _("Cơ quan khác")

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên cơ quan"), max_length=200)
    name_fold = models.CharField(max_length=200, editable=False, default="")
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="agencies")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="agency_period",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


class AgencySuccession(models.Model):
    """From `on`, `new` takes over what `old` had in `field` ("" for everything); old papers keep the old name."""

    old = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField(_("từ ngày"))
    field = models.CharField(_("lĩnh vực"), max_length=100, blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "field"], name="agency_succession_once"),
            models.CheckConstraint(condition=~models.Q(old=models.F("new")), name="agency_succession_other"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
