"""Ages on the reference date, from birth dates with parts missing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.rules.ages import BirthDate, is_aged

DAYS = st.dates(date(1930, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (BirthDate(2008, 10, 2), date(2024, 10, 1), (15, 15)),
        (BirthDate(2008, 10, 1), date(2024, 10, 1), (16, 16)),
        (BirthDate(2008, 10), date(2024, 10, 1), (15, 16)),
        (BirthDate(2008, 9), date(2024, 10, 1), (16, 16)),
        (BirthDate(2008), date(2024, 10, 1), (15, 16)),
        (BirthDate(2008), date(2024, 12, 31), (16, 16)),
        (BirthDate(2008, None, 5), date(2024, 6, 1), (15, 16)),
        (BirthDate(2008, 2, 29), date(2024, 2, 28), (15, 15)),
        (BirthDate(2007, 2, 28), date(2023, 2, 28), (16, 16)),
        (BirthDate(2008, 2, 29), date(2023, 3, 1), (15, 15)),
        (BirthDate(2024, 12, 1), date(2024, 10, 1), (0, 0)),
    ],
)
def test_age_in_full_years(birth: BirthDate, on: date, years: tuple[int, int]) -> None:
    assert birth.years_on(on) == years


def test_a_band_is_open_only_where_the_missing_part_matters() -> None:
    on = date(2024, 6, 1)
    assert is_aged(BirthDate(2008), on, below_years=16) is None
    assert is_aged(BirthDate(2007), on, below_years=16) is False
    assert is_aged(BirthDate(2010), on, below_years=16) is True
    assert is_aged(BirthDate(), on, from_years=6) is None


@given(DAYS, DAYS)
def test_a_partial_date_always_allows_the_true_age(born: date, on: date) -> None:
    exact = BirthDate(born.year, born.month, born.day).months_on(on)
    assert exact[0] == exact[1]
    for partial in (BirthDate(born.year, born.month), BirthDate(born.year), BirthDate()):
        low, high = partial.months_on(on)
        assert low <= exact[0] <= high


@given(DAYS, st.integers(0, 40_000))
def test_nobody_gets_younger(born: date, days: int) -> None:
    birth, on = BirthDate(born.year, born.month, born.day), born + timedelta(days=days)
    assert birth.months_on(on)[0] <= birth.months_on(on + timedelta(days=1))[0]
