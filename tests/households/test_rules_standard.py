"""The class of a household by income or points and deprivations: on the lines and one step beside."""

from dataclasses import replace
from fractions import Fraction

import pytest

from households.rules.errors import InvalidStandardError, RuleError
from households.rules.standard import PointsRule, RuleRow, Standard, classify, classify_by_points
from tests.households.build import S2016, S2022, S2027, STANDARDS
from tests.worked_examples import worked_examples

NAMES = {"average": "average_living", "non_poor": "not_poor", "poor": "poor", "near_poor": "near_poor"}
ZONES = ("rural", "urban")

P, N, A, X = "poor", "near_poor", "average_living", "not_poor"

# Income in dong: class with 0, 2, 3 and with every deprivation.
ONE_DONG_APART = {
    ("MDP_2016", "rural"): {
        700_000: (P, P, P, P),
        700_001: (N, N, P, P),
        1_000_000: (N, N, P, P),
        1_000_001: (A, A, A, A),
        1_500_000: (A, A, A, A),
        1_500_001: (X, X, X, X),
    },
    ("MDP_2016", "urban"): {
        900_000: (P, P, P, P),
        900_001: (N, N, P, P),
        1_300_000: (N, N, P, P),
        1_300_001: (A, A, A, A),
        1_950_000: (A, A, A, A),
        1_950_001: (X, X, X, X),
    },
    ("MDP_2022", "rural"): {
        0: (N, N, P, P),
        1_500_000: (N, N, P, P),
        1_500_001: (A, A, A, A),
        2_250_000: (A, A, A, A),
        2_250_001: (X, X, X, X),
    },
    ("MDP_2022", "urban"): {
        2_000_000: (N, N, P, P),
        2_000_001: (A, A, A, A),
        3_000_000: (A, A, A, A),
        3_000_001: (X, X, X, X),
    },
    # No line of an average living standard was found for 2027-2030: above the line nobody is anything else.
    ("MDP_2027", "rural"): {
        2_199_000: (N, N, P, P),
        2_199_999: (N, N, P, P),
        2_200_000: (N, N, P, P),
        2_200_001: (X, X, X, X),
        2_201_000: (X, X, X, X),
    },
    ("MDP_2027", "urban"): {
        2_799_000: (N, N, P, P),
        2_799_999: (N, N, P, P),
        2_800_000: (N, N, P, P),
        2_800_001: (X, X, X, X),
        2_801_000: (X, X, X, X),
    },
}


@pytest.mark.parametrize(("key", "code"), [("2016_2020", "MDP_2016"), ("2022_2025", "MDP_2022")])
def test_the_published_boundary_table_comes_out(key: str, code: str) -> None:
    rows = worked_examples()[f"vn_boundary_{key}"]
    got = [classify(STANDARDS[code], ZONES[urban], k * 1000, n).result for k, urban, n, _class in rows]
    assert got == [NAMES[expected] for *_values, expected in rows]


@pytest.mark.parametrize("round_", ["r1", "r2"])
def test_the_eight_households_of_the_worked_example_get_their_class(round_: str) -> None:
    examples = worked_examples()
    got = [
        classify(S2022, ZONES[urban], k * 1000, sum(lacking)).result
        for _household, _persons, urban, k, lacking in examples["ex3_input"][round_]
    ]
    assert got == [NAMES[expected] for expected in examples[f"ex3_class_{round_}"]]


@pytest.mark.parametrize(("code", "zone"), ONE_DONG_APART)
def test_one_dong_decides(code: str, zone: str) -> None:
    standard, table = STANDARDS[code], ONE_DONG_APART[code, zone]
    counts = (0, 2, 3, len(standard.indicators))
    got = {income: tuple(classify(standard, zone, income, n).result for n in counts) for income in table}
    assert got == table


def test_an_average_that_is_not_a_whole_dong_is_not_rounded_over_the_line() -> None:
    a_dong_a_year_more = Fraction(1_500_000 * 12 * 7 + 1, 12 * 7)
    assert classify(S2022, "rural", a_dong_a_year_more, 3).result == A
    assert classify(S2022, "rural", Fraction(1_500_000), 3).result == P


def test_the_sub_type_of_2016_tells_income_poverty_from_deprivation_poverty() -> None:
    assert classify(S2016, "rural", 700_000, 5).sub_type == "income_poor"
    assert classify(S2016, "rural", 700_001, 5).sub_type == "deprivation_poor"


