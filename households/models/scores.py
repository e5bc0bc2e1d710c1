"""Score tables, answer options and causes: what the review form offers, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogs.models import Confidence
from households.models.standard import Adjustable, BilingualName, PovertyStandard, Zone


class ScoreTable(BilingualName):
    """B1 points of a standard in a zone; an invented one is never official (domain 2.7)."""

    standard = models.ForeignKey(PovertyStandard, on_delete=models.CASCADE, related_name="score_tables")
    zone = models.CharField(max_length=5, choices=Zone.choices)
    is_official = models.BooleanField(_("theo phụ lục chính thức"), default=False)

    class Meta:
        ordering = ["standard", "zone"]
        constraints = [models.UniqueConstraint(fields=["standard", "zone"], name="score_table_zone")]


class ScoreItem(BilingualName, Adjustable):
    """One question that gives points; `section` is where the form asks it.

    `source` names the fact of the household that answers it by itself (rules.answers.SOURCES). `points` and
    `most` are of a question counted by unit: points for each, up to so many.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice", _("chọn một")
        SEVERAL = "several", _("chọn nhiều")
        BANDS = "bands", _("khoảng số")
        PER_UNIT = "per_unit", _("theo số lượng")

    table = models.ForeignKey(ScoreTable, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    section = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=40, blank=True)
    points = models.SmallIntegerField(null=True, blank=True)
    most = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["table", "order"]
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="score_item_code")]


class ScoreOption(BilingualName, Adjustable):
    """A choice by `code`, or a band [low, high); null is open."""

    item = models.ForeignKey(ScoreItem, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(max_length=40)
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    points = models.SmallIntegerField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["item", "order"]
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="score_option_code")]


class AnswerOption(BilingualName, Adjustable):
    """What an officer sees and records; `flags` says what the law makes of it (durable, clean, hygienic).

    `question` is the list that the answer belongs to: wall_materials, toilets, job_statuses, ...
    """

    question = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    flags = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField()
    confidence = models.CharField(max_length=12, choices=Confidence.choices, default=Confidence.NEEDS_CHECK)

    class Meta:
        ordering = ["question", "order"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="answer_option_code")]


class Cause(BilingualName):
    """A cause of poverty (domain 2.9, table 10)."""

    code = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
