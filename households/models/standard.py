"""Poverty standards as data: a new decree is an import, not a release (design 3.1)."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalogs.models import Confidence


class Zone(models.TextChoices):
    RURAL = "rural", _("nông thôn")
    URBAN = "urban", _("thành thị")


class ResultClass(models.TextChoices):
    POOR = "poor", _("hộ nghèo")
    NEAR_POOR = "near_poor", _("hộ cận nghèo")
    AVERAGE_LIVING = "average_living", _("hộ có mức sống trung bình")
    NOT_POOR = "not_poor", _("hộ không nghèo")


class BilingualName(models.Model):
    name_vi = models.CharField(_("tên"), max_length=300)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_vi


class Adjustable(models.Model):
    """A fact that an administrator may change; loading reference data then leaves it alone."""

    changed_locally = models.BooleanField(_("quản trị đã sửa"), default=False, db_default=False)

    class Meta:
        abstract = True


class PovertyStandardQuerySet(models.QuerySet["PovertyStandard"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def national(self) -> Self:
        return self.filter(scope=PovertyStandard.Scope.NATIONAL)


class PovertyStandard(BilingualName, Adjustable):
    """A standard and its validity; rule rows, indicators and points hang below it."""

    class Scope(models.TextChoices):
        NATIONAL = "national", _("chuẩn quốc gia")
        LOCAL = "local", _("chuẩn riêng của địa phương")

    code = models.CharField(_("mã"), max_length=40, unique=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.NATIONAL)
    area = models.ForeignKey("areas.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    legal_basis = models.CharField(_("căn cứ"), max_length=400)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    # Multidimensional poverty of Alkire and Foster: poor when the weights of the deprivations reach the cut-off.
    mpi_cutoff = models.PositiveSmallIntegerField(default=3)
    # B2 is the number of deprivations times this.
    points_per_deprivation = models.PositiveSmallIntegerField(default=10)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.VERIFIED)

    objects = PovertyStandardQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="national", area=None) | Q(scope="local", area__isnull=False),
                name="standard_local_has_area",
            ),
            ExclusionConstraint(
                name="standard_one_national_in_force",
                expressions=[
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=Q(scope="national"),
            ),
        ]


class Dimension(BilingualName):
    standard = models.ForeignKey(PovertyStandard, on_delete=models.CASCADE, related_name="dimensions")
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["standard", "order"]
        constraints = [models.UniqueConstraint(fields=["standard", "code"], name="dimension_code")]


class Indicator(BilingualName, Adjustable):
    """One indicator of deprivation; `position` is its bit in Assessment.deprivation_mask.

    `rule` names the function that derives it from the answers (rules.deprivation.RULES), with `parameters`.
    """

    standard = models.ForeignKey(PovertyStandard, on_delete=models.CASCADE, related_name="indicators")
    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField(default=1)
    rule = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    cutoff_vi = models.TextField(_("ngưỡng thiếu hụt"))
    cutoff_en = models.TextField(blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK)

    class Meta:
        ordering = ["standard", "position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="indicator_code"),
            models.UniqueConstraint(fields=["standard", "position"], name="indicator_position"),
            models.CheckConstraint(condition=Q(position__lt=12), name="indicator_fits_the_fact_table"),
        ]


class RuleRow(Adjustable):
    """Income in (income_over, income_upto] and deprivations in [min, max] give `result`; first match decides."""

    standard = models.ForeignKey(PovertyStandard, on_delete=models.CASCADE, related_name="rule_rows")
    order = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=5, choices=Zone.choices, blank=True)
    income_over = models.BigIntegerField(null=True, blank=True)
    income_upto = models.BigIntegerField(null=True, blank=True)
    deprivations_min = models.PositiveSmallIntegerField(null=True, blank=True)
    deprivations_max = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=ResultClass.choices)
    sub_type = models.CharField(max_length=30, blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.VERIFIED)

    class Meta:
        ordering = ["standard", "order", "zone"]
        constraints = [models.UniqueConstraint(fields=["standard", "order", "zone"], name="rule_row_order")]

    def __str__(self) -> str:
        return f"{self.standard_id}/{self.order} {self.zone}: {self.result}"


class PointsRow(Adjustable):
    """The same in points: B1 in (b1_over, b1_upto] and B2 in [min, max]."""

    standard = models.ForeignKey(PovertyStandard, on_delete=models.CASCADE, related_name="points_rows")
    order = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=5, choices=Zone.choices, blank=True)
    b1_over = models.IntegerField(null=True, blank=True)
    b1_upto = models.IntegerField(null=True, blank=True)
    b2_min = models.IntegerField(null=True, blank=True)
    b2_max = models.IntegerField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=ResultClass.choices)
    sub_type = models.CharField(max_length=30, blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.VERIFIED)

    class Meta:
        ordering = ["standard", "order", "zone"]
        constraints = [models.UniqueConstraint(fields=["standard", "order", "zone"], name="points_row_order")]

    def __str__(self) -> str:
        return f"{self.standard_id}/{self.order} {self.zone}: {self.result}"
