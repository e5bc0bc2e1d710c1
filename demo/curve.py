"""When in a year capital is given, and spent: little in spring, most towards the end, the rest in January."""

from datetime import date, timedelta
from functools import cache

# Weight of each month, January of the next year last.
WEIGHTS = (0, 1, 2, 3, 5, 6, 7, 7, 8, 9, 13, 20, 6)


CARRIED_ON = date(2025, 2, 10)


def assigned_on(year: int) -> date:
    return date(year, 1, 12)


def supplemented_on(year: int) -> date:
    return date(year, 6, 28)


@cache
def all_days(year: int) -> tuple[date, ...]:
    """Working days of a budget year, each as often as its month weighs."""
    found: list[date] = []
    day = date(year, 1, 2)
    while day <= date(year + 1, 1, 31):
        month = 12 if day.year > year else day.month - 1
        if day.weekday() < 5:
            found += [day] * WEIGHTS[month]
        day += timedelta(days=1)
    return tuple(found)


def days(year: int, *, first: date | None = None, last: date | None = None) -> list[date]:
    """The days between, both included, to draw from."""
    return [day for day in all_days(year) if (not first or day >= first) and (not last or day <= last)]