POINTS = [
    (S2022, "rural", 140, 30, P),
    (S2022, "rural", 140, 20, N),
    (S2022, "rural", 141, 120, X),
    (S2022, "urban", 175, 30, P),
    (S2022, "urban", 175, 20, N),
    (S2022, "urban", 176, 30, X),
    (S2016, "rural", 120, 0, P),
    (S2016, "rural", 121, 30, P),
    (S2016, "rural", 121, 20, N),
    (S2016, "rural", 150, 30, P),
    (S2016, "rural", 151, 100, X),
    (S2016, "urban", 140, 0, P),
    (S2016, "urban", 141, 20, N),
    (S2016, "urban", 175, 30, P),
    (S2016, "urban", 176, 100, X),
]


@pytest.mark.parametrize(("standard", "zone", "b1", "b2", "expected"), POINTS)
def test_points_decide_like_income(standard: Standard, zone: str, b1: int, b2: int, expected: str) -> None:
    assert classify_by_points(standard, zone, b1, b2).result == expected


def test_a_standard_without_points_says_so() -> None:
    with pytest.raises(RuleError, match="chưa có bảng điểm"):
        classify_by_points(S2027, "rural", 100, 30)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(RuleError, match="rural"):
        classify(S2022, "island", 1, 0)  # type: ignore[arg-type]


def test_a_province_has_its_own_stricter_line() -> None:
    """A city that counts the poor up to 3 million dong whatever the zone, near-poor to 3.8 million."""
    city = replace(
        S2022,
        code="CITY_2022",
        rules=(
            RuleRow(1, None, None, 3_000_000, 3, None, P),
            RuleRow(2, None, None, 3_000_000, None, 2, N),
            RuleRow(3, None, 3_000_000, 3_800_000, None, None, N),
            RuleRow(9, None, None, None, None, None, X),
        ),
    )
    assert [classify(S2022, "urban", income, 3).result for income in (2_000_000, 3_000_000)] == [P, A]
    assert [classify(city, "urban", income, 3).result for income in (2_000_000, 3_000_000)] == [P, P]
    assert [classify(city, "rural", income, 0).result for income in (3_800_000, 3_800_001)] == [N, X]


def test_under_a_second_line_a_household_is_poor_whatever_it_lacks() -> None:
    """The shape of the draft of September 2025: 1.9 million in rural areas, 2.5 million in urban ones."""
    draft = replace(
        S2027,
        rules=(
            RuleRow(1, "rural", None, 1_900_000, None, None, P, "income_poor"),
            RuleRow(2, "urban", None, 2_500_000, None, None, P, "income_poor"),
            *S2027.rules,
        ),
    )
    assert classify(draft, "rural", 1_900_000, 0).result == P
    assert classify(draft, "rural", 1_900_001, 0).result == N
    assert classify(draft, "urban", 2_500_000, 0).sub_type == "income_poor"
    assert classify(draft, "urban", 2_500_001, 3).sub_type == ""


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
@pytest.mark.parametrize("zone", ZONES)
def test_every_standard_ends_in_not_poor(standard: Standard, zone: str) -> None:
    for method in ("income", "points"):
        rows = standard.rows(method, zone)
        assert not rows or (rows[-1].result == X and rows[-1].means.is_open and rows[-1].lacks.is_open)


def without_last(standard: Standard) -> Standard:
    return replace(standard, rules=standard.rules[:-1])


BROKEN = {
    "phải kết thúc bằng dòng": without_last,
    "hai dòng cùng thứ tự": lambda s: replace(s, rules=(*s.rules, replace(s.rules[-1], order=11))),
    "có kết quả lạ": lambda s: replace(s, rules=(replace(s.rules[0], result="rich"), *s.rules[1:])),
    "cận dưới không nhỏ hơn": lambda s: replace(s, rules=(replace(s.rules[0], income_over=9**9), *s.rules[1:])),
    "trùng mã": lambda s: replace(s, indicators=(replace(s.indicators[0], code="water"), *s.indicators[1:])),
    "vị trí của các chỉ số": lambda s: replace(s, indicators=s.indicators[1:], mpi_weights=(1,) * 11),
    "quyền số dương": lambda s: replace(s, mpi_weights=(1, 1)),
    "ngưỡng k": lambda s: replace(s, mpi_cutoff=Fraction(0)),
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_standard_that_cannot_classify_everybody_is_refused(message: str) -> None:
    with pytest.raises(InvalidStandardError, match=message):
        BROKEN[message](S2022)


def test_points_rows_are_checked_like_income_rows() -> None:
    with pytest.raises(InvalidStandardError, match="kết thúc"):
        replace(S2022, points=(PointsRule(1, None, None, 140, 30, None, P),))


def test_rows_are_tried_by_order_not_by_place() -> None:
    turned = replace(S2022, rules=tuple(reversed(S2022.rules)))
    assert classify(turned, "rural", 1_000_000, 3).result == P
