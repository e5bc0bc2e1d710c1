from datetime import date

import pytest

from catalogs.models import Holiday
from catalogs.working_days import add_working_days, is_working_day, working_days_between

HOLIDAYS = {
    date(2026, 9, 1): True,
    date(2026, 9, 2): True,
    date(2026, 8, 31): True,
    date(2026, 8, 22): False,
}


def test_posting_for_three_working_days_skips_the_weekend() -> None:
    thursday = date(2026, 11, 5)
    assert add_working_days(thursday, 3, {}) == date(2026, 11, 10)


def test_days_off_do_not_count() -> None:
    friday = date(2026, 8, 28)
    assert add_working_days(friday, 1, HOLIDAYS) == date(2026, 9, 3)


def test_a_saturday_worked_in_exchange_counts() -> None:
    friday = date(2026, 8, 21)
    assert is_working_day(date(2026, 8, 22), HOLIDAYS)
    assert add_working_days(friday, 1, HOLIDAYS) == date(2026, 8, 22)


def test_no_days_from_a_sunday_end_on_monday() -> None:
    assert add_working_days(date(2026, 11, 8), 0, {}) == date(2026, 11, 9)
    assert add_working_days(date(2026, 11, 9), 0, {}) == date(2026, 11, 9)


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 11, 8), -1, {})


@pytest.mark.parametrize("n", range(1, 15))
def test_counting_is_the_inverse_of_adding(n: int) -> None:
    start = date(2026, 8, 18)
    end = add_working_days(start, n, HOLIDAYS)
    assert working_days_between(start, end, HOLIDAYS) == n
    assert working_days_between(end, start, HOLIDAYS) == -n


@pytest.mark.django_db
def test_the_calendar_of_the_reference_data() -> None:
    """Tết 2026 as announced: off from Monday 16 to Friday 20 February."""
    calendar = Holiday.objects.calendar()
    assert add_working_days(date(2026, 2, 13), 1, calendar) == date(2026, 2, 23)
    assert is_working_day(date(2025, 4, 26), calendar)
    assert not is_working_day(date(2025, 5, 2), calendar)


@pytest.mark.django_db
def test_every_swap_has_its_working_saturday() -> None:
    worked = Holiday.objects.filter(is_day_off=False)
    assert worked
    assert all(holiday.day.weekday() == 5 for holiday in worked)


@pytest.mark.django_db
def test_the_culture_day_waits_for_its_text() -> None:
    assert Holiday.objects.get(day=date(2026, 11, 24)).needs_check


@pytest.mark.django_db
@pytest.mark.parametrize("year", range(2021, 2028))
def test_every_year_has_its_holidays(year: int) -> None:
    """Eleven days by the Labour Code, with compensation where a weekend swallows some."""
    days = Holiday.objects.filter(day__year=year, is_day_off=True).values_list("day", flat=True)
    fixed = {date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)}
    assert fixed <= set(days)
    weekdays = [day for day in days if day.weekday() < 5 and day.month != 11]
    assert len(weekdays) >= 11
