"""Which reviews had a result on a day: looking back, a year shows what was known then."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from households.models import ReviewRound

# begun: the result was recognised later, so that on the day there was none to show.
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


def _state(row: ReviewRound, as_of: date) -> State:
    if row.recognised_on is None:
        return "running"
    return "recognised" if row.recognised_on <= as_of else "begun"
