"""H, A, M0 and their parts: the worked examples exactly, ties, groups, and what must always hold."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.alkire_foster import as_json, measure
from reports.mpi import MeasureError
from tests.worked_examples import fractions, worked_examples

Row = dict[str, Any]
F = Fraction

FOUR = ["income", "schooling", "health", "insurance"]
FOUR_PERSONS: list[Row] = [
    dict(zip(FOUR, bits, strict=True)) for bits in ([0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0])
]
TEN = [
    "nutrition",
    "child_mortality",
    "years_schooling",
    "attendance",
    "cooking_fuel",
    "sanitation",
    "water",
    "electricity",
    "housing",
    "assets",
]
NESTED = ["1/6"] * 4 + ["1/18"] * 6
DIMENSIONS = {"health": TEN[:2], "education": TEN[2:4], "living": TEN[4:]}


def only(measured: dict[str, Any]) -> dict[str, Any]:
    (group,) = measured["groups"]
    return dict(group)


def assert_as_published(group: dict[str, Any], published: dict[str, Any]) -> None:
    for name, key in (("n", "N"), ("H", "H"), ("A", "A"), ("M0", "M0")):
        assert group[name] == F(published[key]["frac"]), name
    assert group["uncensored"] == fractions(published["uncensored"])
    assert group["censored"] == fractions(published["censored"])
    assert group["contribution"] == fractions(published["pctb"])


@pytest.mark.parametrize(("k", "cutoff"), [("k1", "1/4"), ("k2", "2/4"), ("k3", "75%"), ("k4", "1")])
def test_four_persons_at_every_cutoff(k: str, cutoff: str) -> None:
    group = only(measure(FOUR_PERSONS, FOUR, [1] * 4, cutoff))
    assert_as_published(group, worked_examples()[f"ex1_{k}"])


def households(examples: dict[str, Any]) -> Iterator[Row]:
    for persons, bits, zone in examples["ex2_input"]:
        yield {"persons": persons, "zone": zone, **dict(zip(TEN, bits, strict=True))}


def test_four_households_weighted_by_their_persons() -> None:
    examples = worked_examples()
    group = only(measure(households(examples), TEN, NESTED, "1/3", "persons"))
    assert_as_published(group, examples["ex2"])
    shares = {
        name: sum(group["contribution"][indicator] for indicator in indicators)
        for name, indicators in DIMENSIONS.items()
    }
    assert shares == fractions(examples["ex2"]["dim_pctb"])


def test_counting_households_instead_is_another_figure() -> None:
    examples = worked_examples()
    group = only(measure(households(examples), TEN, NESTED, "1/3"))
    assert_as_published(group, examples["ex2_headcount_by_household_not_person"])


def test_four_households_by_zone_and_by_condition() -> None:
    examples = worked_examples()
    groups = measure(households(examples), TEN, NESTED, "1/3", "persons", by=["zone"])["groups"]
    assert [group["by"] for group in groups] == [{"zone": "rural"}, {"zone": "urban"}]
    for group in groups:
        zone = group["by"]["zone"]
        assert_as_published(group, examples[f"ex2_{zone}"])
        alone = only(measure(households(examples), TEN, NESTED, "1/3", "persons", where={"zone": zone}))
        assert alone | {"by": {"zone": zone}} == group


@pytest.mark.parametrize("round_", ["r1", "r2"])
def test_eight_vietnamese_households_in_two_rounds(round_: str) -> None:
    examples = worked_examples()
    names = examples["ex3_input"]["indicators"]
    rows = [
        {"persons": persons, "urban": urban, **dict(zip(names, bits, strict=True))}
        for _household, persons, urban, _income, bits in examples["ex3_input"][round_]
    ]
    assert_as_published(only(measure(rows, names, ["1/12"] * 12, "3/12", "persons")), examples[f"ex3_af_{round_}"])
    by_zone = measure(rows, names, [1] * 12, "1/4", "persons", by=["urban"])["groups"]
    for group, zone in zip(by_zone, ("rural", "urban"), strict=True):
        published = examples[f"ex3_af_{round_}_{zone}"]
        assert (group["H"], group["M0"]) == (F(published["H"]["frac"]), F(published["M0"]["frac"]))


def test_those_exactly_on_the_cutoff_are_poor() -> None:
    """1/6 + 1/6 + 3 x 1/18 is a half; sums of such floats are below it for part of the people."""
    tie = dict.fromkeys(TEN, 0) | dict.fromkeys(["nutrition", "attendance", "water", "housing", "assets"], 1)
    below = tie | {"assets": 0}
    group = only(measure([tie] * 40 + [below] * 420, TEN, NESTED, "0.5"))
    assert (group["H"], group["A"], group["M0"]) == (F(40, 460), F(1, 2), F(20, 460))
    twelve = [f"d{i}" for i in range(12)]
    four_of_twelve = dict.fromkeys(twelve, 0) | dict.fromkeys(twelve[2:6], 1)
    assert only(measure([four_of_twelve], twelve, ["1/12"] * 12, "1/3"))["A"] == F(1, 3)


def test_when_nobody_is_poor_the_intensity_is_not_zero_but_absent() -> None:
    group = only(measure([{"a": 1, "b": 0}], ["a", "b"], [1, 1], "1"))
    assert (group["n"], group["H"], group["A"], group["M0"]) == (1, 0, None, 0)
    assert group["uncensored"] == {"a": 1, "b": 0}
    assert group["contribution"] == {"a": None, "b": None}


def test_an_empty_table_has_no_measure() -> None:
    group = only(measure([], ["a"], [1], "1"))
    assert (group["n"], group["H"], group["A"], group["M0"]) == (0, None, None, None)
    assert measure([], ["a"], [1], "1", by=["area"])["groups"] == []


@pytest.mark.parametrize("missing", ["", None, "NA", ".", "nan", " "])
def test_a_row_with_a_missing_indicator_is_left_out_and_counted(missing: Any) -> None:
    rows = [{"a": 1, "b": 1, "t": 1}, {"a": missing, "b": 1, "t": 1}, {"a": 0, "b": 0, "t": 2}]
    measured = measure(rows, ["a", "b"], [1, 1], "1/2", by=["t"])
    assert [(g["n"], g["dropped"], g["H"]) for g in measured["groups"]] == [(1, 1, 1), (1, 0, 0)]
    assert measured["dropped"] == 1


@pytest.mark.parametrize("one", [1, "1", "1.0", True, 1.0, " 1 "])
def test_a_yes_may_be_written_in_several_ways(one: Any) -> None:
    assert only(measure([{"a": one}], ["a"], [1], "1"))["H"] == 1


def test_survey_weights_are_exact_decimals() -> None:
    rows = [{"a": 1, "w": "0.1"}, {"a": 1, "w": "0.2"}, {"a": 0, "w": "0,7"}, {"a": 1, "w": 0}]
    group = only(measure(rows, ["a"], [1], "1", "w"))
    assert (group["n"], group["H"]) == (1, F(3, 10))


def test_groups_are_in_the_order_of_their_values() -> None:
    rows = [{"a": 1, "area": area} for area in ("10", "9", "x", "", "2")]
    groups = measure(rows, ["a"], [1], "1", by=["area"])["groups"]
    assert [group["by"]["area"] for group in groups] == ["2", "9", "10", "", "x"]


REFUSED: dict[str, dict[str, Any]] = {
    "Không có cột “b”": {"indicators": ["a", "b"], "weights": [1, 1]},
    "Không có cột “w”": {"weight_column": "w"},
    "Không có cột “z”": {"by": ["z"]},
    "1 chỉ số nhưng có 2 quyền số": {"weights": [1, 1]},
    "mỗi chỉ số một lần": {"indicators": ["a", "a"], "weights": [1, 1]},
    "ít nhất một chỉ số": {"indicators": [], "weights": []},
    "chỉ nhận 0 hoặc 1": {"indicators": ["x"]},
    "quyền số phải là số không âm": {"weight_column": "minus"},
    "cột “word”: quyền số": {"weight_column": "word"},
    "Ngưỡng k": {"cutoff": "1.5"},
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_measured_is_said(message: str) -> None:
    asked: dict[str, Any] = {"indicators": ["a"], "weights": [1], "cutoff": "1/3"} | REFUSED[message]
    with pytest.raises(MeasureError, match=message):
        measure([{"a": 1, "x": 2, "minus": "-1", "word": "nhiều"}], **asked)


def test_json_has_numbers_and_nulls() -> None:
    measured = as_json(measure([{"a": 1, "w": "2.5"}, {"a": 0, "w": "0.5"}], ["a"], ["1/3"], "1", "w"))
    assert measured == {
        "groups": [
            {
                "by": {},
                "n": 3,
                "dropped": 0,
                "H": 2.5 / 3,
                "A": 1.0,
                "M0": 2.5 / 3,
                "uncensored": {"a": 2.5 / 3},
                "censored": {"a": 2.5 / 3},
                "contribution": {"a": 1.0},
            }
        ],
        "dropped": 0,
    }
    assert isinstance(measured["groups"][0]["n"], int)


NAMES = ["a", "b", "c", "d"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {name: st.sampled_from([0, 1]) for name in NAMES}
        | {"w": st.decimals(0, 50, places=2).map(str), "area": st.sampled_from("xyz")}
    ),
    min_size=1,
    max_size=25,
)
WEIGHTS = st.lists(st.integers(1, 6), min_size=4, max_size=4)
CUTOFFS = st.fractions(0, 1, max_denominator=24).filter(bool)


def textbook(rows: list[Row], weights: list[int], cutoff: Fraction) -> tuple[Fraction, Fraction]:
    """H and M0 person by person, straight from the definition."""
    share = [F(weight, sum(weights)) for weight in weights]
    scores = [sum((v * row[name] for v, name in zip(share, NAMES, strict=True)), F(0)) for row in rows]
    persons = [F(row["w"]) for row in rows]
    poor = [(w, c) for w, c in zip(persons, scores, strict=True) if c >= cutoff]
    return sum(w for w, _c in poor) / sum(persons), sum((w * c for w, c in poor), F(0)) / sum(persons)


@given(ROWS.filter(lambda rows: any(F(row["w"]) for row in rows)), WEIGHTS, CUTOFFS)
def test_what_must_always_hold(rows: list[Row], weights: list[int], cutoff: Fraction) -> None:
    group = only(measure(rows, NAMES, weights, cutoff, "w"))
    assert (group["H"], group["M0"]) == textbook(rows, weights, cutoff)
    if group["A"] is not None:
        assert group["M0"] == group["H"] * group["A"]
        assert group["A"] >= cutoff
        assert sum(group["contribution"].values()) == 1
        for name, weight in zip(NAMES, weights, strict=True):
            part = F(weight, sum(weights)) * group["censored"][name] / group["M0"]
            assert group["contribution"][name] == part
    assert all(group["censored"][name] <= group["uncensored"][name] for name in NAMES)


@given(ROWS, WEIGHTS, CUTOFFS)
def test_groups_add_up_to_the_whole(rows: list[Row], weights: list[int], cutoff: Fraction) -> None:
    whole = only(measure(rows, NAMES, weights, cutoff, "w"))
    groups = measure(rows, NAMES, weights, cutoff, "w", by=["area"])["groups"]
    assert sum(group["n"] for group in groups) == whole["n"]
    if whole["n"]:
        for name in ("H", "M0"):
            assert sum(g["n"] * g[name] for g in groups if g["n"]) == whole["n"] * whole[name]


@given(ROWS, WEIGHTS, CUTOFFS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    rows: list[Row], weights: list[int], cutoff: Fraction, shuffle: random.Random
) -> None:
    turned = shuffle.sample(rows, len(rows))
    asked: dict[str, Any] = {"indicators": NAMES, "weights": weights, "cutoff": cutoff, "by": ["area"]}
    assert measure(turned, weight_column="w", **asked) == measure(rows, weight_column="w", **asked)


@given(ROWS, WEIGHTS, CUTOFFS, st.permutations(range(4)))
def test_the_order_of_indicators_does_not_matter(
    rows: list[Row], weights: list[int], cutoff: Fraction, order: list[int]
) -> None:
    names, turned = [NAMES[i] for i in order], [weights[i] for i in order]
    assert measure(rows, names, turned, cutoff, "w") == measure(rows, NAMES, weights, cutoff, "w")
