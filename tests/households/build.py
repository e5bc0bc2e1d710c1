"""Households made of facts, for the rules: one that lacks nothing, to take something away from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from households.rules.ages import BirthDate
from households.rules.deprivation import Deprivation, derive
from households.rules.facts import FEMALE, MALE, HouseholdFacts, HousingFacts, MemberFacts
from households.rules.load import shipped_options, shipped_standards

ON = date(2024, 10, 1)
OPTIONS = shipped_options()
STANDARDS = shipped_standards()
S2016, S2022, S2027 = (STANDARDS[code] for code in ("MDP_2016", "MDP_2022", "MDP_2027"))


def born(years: int, *, months: int = 0) -> BirthDate:
    """Somebody who is exactly so old on ON."""
    past = ON.year * 12 + ON.month - 1 - years * 12 - months
    return BirthDate(past // 12, past % 12 + 1, ON.day)


def adult(id_: str = "a", **changes: Any) -> MemberFacts:
    facts = MemberFacts(
        id=id_,
        label="ông Chau Rít",
        birth=born(40),
        sex=MALE,
        has_health_insurance=True,
        studying_level="none",
        education="upper_secondary",
        training="none",
        job_status="working",
        job_kind="other",
        contract="not_wage",
        social_assistance="none",
        pension="none",
        stunted=False,
        underweight=False,
        seriously_ill_untreated=False,
        uses_internet=True,
        uses_phone=True,
    )
    return replace(facts, **changes)


def child(id_: str = "c", years: int = 8, **changes: Any) -> MemberFacts:
    level = "preschool" if years < 6 else "primary" if years < 12 else "lower_secondary"
    facts = adult(
        id_,
        label="em Neáng Srây Pích",
        birth=born(years),
        sex=FEMALE,
        studying_level="none" if years < 3 else level,
        education="below_primary",
        job_status="studying",
        contract="",
        uses_internet=False,
        uses_phone=False,
    )
    return replace(facts, **changes)


def housing(**changes: Any) -> HousingFacts:
    facts = HousingFacts(
        wall="brick",
        pillar="concrete",
        roof="tile",
        floor_area_m2=Decimal(60),
        water_source="piped",
        toilet="septic",
        waste="collected",
        info_means=frozenset({"tv", "smartphone"}),
        hears_loudspeaker=True,
    )
    return replace(facts, **changes)


def household(*members: MemberFacts, **changes: Any) -> HouseholdFacts:
    """Two grown people and a child who lack nothing, or the members given; `changes` are of the house."""
    return HouseholdFacts(
        members=members or (adult("a"), adult("b", sex=FEMALE), child("c")), housing=housing(**changes)
    )


def found(facts: HouseholdFacts, code: str, standard: Any = S2022, on: date = ON) -> Deprivation:
    by_code = {d.code: d for d in derive(facts, standard, options=OPTIONS, on=on)}
    return by_code[code]
