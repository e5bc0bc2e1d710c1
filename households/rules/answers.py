"""Answers to a score table that the household's facts already hold, so that nobody types them twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from households.rules.ages import is_aged
from households.rules.dwelling import SOURCES as OPTION_LISTS
from households.rules.dwelling import STRUCTURES
from households.rules.facts import HouseholdFacts, MemberFacts
from households.rules.logic import Answer, any_of, count_range
from households.rules.options import Options
from households.rules.score_table import ItemAnswer, ScoreTable

CHILD_BELOW = 15
ELDERLY_FROM = 61  # "over 60"


@dataclass(frozen=True, slots=True)
class Known:
    facts: HouseholdFacts
    options: Options
    on: date


Source: TypeAlias = Callable[[Known], ItemAnswer | None]


def complete_answers(
    table: ScoreTable,
    given: Mapping[str, ItemAnswer | None],
    facts: HouseholdFacts,
    *,
    options: Options,
    on: date,
) -> dict[str, ItemAnswer | None]:
    """The answers of a form with those items filled whose `source` the facts decide; facts come first."""
    known = Known(facts, options, on)
    found = {item.code: SOURCES[item.source](known) for item in table.items if item.source}
    return {**given, **{code: answer for code, answer in found.items() if answer is not None}}


def _scored_size(known: Known) -> int | None:
    """Members, or 0 (not scored) for a household of dependents only."""
    members = known.facts.members
    low, high = count_range(_unable(member, known) for member in members)
    if not members or low < high == len(members):
        return None
    return 0 if low == len(members) else len(members)


def _unable_count(known: Known) -> int | None:
    low, high = count_range(_unable(member, known) for member in known.facts.members)
    return low if known.facts.members and low == high else None


def _unable(member: MemberFacts, known: Known) -> Answer:
    child = is_aged(member.birth, known.on, below_years=CHILD_BELOW)
    elderly = is_aged(member.birth, known.on, from_years=ELDERLY_FROM)
    return any_of((child, elderly, known.options.flag("job_statuses", member.job_status, "unable")))


def _highest_schooling(known: Known) -> str | None:
    """Code of the best of the members' levels among those that the table scores."""
    ladder = [("college", "college"), ("vocational", "intermediate"), ("upper_secondary", "upper_secondary")]
    for code, flag in ladder:
        reached = any_of(_reached(member, flag, known) for member in known.facts.members)
        if reached is not False:
            return code if reached else None
    return "lower" if known.facts.members else None


def _reached(member: MemberFacts, flag: str, known: Known) -> Answer:
    if flag == "upper_secondary":
        found = known.options.flag("education_levels", member.education, flag)
    else:
        found = known.options.flag("training_levels", member.training, flag)
    return _unless_child(found, member, known)


def _unless_child(answer: Answer, member: MemberFacts, known: Known) -> Answer:
    """Of a child these things are not asked: no answer means no."""
    is_child = is_aged(member.birth, known.on, below_years=CHILD_BELOW)
    return False if answer is None and is_child else answer


def _nonfarm_work(known: Known) -> str | None:
    for code in ("state", "nonfarm"):
        found = any_of(_works(member, code, known) for member in known.facts.members)
        if found is not False:
            return code if found else None
    return "none" if known.facts.members else None


def _works(member: MemberFacts, flag: str, known: Known) -> Answer:
    working = known.options.flag("job_statuses", member.job_status, "working")
    kind = known.options.flag("job_kinds", member.job_kind, flag)
    return _unless_child(kind if working else working, member, known)


def _pensioners(known: Known) -> int | None:
    low, high = count_range(
        _unless_child(known.options.flag("pensions", member.pension, "pension"), member, known)
        for member in known.facts.members
    )
    return low if known.facts.members and low == high else None


def _durable_structures(known: Known) -> int | None:
    """How many of wall and pillar are durable."""
    low, high = count_range(
        known.options.flag(STRUCTURES[part], getattr(known.facts.housing, part), "durable")
        for part in ("wall", "pillar")
    )
    return low if low == high else None


def _floor_area_per_person(known: Known) -> Fraction | None:
    area, size = known.facts.housing.floor_area_m2, known.facts.size
    return Fraction(area) / size if area is not None and size else None


def _flagged(field: str, flag: str) -> Source:
    def answer(known: Known) -> str | None:
        code = getattr(known.facts.housing, field)
        value = known.options.flag(OPTION_LISTS[field], code, flag)
        return None if value is None else ("yes" if value else "no")

    return answer


SOURCES: dict[str, Source] = {
    "scored_size": _scored_size,
    "unable_count": _unable_count,
    "highest_schooling": _highest_schooling,
    "nonfarm_work": _nonfarm_work,
    "pensioners": _pensioners,
    "durable_structures": _durable_structures,
    "floor_area_per_person": _floor_area_per_person,
    "clean_water": _flagged("water_source", "clean"),
    "hygienic_water": _flagged("water_source", "hygienic"),
    "hygienic_toilet": _flagged("toilet", "hygienic"),
}
