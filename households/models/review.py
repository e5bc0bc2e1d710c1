"""Rounds of review: which year, which standards decide, how far they are."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from households.models.standard import PovertyStandard


class ReviewRound(models.Model):
    """One review of a year. Recognised figures are frozen (design 3.3)."""

    class Kind(models.TextChoices):
        PERIODIC = "periodic", _("rà soát định kỳ")
        REGULAR = "regular", _("rà soát thường xuyên")

    class State(models.TextChoices):
        OPEN = "open", _("đang rà soát")
        RECOGNISED = "recognised", _("đã công nhận")

    year = models.PositiveSmallIntegerField(_("năm"))
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERIODIC)
    standard = models.ForeignKey(PovertyStandard, on_delete=models.PROTECT, related_name="rounds")
    # Ages are counted on this day.
    reference_date = models.DateField(_("ngày tính tuổi"))
    opens_on = models.DateField(_("bắt đầu"))
    closes_on = models.DateField(_("kết thúc"))
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    recognised_on = models.DateField(_("ngày công nhận"), null=True, blank=True)
    decision = models.CharField(_("quyết định công nhận"), max_length=80, blank=True, default="", db_default="")
    # Set when the round is recognised or published anew, until its figures have been copied: a form that is opened
    # for a correction meanwhile would be missing from the copy.
    awaits_freeze = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind"], name="round_once_a_year"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_period"),
            models.CheckConstraint(
                condition=Q(state="open", recognised_on=None) | Q(state="recognised", recognised_on__isnull=False),
                name="round_recognised_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
