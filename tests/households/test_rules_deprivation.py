"""Each indicator of each standard: who lacks it, who does not, and when the answers do not tell."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from households.rules.ages import BirthDate
from households.rules.deprivation import derive, override
from households.rules.errors import RuleError
from households.rules.facts import FEMALE, HouseholdFacts
from households.rules.standard import Standard
from tests.households.build import (
    ON,
    OPTIONS,
    S2016,
    S2022,
    S2027,
    STANDARDS,
    adult,
    born,
    child,
    found,
    household,
)

BOTH = (S2022, S2027)
Case = tuple[bool | None, Any]


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_a_household_that_lacks_nothing_has_no_deprivation(standard: Standard) -> None:
    deprivations = derive(household(), standard, options=OPTIONS, on=ON)
    assert {d.code: d.deprived for d in deprivations} == {i.code: False for i in standard.indicators}


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_without_answers_nothing_is_decided(standard: Standard) -> None:
    deprivations = derive(HouseholdFacts(), standard, options=OPTIONS, on=ON)
    assert {d.deprived for d in deprivations} == {None}


WORK: dict[str, Case] = {
    "no job": (True, adult(job_status="no_job")),
    "wage work without a contract": (True, adult(contract="without_contract")),
    "wage work with a contract": (False, adult(contract="with_contract")),
    "own farm": (False, adult(contract="not_wage")),
    "does not want work": (False, adult(job_status="unwilling")),
    "cannot work": (False, adult(job_status="unable")),
    "not asked": (None, adult(job_status="")),
    "contract not asked": (None, adult(contract="")),
    "15 today": (True, adult(birth=born(15), job_status="no_job")),
    "not yet 15": (False, adult(birth=born(14, months=11), job_status="no_job")),
    "man of 60 years 11 months": (True, adult(birth=born(60, months=11), job_status="no_job")),
    "man of 61 years": (False, adult(birth=born(61), job_status="no_job")),
    "woman of 56 years 3 months": (True, adult(sex=FEMALE, birth=born(56, months=3), job_status="no_job")),
    "woman of 56 years 4 months": (False, adult(sex=FEMALE, birth=born(56, months=4), job_status="no_job")),
    "58, sex not known": (None, adult(sex="", birth=born(58), job_status="no_job")),
    "58, sex not known, has a job": (False, adult(sex="", birth=born(58))),
    "old and not asked": (False, adult(birth=born(80), job_status="")),
}


@pytest.mark.parametrize("case", WORK)
@pytest.mark.parametrize("standard", BOTH, ids=lambda s: s.code)
def test_work(standard: Standard, case: str) -> None:
    expected, member = WORK[case]
    assert found(household(adult("other"), member), "employment", standard).deprived is expected


def test_the_retirement_age_is_that_of_the_year_of_the_review() -> None:
    woman = adult(sex=FEMALE, birth=BirthDate(1968, 1, 1), job_status="no_job")
    years = {year: found(household(woman), "employment", on=date(year, 5, 1)).deprived for year in (2022, 2024, 2026)}
    assert years == {2022: True, 2024: False, 2026: False}


DEPENDENTS: dict[str, Case] = {
    "one of two": (False, (adult("a"), child("b"))),
    "two of three": (True, (adult("a"), child("b"), child("c"))),
    "15 years": (True, (child("a", 15),)),
    "16 years": (False, (adult("a", birth=born(16)),)),
    "elderly on assistance": (True, (adult("a"), adult("b", social_assistance="elderly"), child("c"))),
    "old without assistance": (False, (adult("a"), adult("b", birth=born(85)), child("c"))),
    "disabled on assistance": (True, (adult("a", social_assistance="disabled"),)),
    "assistance not asked, decides": (None, (adult("a"), adult("b", social_assistance=""), child("c"))),
    "assistance not asked, does not matter": (
        False,
        (adult("a"), adult("b"), adult("c", social_assistance="")),
    ),
    "birth year only, decides": (None, (adult("a"), child("b"), adult("c", birth=BirthDate(2008)))),
}


@pytest.mark.parametrize("case", DEPENDENTS)
@pytest.mark.parametrize("standard", BOTH, ids=lambda s: s.code)
def test_dependents(standard: Standard, case: str) -> None:
    expected, members = DEPENDENTS[case]
    assert found(household(*members), "dependents", standard).deprived is expected


NUTRITION: dict[str, Case] = {
    "stunted child": (True, child(stunted=True)),
    "underweight child": (True, child(underweight=True, stunted=None)),
    "well fed": (False, child()),
    "not measured": (None, child(stunted=None)),
    "stunted at 16": (False, adult("c", birth=born(16), stunted=True)),
    "not asked of adults": (False, adult("c", stunted=None, underweight=None)),
    "15 or 16": (None, adult("c", birth=BirthDate(2008, 10), stunted=True)),
}


@pytest.mark.parametrize("case", NUTRITION)
def test_nutrition(case: str) -> None:
    expected, member = NUTRITION[case]
    assert found(household(adult(), member), "nutrition").deprived is expected


INSURANCE: dict[str, Case] = {
    "adult without": (True, adult("c", has_health_insurance=False)),
    "6 today": (True, child("c", 6, has_health_insurance=False)),
    "under 6": (False, child("c", 5, has_health_insurance=False)),
    "not asked": (None, adult("c", has_health_insurance=None)),
    "under 6 not asked": (False, child("c", 5, has_health_insurance=None)),
}


@pytest.mark.parametrize("case", INSURANCE)
@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_health_insurance(standard: Standard, case: str) -> None:
    expected, member = INSURANCE[case]
    assert found(household(adult(), member), "health_insurance", standard).deprived is expected


ADULT_SCHOOLING: dict[str, Case] = {
    "16 with lower secondary": (False, adult(birth=born(16), education="lower_secondary")),
    "16 with primary": (True, adult(birth=born(16), education="primary")),
    "16 with primary, at school": (
        False,
        adult(birth=born(16), education="primary", studying_level="lower_secondary"),
    ),
    "17 with a certificate only": (True, adult(birth=born(17), education="primary", training="elementary")),
    "18 with lower secondary": (True, adult(birth=born(18), education="lower_secondary")),
    "18 with a certificate": (False, adult(birth=born(18), education="primary", training="elementary")),
    "18 in a short course": (
        False,
        adult(birth=born(18), education="primary", studying_level="short_course"),
    ),
    "30 with upper secondary": (False, adult(birth=born(30), education="upper_secondary")),
    "30 years 11 months": (True, adult(birth=born(30, months=11), education="primary")),
    "31 years": (False, adult(birth=born(31), education="primary")),
    "15 years": (False, adult(birth=born(15), education="primary")),
    "education not asked": (None, adult(birth=born(20), education="")),
    "studying, the rest not asked": (
        False,
        adult(birth=born(20), education="", training="", studying_level="college"),
    ),
    "31 in some month": (None, adult(birth=BirthDate(1993), education="primary")),
    "40, not asked": (False, adult(education="", studying_level="", training="")),
}


@pytest.mark.parametrize("case", ADULT_SCHOOLING)
@pytest.mark.parametrize("standard", BOTH, ids=lambda s: s.code)
def test_schooling_of_adults(standard: Standard, case: str) -> None:
    expected, member = ADULT_SCHOOLING[case]
    assert found(household(adult("other"), member), "adult_education", standard).deprived is expected


ADULT_SCHOOLING_2016: dict[str, Case] = {
    "born 1986": (True, adult(birth=BirthDate(1986, 1, 1), education="primary")),
    "born 1985": (False, adult(birth=BirthDate(1985, 12, 31), education="primary")),
    "lower secondary is enough": (False, adult(birth=BirthDate(1990), education="lower_secondary")),
    "15 and at school": (False, adult(birth=born(15), education="primary", studying_level="lower_secondary")),
    "15 and not at school": (True, adult(birth=born(15), education="primary")),
    "14": (False, adult(birth=born(14), education="primary")),
    "year not known": (None, adult(birth=BirthDate(), education="primary")),
}


@pytest.mark.parametrize("case", ADULT_SCHOOLING_2016)
def test_schooling_of_adults_in_2016(case: str) -> None:
    expected, member = ADULT_SCHOOLING_2016[case]
    assert found(household(adult("other"), member), "adult_education", S2016).deprived is expected


CHILD_SCHOOLING: dict[str, Case] = {
    "3 at preschool": (False, child(years=3)),
    "3 at home": (True, child(years=3, studying_level="none")),
    "under 3 at home": (False, child(years=2)),
    "5 already at primary school": (False, child(years=5, studying_level="primary")),
    "6 still at preschool": (True, child(years=6, studying_level="preschool")),
    "11 already at lower secondary": (False, child(years=11, studying_level="lower_secondary")),
    "12 still at primary": (True, child(years=12, studying_level="primary")),
    "15 at upper secondary": (False, child(years=15, studying_level="upper_secondary")),
    "15 at work": (True, child(years=15, studying_level="none", education="lower_secondary")),
    "13 in a short course only": (True, child(years=13, studying_level="short_course")),
    "16 at home": (False, adult("c", birth=born(16))),
    "not asked": (None, child(studying_level="")),
    "2 or 3 years, at home": (None, child(birth=BirthDate(2021), studying_level="none")),
}


@pytest.mark.parametrize("case", CHILD_SCHOOLING)
@pytest.mark.parametrize("standard", BOTH, ids=lambda s: s.code)
def test_school_attendance(standard: Standard, case: str) -> None:
    expected, member = CHILD_SCHOOLING[case]
    assert found(household(adult(), member), "child_school", standard).deprived is expected


@pytest.mark.parametrize(
    ("years", "level", "expected"),
    [(5, "none", True), (4, "none", False), (14, "primary", False), (14, "none", True), (15, "none", False)],
)
def test_school_attendance_in_2016(years: int, level: str, expected: bool) -> None:
    facts = household(adult(), child(years=years, studying_level=level))
    assert found(facts, "child_school", S2016).deprived is expected


def test_serious_illness_left_untreated() -> None:
    answers = {
        answer: found(household(adult(seriously_ill_untreated=answer)), "health_service", S2016).deprived
        for answer in (True, False, None)
    }
    assert answers == {True: True, False: False, None: None}


HOUSE: dict[str, tuple[str, bool | None, dict[str, Any]]] = {
    "one structure of three": ("housing_quality", False, {"roof": "leaf"}),
    "two of three": ("housing_quality", True, {"roof": "leaf", "wall": "poor_wood"}),
    "one, one not asked": ("housing_quality", None, {"roof": "leaf", "wall": ""}),
    "one, one undecided": ("housing_quality", None, {"roof": "leaf", "wall": "other"}),
    "none, one not asked": ("housing_quality", False, {"wall": ""}),
    "two, one not asked": ("housing_quality", True, {"roof": "leaf", "wall": "poor_wood", "pillar": ""}),
    "8 m2 a head": ("housing_area", False, {"floor_area_m2": Decimal(24)}),
    "a hair under 8 m2": ("housing_area", True, {"floor_area_m2": Decimal("23.99")}),
    "area not asked": ("housing_area", None, {"floor_area_m2": None}),
    "rain water": ("water", False, {"water_source": "rain"}),
    "river": ("water", True, {"water_source": "surface"}),
    "another source": ("water", None, {"water_source": "other"}),
    "water not asked": ("water", None, {"water_source": ""}),
    "double vault": ("toilet", False, {"toilet": "double_vault"}),
    "over a pond": ("toilet", True, {"toilet": "over_water"}),
    "no toilet": ("toilet", True, {"toilet": "none"}),
    "toilet not asked": ("toilet", None, {"toilet": ""}),
}


@pytest.mark.parametrize("case", HOUSE)
@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_the_house(standard: Standard, case: str) -> None:
    code, expected, changes = HOUSE[case]
    assert found(household(**changes), code, standard).deprived is expected


@pytest.mark.parametrize(("waste", "expected"), [("collected", False), ("burned", True), ("", None), ("other", None)])
def test_waste_counts_from_2027(waste: str, expected: bool | None) -> None:
    assert found(household(waste=waste), "waste", S2027).deprived is expected


OFFLINE = {"uses_internet": False, "uses_phone": False}


@pytest.mark.parametrize(
    ("standard", "code", "members", "house", "expected"),
    [
        (S2022, "telecom", [adult(**OFFLINE)], {}, True),
        (S2022, "telecom", [adult(**OFFLINE), adult("b")], {}, False),
        (S2022, "telecom", [adult(**OFFLINE), adult("b", uses_internet=None)], {}, None),
        (S2022, "telecom", [adult(uses_internet=None)], {"uses_internet": True}, False),
        (S2022, "telecom", [adult(uses_internet=None)], {"uses_internet": False}, True),
        (S2022, "telecom", [adult()], {"uses_internet": False}, False),
        (S2027, "telecom_digital", [adult(uses_internet=False)], {}, True),
        (S2016, "telecom", [adult(uses_internet=False)], {}, False),
        (S2016, "telecom", [adult(**OFFLINE)], {}, True),
        (S2016, "telecom", [adult(uses_internet=False, uses_phone=None)], {}, None),
    ],
)
def test_connection(standard: Standard, code: str, members: list[Any], house: dict[str, Any], expected: Any) -> None:
    assert found(household(*members, **house), code, standard).deprived is expected


@pytest.mark.parametrize(
    ("standard", "code", "means", "loudspeaker", "expected"),
    [
        (S2022, "info_means", {"phone"}, None, False),
        (S2022, "info_means", set(), True, True),
        (S2022, "info_means", None, True, None),
        (S2016, "info_assets", {"phone"}, False, True),
        (S2016, "info_assets", {"radio"}, None, False),
        (S2016, "info_assets", set(), True, False),
        (S2016, "info_assets", set(), None, None),
        (S2016, "info_assets", None, True, False),
    ],
)
def test_means_of_information(standard: Standard, code: str, means: Any, loudspeaker: Any, expected: Any) -> None:
    given = None if means is None else frozenset(means)
    assert found(household(info_means=given, hears_loudspeaker=loudspeaker), code, standard).deprived is expected


def test_the_members_who_cause_it_are_named_by_id_only() -> None:
    facts = household(adult("x1", contract="without_contract"), adult("x2"), adult("x3", job_status="no_job"))
    employment = found(facts, "employment")
    assert [(reason.code, reason.member_ids) for reason in employment.reasons] == [
        ("no_contract", ("x1",)),
        ("unemployed", ("x3",)),
    ]
    assert employment.member_ids == ("x1", "x3")
    assert "Chau" not in repr(employment)


def test_durable_or_not_is_the_option_tables_word() -> None:
    walls = dict(OPTIONS.lists["wall_materials"])
    walls["brick"] = replace(walls["brick"], flags={"durable": False})
    harder = replace(OPTIONS, lists={**OPTIONS.lists, "wall_materials": walls})
    facts = household(roof="leaf")
    codes = {d.code: d.deprived for d in derive(facts, S2022, options=harder, on=ON)}
    assert codes["housing_quality"] is True


def test_an_override_stands_beside_what_was_derived() -> None:
    derived = derive(household(), S2022, options=OPTIONS, on=ON)
    water = next(d for d in override(derived, {"water": (True, "giếng nhiễm phèn")}) if d.code == "water")
    assert (water.deprived, water.derived, water.override) == (True, False, (True, "giếng nhiễm phèn"))


@pytest.mark.parametrize("overrides", [{"water": (True, "  ")}, {"no_such": (True, "vì")}])
def test_an_override_needs_a_reason_and_an_indicator(overrides: dict[str, tuple[bool, str]]) -> None:
    with pytest.raises(RuleError):
        override(derive(household(), S2022, options=OPTIONS, on=ON), overrides)
