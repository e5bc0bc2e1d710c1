"""Kinds of official documents and the texts that the portal's facts rest on."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogs.models.base import Bilingual, Confidence


class DocumentKind(Bilingual, models.Model):
    """A kind of official document; `number_pattern` is the regular expression of its số/ký hiệu."""

    code = models.CharField(_("mã"), max_length=30, unique=True)
    name = models.CharField(_("tên loại văn bản"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    symbol = models.CharField(_("chữ viết tắt"), max_length=10, blank=True)
    number_pattern = models.CharField(_("mẫu số, ký hiệu"), max_length=120)
    example = models.CharField(_("ví dụ"), max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "code"]


class LegalTextQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gte=on), in_force_from__lte=on)


class LegalText(models.Model):
    """A text that facts cite. Numbers of individual decisions recur every year, so `code` names it."""

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    number = models.CharField(_("số, ký hiệu"), max_length=60)
    title = models.CharField(_("trích yếu"), max_length=500)
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, verbose_name=_("loại văn bản"))
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    in_force_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    in_force_to = models.DateField(_("hiệu lực đến"), null=True, blank=True)
    confidence = models.CharField(
        _("mức độ tin cậy"), max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True, db_default="", default="")
    changed_locally = models.BooleanField(_("quản trị đã sửa"), default=False, db_default=False)

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
                name="legal_text_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind.name} {self.number}"

    @property
    def needs_check(self) -> bool:
        return self.confidence == Confidence.NEEDS_CHECK
