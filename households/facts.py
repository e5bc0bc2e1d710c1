"""From what is stored of a household to the facts that the rules read."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from households.models import Assessment, Member
from households.questions import HOUSEHOLD, MEMBER, MEMBER_FIELDS, item_field
from households.rules.ages import BirthDate, is_aged
from households.rules.answers import CHILD_BELOW
from households.rules.facts import FEMALE, MALE, HouseholdFacts, HousingFacts, MemberFacts
from households.rules.options import Options
from households.rules.score_table import Bands, ItemAnswer, PerUnit, ScoreTable, Several

SEXES = {Member.Sex.MALE: MALE, Member.Sex.FEMALE: FEMALE}
_LISTS = {question.name: question.options for question in (*HOUSEHOLD, *MEMBER) if question.options}
# Nobody asks a child under 15 for a certificate, a job or a pension; an answer that was given wins.
_OF_A_CHILD = {"education": "below_primary", "training": "none", "job_status": "unable", "pension": "none"}


def household_facts(assessment: Assessment, members: Iterable[Member], *, options: Options, on: date) -> HouseholdFacts:
    """This round's answers only; last year's never count as this year's."""
    given: Mapping[str, Mapping[str, Any]] = assessment.member_facts
    return HouseholdFacts(
        members=tuple(member_facts(m, given.get(str(m.pk), {}), options=options, on=on) for m in members),
        housing=housing_facts(assessment.answers, options),
    )


def member_facts(member: Member, given: Mapping[str, Any], *, options: Options, on: date) -> MemberFacts:
    birth = BirthDate(member.birth_year, member.birth_month, member.birth_day)
    answers = {**(_OF_A_CHILD if is_aged(birth, on, below_years=CHILD_BELOW) else {}), **_answered(given, options)}
    return MemberFacts(
        id=str(member.pk),
        label=member.full_name,
        birth=birth,
        sex=SEXES.get(Member.Sex(member.sex), "") if member.sex else "",
        has_health_insurance=answers.get("has_health_insurance"),
        seriously_ill_untreated=answers.get("seriously_ill_untreated"),
        studying_level=answers.get("studying", ""),
        education=answers.get("education", ""),
        training=answers.get("training", ""),
        job_status=answers.get("job_status", ""),
        job_kind=answers.get("job_kind", ""),
        contract=answers.get("contract", ""),
        social_assistance=answers.get("social_assistance", ""),
        pension=answers.get("pension", ""),
        stunted=answers.get("is_stunted"),
        underweight=answers.get("is_underweight"),
    )


def housing_facts(given: Mapping[str, Any], options: Options) -> HousingFacts:
    answers = _answered(given, options)
    area, means = answers.get("floor_area_m2"), answers.get("info_means")
    return HousingFacts(
        wall=answers.get("wall", ""),
        pillar=answers.get("pillar", ""),
        roof=answers.get("roof", ""),
        floor_area_m2=None if area is None else Decimal(area),
        water_source=answers.get("water_source", ""),
        toilet=answers.get("toilet", ""),
        waste=answers.get("waste", ""),
        uses_internet=answers.get("uses_internet"),
        uses_phone=answers.get("uses_phone"),
        info_means=None if means is None else frozenset(means),
        hears_loudspeaker=answers.get("hears_loudspeaker"),
    )


def _answered(given: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """The answers without those whose option no longer exists: they have to be asked again."""
    return {name: value for name, value in given.items() if _is_known(name, value, options)}


def _is_known(name: str, value: Any, options: Options) -> bool:
    known = options.lists.get(_LISTS.get(name, ""))
    if known is None:
        return True
    return all(code in known for code in value) if isinstance(value, list) else value in known


def score_answers(given: Mapping[str, Any], table: ScoreTable) -> dict[str, ItemAnswer | None]:
    """The stored answers to a score table's items, by item code."""
    found: dict[str, ItemAnswer | None] = {}
    for item in table.items:
        value = given.get(item_field(item.code))
        if value is None:
            continue
        if isinstance(item.question, Bands | PerUnit):
            found[item.code] = Decimal(value)
        elif isinstance(item.question, Several):
            found[item.code] = frozenset(value) & {option.code for option in item.question.options}
        elif value in {option.code for option in item.question.options}:
            found[item.code] = value
    return found


def monthly_income(assessment: Assessment, persons: int) -> Fraction | int | None:
    """Dong per person and month, exact: the income of 12 months over persons and months.

    Records that came without the yearly sum (imports) hold the average itself.
    """
    total = assessment.answers.get("income_12_months")
    if total is not None and persons:
        return Fraction(int(total), 12 * persons)
    return assessment.monthly_income_vnd


def snapshot(member: Member, given: Mapping[str, Any]) -> dict[str, Any]:
    """A member as scored: the answers, and who the person was that day."""
    answers = {name: given[name] for name in MEMBER_FIELDS if name in given}
    return {
        **answers,
        "name": member.full_name,
        "sex": member.sex,
        "birth": [member.birth_day, member.birth_month, member.birth_year],
        "relation": member.relation.code,
        "order": member.order,
    }
