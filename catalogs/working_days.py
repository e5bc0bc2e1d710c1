"""Working-day arithmetic: posting, re-check and answer periods are counted in working days (QĐ 24/2021).

A calendar maps the days that differ from the ordinary week to whether they are off; see
`Holiday.objects.calendar()`. Saturdays and Sundays are off unless worked in exchange.
"""

from collections.abc import Mapping
from datetime import date, timedelta

Calendar = Mapping[date, bool]
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date, holidays: Calendar) -> bool:
    off = holidays.get(day)
    return day.weekday() < _SATURDAY if off is None else not off


def add_working_days(start: date, n: int, holidays: Calendar) -> date:
    """The last day of a period of `n` working days that begins after `start`; the day itself does not count.

    With `n` 0 it is `start`, or the next working day when `start` is none.
    """
    if n < 0:
        raise ValueError("a period has no negative length")
    day, left = start, n
    while left or not is_working_day(day, holidays):
        day += _ONE_DAY
        left -= left > 0 and is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Calendar) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)
