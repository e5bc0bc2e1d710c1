"""Dividing an envelope: exact to the dong, by weight, within floors and caps."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from disbursement.rules.apportion import Claim, Infeasible, apportion, reserve_of

MILLION = 1_000_000
weights = st.fractions(min_value=0, max_value=1000, max_denominator=100)
units = st.sampled_from([1, 7, 1000, MILLION])


@st.composite
def free_claims(draw: st.DrawFn) -> list[Claim]:
    drawn = draw(st.lists(weights, min_size=1, max_size=12).filter(any))
    return [Claim(f"x{number:02}", weight) for number, weight in enumerate(drawn)]


@st.composite
def bound_claims(draw: st.DrawFn) -> tuple[list[Claim], int, int]:
    """Claims with floors and caps, an amount that they can bear, a rounding unit."""
    unit = draw(units)
    claims, least, most = [], 0, 0
    for number in range(draw(st.integers(1, 10))):
        floor = draw(st.integers(0, 50)) * unit
        cap = floor + draw(st.integers(0, 80)) * unit if draw(st.booleans()) else None
        weight = draw(weights)
        claims.append(Claim(f"x{number:02}", weight, floor, cap))
        least += floor
        most += (cap if cap is not None else floor + 200 * unit) if weight else floor
    return claims, draw(st.integers(least, most)), unit


@given(free_claims(), st.integers(0, 10**12), units)
def test_without_limits_each_share_is_within_one_unit_of_its_ideal(
    claims: list[Claim], envelope: int, unit: int
) -> None:
    division = apportion(claims, envelope_vnd=envelope, unit_vnd=unit)
    assert sum(share.amount_vnd for share in division.shares.values()) == envelope
    for share in division.shares.values():
        assert share.exact == share.ideal
        assert abs(share.amount_vnd - share.ideal) < unit


@given(free_claims(), st.integers(0, 10**12), units)
def test_a_greater_weight_never_gets_less(claims: list[Claim], envelope: int, unit: int) -> None:
    division = apportion(claims, envelope_vnd=envelope, unit_vnd=unit)
    for one in claims:
        for other in claims:
            if one.weight > other.weight:
                assert division.amount_of(one.code) >= division.amount_of(other.code)


@given(free_claims(), st.integers(0, 10**12), units, st.data())
def test_whose_weight_grows_does_not_lose(claims: list[Claim], envelope: int, unit: int, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(claims))
    more = chosen.weight + data.draw(weights)
    grown = [replace(claim, weight=more) if claim is chosen else claim for claim in claims]
    before = apportion(claims, envelope_vnd=envelope, unit_vnd=unit).amount_of(chosen.code)
    assert apportion(grown, envelope_vnd=envelope, unit_vnd=unit).amount_of(chosen.code) >= before


@given(bound_claims(), st.integers(0, 10**9))
def test_floors_and_caps_hold_and_nothing_is_lost(drawn: tuple[list[Claim], int, int], reserve: int) -> None:
    claims, divided, unit = drawn
    division = apportion(claims, envelope_vnd=divided + reserve, reserve_vnd=reserve, unit_vnd=unit)
    assert sum(share.amount_vnd for share in division.shares.values()) == divided
    assert sum(share.exact for share in division.shares.values()) == divided
    odd = [share for share in division.shares.values() if share.amount_vnd % unit]
    assert len(odd) <= 1
    assert division.left_over_vnd == divided % unit
    for claim in claims:
        share = division.shares[claim.code]
        assert claim.floor_vnd <= share.amount_vnd
        assert claim.cap_vnd is None or share.amount_vnd <= claim.cap_vnd
        assert abs(share.rounding) < unit


@given(bound_claims(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(drawn: tuple[list[Claim], int, int], chance: object) -> None:
    claims, divided, unit = drawn
    shuffled = list(claims)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    given_order = apportion(claims, envelope_vnd=divided, unit_vnd=unit)
    assert apportion(shuffled, envelope_vnd=divided, unit_vnd=unit) == given_order


@given(bound_claims(), st.integers(2, 9))
def test_between_their_limits_units_are_paid_at_one_rate(drawn: tuple[list[Claim], int, int], times: int) -> None:
    """So weights in points or in hundredths of a point give the same shares."""
    claims, divided, unit = drawn
    division = apportion(claims, envelope_vnd=divided, unit_vnd=unit)
    rates = {
        division.shares[claim.code].exact / claim.weight
        for claim in claims
        if claim.weight
        and claim.floor_vnd < division.shares[claim.code].exact
        and (claim.cap_vnd is None or division.shares[claim.code].exact < claim.cap_vnd)
    }
    assert len(rates) <= 1
    scaled = [replace(claim, weight=claim.weight * times) for claim in claims]
    again = apportion(scaled, envelope_vnd=divided, unit_vnd=unit)
    assert {code: share.amount_vnd for code, share in again.shares.items()} == {
        code: share.amount_vnd for code, share in division.shares.items()
    }


@given(bound_claims(), st.integers(1, 10**9))
def test_floors_that_need_more_than_there_is_are_refused(drawn: tuple[list[Claim], int, int], short: int) -> None:
    claims, _divided, unit = drawn
    floors = sum(claim.floor_vnd for claim in claims)
    assume(floors >= short)
    with pytest.raises(Infeasible, match="mức sàn"):
        apportion(claims, envelope_vnd=floors - short, unit_vnd=unit)


def test_three_communes_by_hand() -> None:
    """170 triệu by 3 : 2 : 1 is 85, 56 2/3 and 28 1/3: the second has the largest remainder."""
    claims = [Claim("A", Fraction(3)), Claim("B", Fraction(2)), Claim("C", Fraction(1))]
    division = apportion(claims, envelope_vnd=200 * MILLION, reserve_vnd=30 * MILLION, unit_vnd=MILLION)
    assert [division.amount_of(code) // MILLION for code in "ABC"] == [85, 57, 28]
    assert division.shares["B"].rounding == Fraction(MILLION, 3)
    assert (division.left_over_vnd, division.left_over_code) == (0, "")


def test_what_is_less_than_a_unit_stays_in_one_piece() -> None:
    """10,4 triệu by 1 : 1 : 1: 3 each, 1 triệu to the first, the 400.000 to the second."""
    claims = [Claim(code, Fraction(1)) for code in "CBA"]
    division = apportion(claims, envelope_vnd=10_400_000, unit_vnd=MILLION)
    assert [division.amount_of(code) for code in "ABC"] == [4 * MILLION, 3_400_000, 3 * MILLION]
    assert (division.left_over_vnd, division.left_over_code) == (400_000, "B")


def test_a_floor_is_paid_by_the_others_in_their_proportion() -> None:
    """100 by 8 : 1 : 1 with 20 at least: the two get 20 each, the first what is left."""
    claims = [Claim("A", Fraction(8)), Claim("B", Fraction(1), 20), Claim("C", Fraction(1), 20)]
    division = apportion(claims, envelope_vnd=100)
    assert [division.amount_of(code) for code in "ABC"] == [60, 20, 20]
    assert [division.shares[code].bound for code in "ABC"] == ["", "floor", "floor"]
    assert division.shares["A"].ideal == 80


def test_what_a_cap_leaves_goes_to_the_others() -> None:
    """100 by 2 : 1 : 1 with at most 30 for the first: 35 each for the others."""
    claims = [Claim("A", Fraction(2), cap_vnd=30), Claim("B", Fraction(1)), Claim("C", Fraction(1))]
    division = apportion(claims, envelope_vnd=100)
    assert [division.amount_of(code) for code in "ABC"] == [30, 35, 35]
    assert division.shares["A"].bound == "cap"


def test_a_limit_between_two_units_is_kept_from_the_safe_side() -> None:
    claims = [Claim("A", Fraction(1), 1_500_000), Claim("B", Fraction(9), cap_vnd=8_500_000)]
    division = apportion(claims, envelope_vnd=10 * MILLION, unit_vnd=MILLION)
    assert [division.amount_of(code) // MILLION for code in "AB"] == [2, 8]


def test_a_unit_without_weight_gets_its_floor_and_no_more() -> None:
    claims = [Claim("A", Fraction(0), 5), Claim("B", Fraction(1))]
    assert apportion(claims, envelope_vnd=100).amount_of("A") == 5


def test_nothing_to_divide_by_is_said() -> None:
    with pytest.raises(Infeasible, match="điểm của các đơn vị"):
        apportion([Claim("A", Fraction(0))], envelope_vnd=100)


@pytest.mark.parametrize(
    ("claims", "envelope", "reserve", "unit", "said"),
    [
        ([Claim("A", Fraction(1), 60), Claim("B", Fraction(1), 60)], 100, 0, 1, "120 đồng, lớn hơn .* 100 đồng"),
        ([Claim("A", Fraction(1), cap_vnd=30), Claim("B", Fraction(1), cap_vnd=30)], 100, 0, 1, "60 đồng trong 100"),
        ([Claim("A", Fraction(1), 9, 4)], 100, 0, 1, "thấp hơn mức sàn"),
        ([Claim("A", Fraction(1))], 100, 101, 1, "dự phòng"),
        ([Claim("A", Fraction(1))], 100, 0, 0, "làm tròn"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    claims: list[Claim], envelope: int, reserve: int, unit: int, said: str
) -> None:
    with pytest.raises(Infeasible, match=said):
        apportion(claims, envelope_vnd=envelope, reserve_vnd=reserve, unit_vnd=unit)


@pytest.mark.parametrize(
    ("envelope", "share", "reserve"),
    [
        (12_345 * MILLION, Fraction(1, 10), 1_235 * MILLION),  # 1.234,5 triệu, half up
        (12_344 * MILLION, Fraction(1, 10), 1_234 * MILLION),
        (300_000, Fraction(9, 10), 0),
        (900_000, Fraction(1), 900_000),  # never more than there is
        (0, Fraction(1, 10), 0),
    ],
)
def test_a_reserve_as_a_share_is_a_whole_number_of_units(envelope: int, share: Fraction, reserve: int) -> None:
    assert reserve_of(envelope, share, MILLION) == reserve
