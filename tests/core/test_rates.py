"""A rate is its two numbers: exact, half up, never averaged, never made up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rates import Rate, fixed_point, scaled_half_up

counts = st.integers(min_value=0, max_value=10**15)
wholes = st.integers(min_value=1, max_value=10**15)


def test_percent_has_two_decimals_and_a_point() -> None:
    assert Rate(170_014_620_000, 365_300_000_000).percent == "46.54"
    assert Rate(0, 7).percent == "0.00"
    assert Rate(7, 7).percent == "100.00"


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (1, 800, "0.13"),  # 0.125 exactly: half goes up, where floats and banker's rounding give 0.12
        (1005, 100_000, "1.01"),  # 1.005 exactly; as a float it is below the half
        (1004, 100_000, "1.00"),
        (2, 3, "66.67"),
        (-1, 800, "-0.13"),  # refunds: halves go away from zero
        (3, 2, "150.00"),
    ],
)
def test_percent_is_rounded_half_up(numerator: int, denominator: int, percent: str) -> None:
    assert Rate(numerator, denominator).percent == percent


@pytest.mark.parametrize("rate", [Rate(5, 0), Rate(5, None), Rate(None, 5), Rate(None, None), Rate(0, 0)])
def test_a_missing_whole_is_said_and_not_made_up(rate: Rate) -> None:
    assert rate.is_missing
    assert rate.ratio is None
    assert rate.percent is None


def test_as_json_keeps_the_two_numbers() -> None:
    assert Rate(1, 3).as_json() == {"numerator": 1, "denominator": 3, "percent": "33.33"}
    assert Rate(5, None).as_json() == {"numerator": 5, "denominator": None, "percent": None}
    assert Rate(Decimal("1.5"), Fraction(6, 2)).as_json() == {
        "numerator": "1.5",
        "denominator": 3,
        "percent": "50.00",
    }


def test_a_negative_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="denominator"):
        Rate(1, -1)


def test_rates_of_two_sets_are_added_and_not_averaged() -> None:
    assert Rate(1, 10) + Rate(90, 90) == Rate(91, 100)


def test_a_sum_with_a_missing_part_is_missing() -> None:
    assert (Rate(1, 10) + Rate(5, None)).is_missing


def test_points_from_is_a_difference_of_shares() -> None:
    assert Rate(1, 4).points_from(Rate(1, 2)) == Fraction(-1, 4)
    assert Rate(1, 4).points_from(Rate(1, None)) is None


@given(counts, wholes)
def test_percent_is_never_further_than_half_a_hundredth(numerator: int, denominator: int) -> None:
    shown = Fraction(Rate(numerator, denominator).percent or "")
    assert abs(shown - Fraction(100 * numerator, denominator)) <= Fraction(1, 200)


@given(counts, wholes, counts, wholes)
def test_addition_keeps_the_exact_ratio(a: int, b: int, c: int, d: int) -> None:
    assert (Rate(a, b) + Rate(c, d)).ratio == Fraction(a + c, b + d)


@given(st.fractions(), st.integers(min_value=0, max_value=4))
def test_fixed_point_is_the_scaled_integer_with_a_point(value: Fraction, places: int) -> None:
    assert Fraction(fixed_point(value, places)) == Fraction(scaled_half_up(value, places), 10**places)
