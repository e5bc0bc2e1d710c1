"""Points of B1: what each kind of question gives, the range while answers are missing, the shipped tables."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.rules.answers import SOURCES, complete_answers
from households.rules.errors import InvalidScoreTableError, UnknownAnswerError
from households.rules.load import score_table_from_dict, shipped_score_tables
from households.rules.score_table import Bands, Choice, PerUnit, ScoreTable, Several
from households.rules.scoring import score
from tests.households.build import ON, OPTIONS, adult, born, child, household

TABLES = shipped_score_tables()
RURAL, URBAN = TABLES["MDP_2022", "rural"], TABLES["MDP_2022", "urban"]

SMALL: dict[str, Any] = {
    "code": "small",
    "standard": "MDP_2022",
    "zone": "rural",
    "items": [
        {
            "code": "school",
            "kind": "choice",
            "name_vi": "Bằng cấp",
            "options": [
                {"code": "high", "points": 15, "name_vi": "Cao"},
                {"code": "low", "points": 0, "name_vi": "Thấp"},
            ],
        },
        {
            "code": "assets",
            "kind": "several",
            "name_vi": "Tài sản",
            "options": [
                {"code": "tv", "points": 5, "name_vi": "Ti vi"},
                {"code": "car", "points": 50, "name_vi": "Ô tô"},
            ],
        },
        {
            "code": "area",
            "kind": "bands",
            "name_vi": "Diện tích",
            "bands": [{"start": 0, "points": 0}, {"start": 8, "points": 5}, {"start": "20.5", "points": 10}],
        },
        {"code": "cattle", "kind": "per_unit", "name_vi": "Trâu, bò", "points": 5, "most": 4},
    ],
}
TABLE = score_table_from_dict(SMALL)
FULL: dict[str, Any] = {"school": "high", "assets": {"tv", "car"}, "area": Decimal("20.49"), "cattle": 9}


def test_points_are_added_by_item() -> None:
    points = score(TABLE, FULL)
    assert [(line.item.code, line.points) for line in points.lines] == [
        ("school", 15),
        ("assets", 55),
        ("area", 5),
        ("cattle", 20),
    ]
    assert (points.total, points.lower, points.upper, points.is_complete) == (95, 95, 95, True)


@pytest.mark.parametrize(("area", "points"), [(0, 0), (Decimal("7.99"), 0), (8, 5), (Decimal("20.5"), 10), (900, 10)])
def test_a_band_starts_at_its_first_number(area: Any, points: int) -> None:
    assert score(TABLE, {"area": area}).total == points


def test_missing_items_leave_a_range() -> None:
    points = score(TABLE, {"school": "low", "assets": None})
    assert (points.total, points.lower, points.upper) == (0, 0, 85)
    assert [item.code for item in points.missing] == ["assets", "area", "cattle"]


def test_no_assets_is_an_answer_and_not_a_missing_one() -> None:
    assert [line.item.code for line in score(TABLE, {"assets": set()}).lines] == ["assets"]


@pytest.mark.parametrize(
    "answers",
    [
        {"school": "phd"},
        {"assets": {"tv", "yacht"}},
        {"assets": "tv"},
        {"area": "rộng"},
        {"area": -1},
        {"cattle": Decimal("1.5")},
        {"cattle": -1},
        {"cattle": True},
        {"moon": 1},
    ],
)
def test_an_answer_the_table_does_not_know_is_named(answers: dict[str, Any]) -> None:
    with pytest.raises(UnknownAnswerError, match=r"Mục “|không có mục “moon”"):
        score(TABLE, answers)


ANSWERS = {
    "school": st.sampled_from(["high", "low"]),
    "assets": st.sets(st.sampled_from(["tv", "car"])),
    "area": st.decimals(0, 200, places=2),
    "cattle": st.integers(0, 30),
}


@given(st.fixed_dictionaries(ANSWERS), st.sets(st.sampled_from(sorted(ANSWERS))))
def test_the_final_points_lie_in_every_earlier_range(answers: dict[str, Any], answered: set[str]) -> None:
    final = score(TABLE, answers)
    before = score(TABLE, {code: answers[code] for code in answered})
    assert before.lower <= final.total <= before.upper


def changed(item: int, **changes: Any) -> dict[str, Any]:
    items = [dict(row) for row in SMALL["items"]]
    items[item] |= changes
    return {**SMALL, "items": items}


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (changed(0, options=[]), "phương án"),
        (changed(2, bands=[]), "khoảng cuối"),
        (changed(2, bands=[{"start": 8, "points": 1}, {"start": 3, "points": 0}]), "tăng dần"),
        (changed(3, most=0), "số lượng tối đa"),
        (changed(1, code="school"), "trùng mã"),
        (changed(1, kind="essay"), "loại hoặc nguồn"),
        (changed(1, source="horoscope"), "loại hoặc nguồn"),
    ],
)
def test_a_table_with_a_hole_is_refused(broken: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidScoreTableError, match=message):
        score_table_from_dict(broken)


def test_bands_must_follow_each_other() -> None:
    first, last = TABLE.items[2].question.bands[0], TABLE.items[2].question.bands[2]  # type: ignore[union-attr]
    assert "nối tiếp" in Bands((first, last)).problem()


# Typical answers of forms; the points are an illustration, so only their order of size is tested.
POOR: dict[str, Any] = {
    "household_size": 5,
    "unable_count": 3,
    "schooling": "lower",
    "nonfarm_work": "none",
    "pensioners": 0,
    "durable_structures": 1,
    "housing_area": 9,
    "electricity": 40,
    "water": "yes",
    "toilet": "no",
    "assets": {"tv", "motorbike"},
}
WELL_OFF: dict[str, Any] = {
    "household_size": 4,
    "unable_count": 1,
    "schooling": "vocational",
    "nonfarm_work": "nonfarm",
    "pensioners": 0,
    "durable_structures": 2,
    "housing_area": 25,
    "electricity": 160,
    "water": "yes",
    "toilet": "yes",
    "assets": {"tv", "motorbike", "fridge", "washing_machine"},
}
POOR_FARM = {
    "annual_land": 1500,
    "perennial_land": 200,
    "water_surface": 0,
    "cattle": 1,
    "pigs": 2,
    "poultry": 20,
}
FARM = {
    "annual_land": 6000,
    "perennial_land": 1200,
    "water_surface": 0,
    "cattle": 2,
    "pigs": 5,
    "poultry": 60,
}


@pytest.mark.parametrize("code", ["MDP_2022", "MDP_2016"])
@pytest.mark.parametrize(("zone", "poor_farm", "farm"), [("rural", POOR_FARM, FARM), ("urban", {}, {})])
def test_the_illustration_tables_part_typical_households(
    code: str, zone: str, poor_farm: dict[str, Any], farm: dict[str, Any]
) -> None:
    table = TABLES[code, zone]
    assert 60 <= score(table, POOR | poor_farm).total <= 120
    assert 176 <= score(table, WELL_OFF | farm).total <= 300


def test_the_facts_answer_what_they_know() -> None:
    answers = complete_answers(RURAL, {"electricity": 80}, household(), options=OPTIONS, on=ON)
    assert answers == {
        "household_size": 3,
        "unable_count": 1,
        "schooling": "upper_secondary",
        "pensioners": 0,
        "durable_structures": 2,
        "housing_area": 20,
        "electricity": 80,
        "water": "yes",
        "toilet": "yes",
    }


def test_facts_win_over_a_stale_answer_and_a_given_one_fills_what_they_leave_open() -> None:
    given_answers = {"water": "no", "nonfarm_work": "nonfarm"}
    answers = complete_answers(RURAL, given_answers, household(), options=OPTIONS, on=ON)
    assert (answers["water"], answers["nonfarm_work"]) == ("yes", "nonfarm")


@pytest.mark.parametrize(
    ("members", "size", "unable"),
    [
        ([adult(birth=born(61)), child()], 0, 2),
        ([adult(birth=born(60, months=11)), child()], 2, 1),
        ([adult(job_status="unable")], 0, 1),
        ([adult(job_status="")], None, None),
        ([adult(job_status=""), adult("b")], 2, None),
        ([], None, None),
    ],
)
def test_a_household_of_dependents_only_is_not_scored_for_its_size(
    members: list[Any], size: int | None, unable: int | None
) -> None:
    facts = replace(household(), members=tuple(members))
    answers = complete_answers(RURAL, {}, facts, options=OPTIONS, on=ON)
    assert (answers.get("household_size"), answers.get("unable_count")) == (size, unable)


@pytest.mark.parametrize(
    ("changes", "code", "expected"),
    [
        ({"training": "college", "education": ""}, "schooling", "college"),
        ({"training": "intermediate"}, "schooling", "vocational"),
        ({"education": "primary"}, "schooling", "lower"),
        ({"education": ""}, "schooling", None),
        ({"job_kind": "civil_servant"}, "nonfarm_work", "state"),
        ({"job_kind": "enterprise"}, "nonfarm_work", "nonfarm"),
        ({"job_status": "unable"}, "nonfarm_work", "none"),
        ({"job_kind": ""}, "nonfarm_work", None),
        ({"pension": "pension"}, "pensioners", 1),
        ({"pension": ""}, "pensioners", None),
    ],
)
def test_what_one_member_answers_for_the_table(changes: dict[str, Any], code: str, expected: Any) -> None:
    facts = household(adult(**changes), child())
    assert complete_answers(RURAL, {}, facts, options=OPTIONS, on=ON).get(code) == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
def test_sources_answer_in_the_tables_own_words(table: ScoreTable) -> None:
    """Every answer that facts can give is one that the table scores."""
    words = {
        "highest_schooling": {"college", "vocational", "upper_secondary", "lower"},
        "nonfarm_work": {"state", "nonfarm", "none"},
    }
    for item in table.items:
        assert not item.source or item.source in SOURCES
        if item.source and isinstance(item.question, Choice):
            offered = {option.code for option in item.question.options}
            assert offered == words.get(item.source, {"yes", "no"})


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.code)
def test_every_question_has_a_span(table: ScoreTable) -> None:
    for item in table.items:
        low, high = item.question.span
        assert low == 0 < high
        assert isinstance(item.question, Choice | Several | Bands | PerUnit)


def test_farm_items_are_scored_in_rural_areas_only() -> None:
    farm = set(FARM)
    assert farm <= {item.code for item in RURAL.items}
    assert not farm & {item.code for item in URBAN.items}
