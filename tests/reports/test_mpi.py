"""Who is multidimensionally poor: in whole numbers, so that standing exactly on the cut-off counts."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.mpi import Identification, MeasureError, mask_of
from tests.households.build import STANDARDS

GLOBAL = ["1/6"] * 4 + ["1/18"] * 6


def test_two_sixths_and_three_eighteenths_are_a_half() -> None:
    half = Identification.of(GLOBAL, "1/2")
    assert (half.weights, half.total, half.needed) == ((3, 3, 3, 3, 1, 1, 1, 1, 1, 1), 18, 9)
    on_the_line = mask_of([True, True, False, False, True, True, True, False, False, False])
    assert half.score(on_the_line) == 9
    assert half.is_poor(on_the_line)
    assert not half.is_poor(on_the_line ^ 1 << 4)


def test_four_twelfths_are_a_third() -> None:
    third = Identification.of(["1/12"] * 12, "1/3")
    assert third.is_poor(0b1111)
    assert third.is_poor(0b100100100100)
    assert not third.is_poor(0b111)


def test_a_rounded_cutoff_is_taken_as_written() -> None:
    """0.33 is less than a third, 0.34 more: of three equal indicators one is enough, or two are needed."""
    assert [Identification.of([1, 1, 1], k).needed for k in ("0.33", "1/3", "33%", "0.34", "34 %", "1")] == [
        1,
        1,
        1,
        2,
        2,
        3,
    ]


@pytest.mark.parametrize("code", STANDARDS)
def test_the_standards_count_three_indicators_of_equal_weight(code: str) -> None:
    standard = STANDARDS[code]
    identification = Identification.of(standard.mpi_weights, standard.mpi_cutoff)
    assert identification.needed == 3
    assert len(identification.weights) == len(standard.indicators)
    assert all(identification.is_poor(mask) == (mask.bit_count() >= 3) for mask in range(1 << len(standard.indicators)))


@given(
    st.lists(st.fractions(0, 5, max_denominator=30), min_size=1, max_size=6).filter(any),
    st.fractions(0, 1, max_denominator=60).filter(bool),
)
def test_whole_numbers_say_what_exact_fractions_say(weights: list[Fraction], cutoff: Fraction) -> None:
    identification = Identification.of(weights, cutoff)
    for answers in product([False, True], repeat=len(weights)):
        share = sum(weight for weight, lacking in zip(weights, answers, strict=True) if lacking) / sum(weights)
        assert identification.is_poor(mask_of(answers)) == (share >= cutoff)


@pytest.mark.parametrize("cutoff", ["0", "-1/3", "1.01", "40", "101%", "third", "1/0", ""])
def test_a_cutoff_outside_its_range_is_refused(cutoff: str) -> None:
    with pytest.raises(MeasureError, match="Ngưỡng k"):
        Identification.of([1, 1], cutoff)


@pytest.mark.parametrize("weights", [["a"], ["1/0"], [0, 0], [1, -1], []])
def test_weights_that_are_none_are_refused(weights: list[str | int]) -> None:
    with pytest.raises(MeasureError, match="Quyền số"):
        Identification.of(weights, "1/3")
