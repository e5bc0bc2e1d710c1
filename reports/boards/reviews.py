"""Which reviews had a result on a day: looking back, a year shows what was known then."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils import timezone

from households.models import ReviewRound

# begun: no result is known for the day: it was recognised later, or the review runs still and only today's
# figures of it are held.
State = Literal["recognised", "running", "begun"]


@dataclass(frozen=True)
class Review:
    round: ReviewRound
    state: State

    @property
    def year(self) -> int:
        return self.round.year

    @property
    def is_recognised(self) -> bool:
        return self.state == "recognised"

    @property
    def is_running(self) -> bool:
        """Its figures change every day and are shown as provisional."""
        return self.state == "running"

    def days_left(self, as_of: date) -> int:
        """Days to the closing of the review; negative when it is overdue."""
        return (self.round.closes_on - as_of).days


def reviews_on(as_of: date, until_year: int) -> list[Review]:
    """The yearly reviews that had begun by the day, up to a year, the latest first."""
    rounds = ReviewRound.objects.filter(
        kind=ReviewRound.Kind.PERIODIC, opens_on__lte=as_of, year__lte=until_year
    ).select_related("standard")
    return [Review(row, _state(row, as_of)) for row in rounds.order_by("-year")]


def reference_day(year: int) -> date:
    """The day for which the review figures of a year stand: a unit that had ended by then has none."""
    rounds = ReviewRound.objects.filter(kind=ReviewRound.Kind.PERIODIC, year=year)
    return rounds.values_list("reference_date", flat=True).first() or date(year, 12, 31)


def _state(row: ReviewRound, as_of: date) -> State:
    if row.recognised_on is None:
        return "running" if as_of >= timezone.localdate() else "begun"
    return "recognised" if row.recognised_on <= as_of else "begun"
