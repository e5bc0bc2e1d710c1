"""Capital as of a day: its amounts, their course by month, and how they changed against another day."""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from core.rates import Rate


class Amounts(NamedTuple):
    """Dong as of a day. `plan_vnd` is the denominator that was asked for; `advance_vnd`: what of the disbursed is
    advanced and not yet settled; `unallocated_vnd`: what of the plan given no unit that spends it has yet.

    A tuple, because a page adds up thousands of them.
    """

    plan_vnd: int = 0
    disbursed_vnd: int = 0
    advance_vnd: int = 0
    unallocated_vnd: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.plan_vnd + other.plan_vnd,
            self.disbursed_vnd + other.disbursed_vnd,
            self.advance_vnd + other.advance_vnd,
            self.unallocated_vnd + other.unallocated_vnd,
        )

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.plan_vnd - other.plan_vnd,
            self.disbursed_vnd - other.disbursed_vnd,
            self.advance_vnd - other.advance_vnd,
            self.unallocated_vnd - other.unallocated_vnd,
        )

    @property
    def rate(self) -> Rate:
        return Rate(self.disbursed_vnd, max(self.plan_vnd, 0))

    @property
    def remaining_vnd(self) -> int:
        return self.plan_vnd - self.disbursed_vnd

    @property
    def is_for_others(self) -> bool:
        """A plan of which all is still to be given on: nobody can spend it yet, so nobody is late with it."""
        return 0 < self.plan_vnd == self.unallocated_vnd

    @property
    def is_unspent(self) -> bool:
        """A plan that could be spent, and nothing is."""
        return self.plan_vnd > 0 >= self.disbursed_vnd and not self.is_for_others


NOTHING = Amounts()


def added(parts: Iterable[Amounts]) -> Amounts:
    """Number by number: a sum in between for every part would cost more than the sums."""
    return Amounts(*map(sum, zip(*parts, strict=True)))


# (first of the month, whether by the day asked for)
Steps = MutableMapping[tuple[date, bool], Amounts]


@dataclass(frozen=True)
class Course:
    """A budget year by calendar month, the month of `day` in two.

    A few sums a year tell every month end and the day itself, however many days money moved on.
    """

    day: date
    steps: Steps

    def at(self, month_end: date) -> Amounts:
        """The balance at the end of a month; what is dated before January counts in January."""
        return added(amounts for (month, _by_day), amounts in self.steps.items() if month <= month_end)

    @cached_property
    def on_day(self) -> Amounts:
        return added(amounts for (_month, by_day), amounts in self.steps.items() if by_day)

    @property
    def is_empty(self) -> bool:
        return all(amounts == NOTHING for amounts in self.steps.values())


def together(courses: Iterable[Course], day: date) -> Course:
    """Of several sets with the same day as one."""
    steps: dict[tuple[date, bool], list[Amounts]] = {}
    for course in courses:
        for key, amounts in course.steps.items():
            steps.setdefault(key, []).append(amounts)
    return Course(day, {key: added(parts) for key, parts in steps.items()})


@dataclass(frozen=True)
class Change:
    """From the balances of another day, with the plan of that day, to those of now."""

    now: Amounts
    then: Amounts
    on: date
    budget_year: int

    @property
    def is_missing(self) -> bool:
        """There was nothing then to compare with, which is not the same as zero."""
        return self.then.plan_vnd <= 0

    @property
    def points(self) -> Fraction | None:
        """Of the rate, as a ratio (0.01 is one percentage point)."""
        return None if self.is_missing else self.now.rate.points_from(self.then.rate)

    @property
    def disbursed_vnd(self) -> int | None:
        return None if self.is_missing else self.now.disbursed_vnd - self.then.disbursed_vnd


@dataclass(frozen=True)
class Changes:
    """Since the end of the month before, and since the same day of the year before with that year's capital."""

    month: Change
    year: Change


def month_before(day: date) -> date:
    """The last day of the month before that of `day`."""
    return day.replace(day=1) - timedelta(days=1)


def closed_month(day: date) -> date:
    """The last day of the last month that is over at the end of `day`."""
    return month_before(day + timedelta(days=1))


def moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
