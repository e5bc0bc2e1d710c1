"""Indicators of schooling, by bands of age.

A band has `from` and `below` (full years) and what is asked of that age; `born_from` limits it to people
born in that year or later. Nobody in any band means not deprived.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from households.rules.ages import answers_at_possible_ages
from households.rules.facts import HouseholdFacts, MemberFacts
from households.rules.logic import Answer, any_of, negation
from households.rules.options import Options
from households.rules.verdicts import MISSING_BIRTH, Context, Verdict, any_member

Band: TypeAlias = Mapping[str, Any]
BandCheck: TypeAlias = Callable[[MemberFacts, Options, Band], Answer]


def adult_schooling(facts: HouseholdFacts, context: Context) -> Verdict:
    """A member in a band is not studying and lacks the band's `education`.

    Where the band has `training`, a vocational certificate serves as well.
    """
    return any_member(
        facts, context, lambda member, c: _by_band(member, c, _unschooled, "unschooled", "missing_schooling")
    )


def child_schooling(facts: HouseholdFacts, context: Context) -> Verdict:
    """A child in a band does not attend the band's `level` or a higher one.

    A band without a level asks only that the child goes to school.
    """
    return any_member(
        facts, context, lambda member, c: _by_band(member, c, _absent, "out_of_school", "missing_attendance")
    )


def _by_band(member: MemberFacts, context: Context, check: BandCheck, reason: str, missing: str) -> tuple[Answer, str]:
    bands = context.parameters["bands"]

    def lacking(months: int) -> Answer:
        band = _band_at(bands, months // 12, member.birth.year)
        return False if band is None else check(member, context.options, band)

    answers = answers_at_possible_ages(member.birth, context.on, lacking)
    if len(answers) == 1:
        answer = answers.pop()
        return answer, missing if answer is None else reason
    return None, missing if None in answers else MISSING_BIRTH


def _band_at(bands: list[Band], years: int, born: int | None) -> Band | None:
    for band in bands:
        too_early = born is not None and born < band.get("born_from", born)
        if band["from"] <= years < band.get("below", years + 1) and not too_early:
            return band
    return None


def _unschooled(member: MemberFacts, options: Options, band: Band) -> Answer:
    certified = options.flag("training_levels", member.training, "certified")
    enough = (
        options.flag("studying_levels", member.studying_level, "studying"),
        _reaches(options, "education_levels", member.education, band["education"]),
        certified if band.get("training") else False,
    )
    return negation(any_of(enough))


def _absent(member: MemberFacts, options: Options, band: Band) -> Answer:
    level = band.get("level")
    if level is None:
        return negation(options.flag("studying_levels", member.studying_level, "studying"))
    return negation(_reaches(options, "studying_levels", member.studying_level, level))


def _reaches(options: Options, list_code: str, code: str, wanted: str) -> Answer:
    rank = options.rank(list_code, code)
    wanted_rank = options.rank(list_code, wanted)
    return None if rank is None or wanted_rank is None else rank >= wanted_rank
