"""Where disbursement is heading: the curve by month, the pace the target needs, and a forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from core.rates import Rate, scaled_half_up
from reports.figures.capital import NOTHING, Amounts, CapitalQuestion, added

MONTHS = 13  # the investment capital of a budget year may be disbursed until January of the next


@dataclass(frozen=True)
class CurvePoint:
    """Balances at the end of a month (`this` at `as_of` in its month; None later), and a year before."""

    month_end: date
    this: Amounts | None
    last: Amounts | None


def curve(asked: CapitalQuestion) -> tuple[CurvePoint, ...]:
    """Cumulated amounts of January to the next January, beside those of the budget year before."""
    year_before = asked.budget_year - 1
    this = _balances(asked.by_day, asked.budget_year)
    last = _balances(asked.past_by_day.get(year_before, {}), year_before)
    has_past = any(amounts != NOTHING for amounts in last)
    ends = [_month_end(asked.budget_year, month) for month in range(MONTHS)]
    return tuple(
        CurvePoint(
            end,
            this[month] if end.replace(day=1) <= asked.as_of else None,
            last[month] if has_past else None,
        )
        for month, end in enumerate(ends)
    )


def _balances(by_day: Mapping[date, Amounts], year: int) -> list[Amounts]:
    """The balance at the end of each of the 13 months; what is dated before January counts in January."""
    ends = (_month_end(year, month) for month in range(MONTHS))
    return [added(amounts for day, amounts in by_day.items() if day <= end) for end in ends]


def _month_end(year: int, month: int) -> date:
    """The last day of the month `month` months after January."""
    after = month + 1
    return date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """What is still to be disbursed to reach a target, and how much that is a day and a month.

    A month is a twelfth of a year. `per_day_vnd` and `per_month_vnd` are None when no day is left.
    """

    target_vnd: int
    to_disburse_vnd: int
    days_left: int
    per_day_vnd: int | None
    per_month_vnd: int | None
    done_per_month_vnd: int | None

    @property
    def is_reached(self) -> bool:
        return self.to_disburse_vnd == 0


def pace(total: Amounts, as_of: date, target_percent: int | Decimal, year_end: date) -> Pace:
    """From `as_of` to `year_end`, both as of the end of the day; money is rounded up to whole dong."""
    target = _ceiling(total.plan_vnd * Fraction(target_percent) / 100)
    missing = max(target - total.disbursed_vnd, 0)
    days = max((year_end - as_of).days, 0)
    passed = (as_of - date(year_end.year, 1, 1)).days + 1
    return Pace(
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
class Forecast:
    """Expected disbursement at `until` with its range, and the budget years it rests on."""

    until: date
    plan_vnd: int
    expected_vnd: int
    low_vnd: int
    high_vnd: int
    years: tuple[int, ...]

    @property
    def expected(self) -> Rate:
        return Rate(self.expected_vnd, self.plan_vnd)

    @property
    def low(self) -> Rate:
        return Rate(self.low_vnd, self.plan_vnd)

    @property
    def high(self) -> Rate:
        return Rate(self.high_vnd, self.plan_vnd)


def forecast(asked: CapitalQuestion, until: date) -> Forecast | None:
    """By the course of past years: what they had disbursed at `until` over what they had by the same day.

    Today's amount is multiplied by that ratio of all past years together (sums, not a mean of ratios); the
    range is that of the single years. Nothing above the plan is forecast. None when no past year had
    disbursed anything by the day, when nothing is disbursed yet, or when there is no plan.
    """
    found = forecasts(asked, [until])
    return found[0] if found else None


def forecasts(asked: CapitalQuestion, days: Sequence[date]) -> tuple[Forecast, ...]:
    """`forecast` for several days; empty where there is no forecast."""
    now = added(asked.by_day.values())
    past = [found for found in (_past(asked, year) for year in sorted(asked.past_by_day)) if found.by_day > 0]
    if not past or not days or now.plan_vnd <= 0 or now.disbursed_vnd <= 0:
        return ()
    return tuple(_forecast(now, past, until) for until in days)


@dataclass(frozen=True)
class _Past:
    """Disbursed of a past budget year by the same day, and by each day."""

    year: int
    shift: int
    by_day: int
    flows: Mapping[date, int]

    def at(self, until: date) -> int:
        end = _moved(until, self.shift)
        return sum(spent for day, spent in self.flows.items() if day <= end)


def _past(asked: CapitalQuestion, year: int) -> _Past:
    shift = year - asked.budget_year
    flows = {day: amounts.disbursed_vnd for day, amounts in asked.past_by_day[year].items()}
    same_day = _moved(asked.as_of, shift)
    return _Past(year, shift, sum(spent for day, spent in flows.items() if day <= same_day), flows)


def _forecast(now: Amounts, past: list[_Past], until: date) -> Forecast:
    ends = [(found, found.at(until)) for found in past]
    together = Fraction(sum(at_end for _found, at_end in ends), sum(found.by_day for found in past))
    single = [Fraction(at_end, found.by_day) for found, at_end in ends]
    expected, low, high = (_grown(now, ratio) for ratio in (together, min(single), max(single)))
    return Forecast(until, now.plan_vnd, expected, low, high, tuple(found.year for found in past))


def _grown(now: Amounts, ratio: Fraction) -> int:
    """Between what is disbursed and the plan."""
    return max(min(scaled_half_up(now.disbursed_vnd * ratio, 0), now.plan_vnd), now.disbursed_vnd)


def _moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
