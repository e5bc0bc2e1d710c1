"""Where disbursement is heading: the curve by month, the pace the target needs, and a forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.rates import Rate, scaled_half_up
from reports.figures.course import NOTHING, Amounts, moved
from reports.figures.question import CapitalQuestion

EARLY = Fraction(1, 10)
MONTHS = 13  # at least to January of the next year, in which the investment capital of a year is mostly disbursed


@dataclass(frozen=True)
class CurvePoint:
    """Balances at the end of a month (`this` at `as_of` in its month; None later), and a year before.

    `in_month_vnd` was disbursed in the month itself, what is dated before January in January.
    """

    month_end: date
    this: Amounts | None
    last: Amounts | None
    in_month_vnd: int | None = None


def curve(asked: CapitalQuestion, closes_on: date) -> tuple[CurvePoint, ...]:
    """Cumulated amounts by month from January on, beside those of the budget year before, so that the last is the
    total."""
    before = asked.past.get(asked.budget_year - 1)
    has_past = before is not None and not before.is_empty
    points: list[CurvePoint] = []
    for month in range(_months(asked, closes_on)):
        end = month_end(asked.budget_year, month)
        this = asked.course.at(end) if end.replace(day=1) <= asked.as_of else None
        end_before = month_end(asked.budget_year - 1, month)
        is_known = end_before.replace(day=1) <= asked.as_of  # of a year to come the year before runs still
        last = before.at(end_before) if before and has_past and is_known else None
        earlier = points[-1].this if points else NOTHING
        in_month = this.disbursed_vnd - earlier.disbursed_vnd if this and earlier else None
        points.append(CurvePoint(end, this, last, in_month))
    return tuple(points)


def _months(asked: CapitalQuestion, closes_on: date) -> int:
    """To the month in which money of the year closes; a correction may stand after it still."""
    last = max([closes_on, *(month for month, _by_day in asked.course.steps)])
    return max((last.year - asked.budget_year) * 12 + last.month, MONTHS)


def month_end(year: int, month: int) -> date:
    """The last day of the month `month` months after January."""
    after = month + 1
    return date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """What is still to be disbursed by the end of `until` to reach a target, and how much that is a day and a month.

    A month is a twelfth of a year. `per_day_vnd` and `per_month_vnd` are None when no day is left.
    """

    until: date
    target_vnd: int
    to_disburse_vnd: int
    days_left: int
    per_day_vnd: int | None
    per_month_vnd: int | None
    done_per_month_vnd: int | None

    @property
    def is_reached(self) -> bool:
        return self.to_disburse_vnd == 0


def pace(
    total: Amounts, as_of: date, target_percent: int | Decimal | Fraction, until: date, first: date | None = None
) -> Pace:
    """From `as_of` to `until`, both as of the end of the day; money is rounded up to whole dong.

    What was done a month is counted from `first`, the beginning of the budget year (of `until`'s, if not given).
    """
    target = _ceiling(total.plan_vnd * Fraction(target_percent) / 100)
    missing = max(target - total.disbursed_vnd, 0)
    days = max((until - as_of).days, 0)
    passed = (min(as_of, until) - (first or date(until.year, 1, 1))).days + 1
    return Pace(
        until=until,
        target_vnd=target,
        to_disburse_vnd=missing,
        days_left=days,
        per_day_vnd=_ceiling(Fraction(missing, days)) if days else None,
        per_month_vnd=_ceiling(Fraction(missing * 365, days * 12)) if days else None,
        done_per_month_vnd=total.disbursed_vnd * 365 // (passed * 12) if passed > 0 else None,
    )


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


@dataclass(frozen=True)
class Growth:
    """What a past budget year had disbursed by the same day, and by the end that is looked at."""

    year: int
    by_day: int
    at_end: int


@dataclass(frozen=True)
class Forecast:
    """Expected disbursement at `until` with its range, and the budget years it rests on; `known_share` is what of
    their disbursement at that end they had by the day."""

    until: date
    plan_vnd: int
    expected_vnd: int
    low_vnd: int
    high_vnd: int
    years: tuple[int, ...]
    known_share: Fraction = Fraction(1)

    @property
    def is_early(self) -> bool:
        """So little of past years was disbursed by the day that their ratio swings widely."""
        return self.known_share < EARLY

    @property
    def expected(self) -> Rate:
        return Rate(self.expected_vnd, self.plan_vnd)

    @property
    def low(self) -> Rate:
        return Rate(self.low_vnd, self.plan_vnd)

    @property
    def high(self) -> Rate:
        return Rate(self.high_vnd, self.plan_vnd)


def forecasts(asked: CapitalQuestion, month_ends: Iterable[date]) -> tuple[Forecast, ...]:
    """By the course of past years, for the ends of months to come; empty where there is no forecast."""
    found = (grown(asked.course.on_day, growths(asked, end), end) for end in month_ends)
    return tuple(one for one in found if one)


def growths(asked: CapitalQuestion, month_end: date) -> tuple[Growth, ...]:
    """Of the past years that had disbursed anything by the day; the others tell nothing about the rest of a year."""
    found = (
        Growth(year, course.on_day.disbursed_vnd, course.at(_same_month_end(month_end, year, asked)).disbursed_vnd)
        for year, course in asked.past.items()
    )
    return tuple(growth for growth in found if growth.by_day > 0)


def _same_month_end(end: date, year: int, asked: CapitalQuestion) -> date:
    return moved(end, year - asked.budget_year)


def grown(now: Amounts, past: Sequence[Growth], until: date) -> Forecast | None:
    """What is disbursed grows as it did in past years: what they had at the end over what they had by the day.

    Expected is the ratio of all of them together (sums, not a mean of ratios); the range is that of the single
    years. Nothing above the plan is forecast, nor below what is disbursed. None without a past, without a plan,
    and while nothing is disbursed, of which no ratio makes anything.
    """
    if not past or now.plan_vnd <= 0 or now.disbursed_vnd <= 0:
        return None
    whole = Fraction(sum(growth.at_end for growth in past), sum(growth.by_day for growth in past))
    single = [Fraction(growth.at_end, growth.by_day) for growth in past]
    expected, low, high = (_grown(now, ratio) for ratio in (whole, min(single), max(single)))
    years = tuple(growth.year for growth in past)
    return Forecast(until, now.plan_vnd, expected, low, high, years, known_share=1 / whole if whole else Fraction(0))


def _grown(now: Amounts, ratio: Fraction) -> int:
    """Between what is disbursed and the plan."""
    return max(min(scaled_half_up(now.disbursed_vnd * ratio, 0), now.plan_vnd), now.disbursed_vnd)
