"""Bases of everything that a decree may change: a period of validity and a legal basis."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date) -> Self:
        """Rows whose period holds the day `on` (both ends count; no end means still in force)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def no_overlap(*same: str | Func, name: str) -> ExclusionConstraint:
    """Rows with equal `same` columns, or expressions of them, never have overlapping periods."""
    period = Func(
        F("valid_from"),
        F("valid_to"),
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="DATERANGE",
        output_field=DateRangeField(),
    )
    equal = [(column, RangeOperators.EQUAL) for column in same]
    return ExclusionConstraint(name=name, expressions=[*equal, (period, RangeOperators.OVERLAPS)])


class Dated(models.Model):
    """In force from `valid_from` to `valid_to`, both included; no `valid_to` means until further notice."""

    valid_from = models.DateField(_("hiệu lực từ"))
    valid_to = models.DateField(_("hiệu lực đến"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period",
            )
        ]

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


class Bilingual:
    """A reference row that is called by its English name on an English page; papers and files use `name`."""

    name: Any
    name_en: Any

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return str(self.name_en if get_language() == "en" and self.name_en else self.name)


class Confidence(models.TextChoices):
    """How sure the portal is of a fact that it shows."""

    VERIFIED = "verified", _("đã đối chiếu")
    NEEDS_CHECK = "needs_check", _("cần đối chiếu văn bản")


class Sourced(models.Model):
    """A fact with its legal basis. A `needs_check` fact is a default that an administrator may change;
    once `changed_locally`, loading reference data leaves it alone."""

    legal_text = models.ForeignKey(
        "catalogs.LegalText",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("căn cứ pháp lý"),
    )
    confidence = models.CharField(
        _("mức độ tin cậy"), max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True, db_default="", default="")
    changed_locally = models.BooleanField(_("quản trị đã sửa"), default=False, db_default=False)

    class Meta:
        abstract = True

    @property
    def needs_check(self) -> bool:
        return self.confidence == Confidence.NEEDS_CHECK
