"""Indicators that members decide: health, nutrition, work, dependents (schooling has its own file).

Ages are full years on the review's reference date. Nobody to measure (no child, nobody of working age) means
not deprived.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from households.rules.ages import is_aged, is_within_months
from households.rules.facts import FEMALE, MALE, HouseholdFacts, MemberFacts
from households.rules.logic import Answer, any_of, count_range, negation
from households.rules.verdicts import MISSING_BIRTH, NO_MEMBERS, Context, Reason, Verdict, any_member


def member_ill_untreated(facts: HouseholdFacts, context: Context) -> Verdict:
    """A member was seriously ill and neither examined nor treated."""
    return any_member(facts, context, _ill_untreated)


def _ill_untreated(member: MemberFacts, _context: Context) -> tuple[Answer, str]:
    answer = member.seriously_ill_untreated
    return answer, "missing_illness" if answer is None else "ill_untreated"


def member_uninsured(facts: HouseholdFacts, context: Context) -> Verdict:
    """A member of `age_min` years or more has no health insurance."""
    return any_member(facts, context, _uninsured)


def _uninsured(member: MemberFacts, context: Context) -> tuple[Answer, str]:
    asked = is_aged(member.birth, context.on, from_years=context.parameters["age_min"])
    return _among(asked, negation(member.has_health_insurance), "uninsured", "missing_insurance")


def child_malnourished(facts: HouseholdFacts, context: Context) -> Verdict:
    """A child under `age_below` is stunted or underweight, as the reviewer recorded it."""
    return any_member(facts, context, _malnourished)


def _malnourished(member: MemberFacts, context: Context) -> tuple[Answer, str]:
    child = is_aged(member.birth, context.on, below_years=context.parameters["age_below"])
    found = any_of((member.stunted, member.underweight))
    reason = "stunted" if member.stunted else "underweight"
    return _among(child, found, reason, "missing_nutrition")


def _among(concerned: Answer, lacking: Answer, reason: str, missing: str) -> tuple[Answer, str]:
    """A member counts when the age concerns the person and the answer lacks; either may be open."""
    if concerned is False or lacking is False:
        return False, reason
    if concerned is None:
        return None, MISSING_BIRTH
    return lacking, missing if lacking is None else reason


def no_stable_job(facts: HouseholdFacts, context: Context) -> Verdict:
    """A member of working age finds no work, or works for wages without a contract.

    Working age runs from `age_min` years to the retirement age of the year, by sex (`retirement` rows).
    """
    return any_member(facts, context, _no_stable_job)


def _no_stable_job(member: MemberFacts, context: Context) -> tuple[Answer, str]:
    lacking, reason, missing = _job(member, context)
    return _among(_of_working_age(member, context), lacking, reason, missing)


def _job(member: MemberFacts, context: Context) -> tuple[Answer, str, str]:
    if context.options.flag("job_statuses", member.job_status, "seeking"):
        return True, "unemployed", ""
    working = context.options.flag("job_statuses", member.job_status, "working")
    if not working:
        return working, "", "missing_job"
    lacking = context.options.flag("contracts", member.contract, "lacking")
    return lacking, "no_contract", "missing_contract"


def _of_working_age(member: MemberFacts, context: Context) -> Answer:
    first = context.parameters["age_min"] * 12
    sexes = [member.sex] if member.sex in (MALE, FEMALE) else [MALE, FEMALE]
    lasts = {_retirement_months(context, sex) for sex in sexes}
    answers = {is_within_months(member.birth, context.on, first, last) for last in lasts}
    return answers.pop() if len(answers) == 1 else None


def _retirement_months(context: Context, sex: str) -> int:
    rows: list[Mapping[str, Any]] = context.parameters["retirement"]
    in_force = [row for row in rows if row["from_year"] <= context.on.year] or rows[:1]
    return int(max(in_force, key=lambda row: row["from_year"])[f"{sex}_months"])


def too_many_dependents(facts: HouseholdFacts, context: Context) -> Verdict:
    """Dependents are more than `share` of the members.

    A dependent is a child under `age_below`, or an elderly or disabled person on monthly assistance.
    """
    if not facts.members:
        return Verdict(None, (Reason(NO_MEMBERS),))
    answers = {member.id: _dependent(member, context) for member in facts.members}
    low, high = count_range(answers.values())
    share = Fraction(context.parameters["share"])
    if low > share * facts.size:
        return Verdict(True, (_dependents_reason("many_dependents", answers, True, low, facts.size),))
    if high > share * facts.size:
        return Verdict(None, (_dependents_reason("missing_dependents", answers, None, low, facts.size),))
    return Verdict(False, (_dependents_reason("few_dependents", answers, True, low, facts.size),))


def _dependents_reason(
    code: str, answers: Mapping[str, Answer], wanted: Answer, dependents: int, members: int
) -> Reason:
    ids = tuple(member_id for member_id, answer in answers.items() if answer is wanted)
    return Reason(code, ids, {"dependents": dependents, "count": members})


def _dependent(member: MemberFacts, context: Context) -> Answer:
    child = is_aged(member.birth, context.on, below_years=context.parameters["age_below"])
    assisted = context.options.flag("social_assistance", member.social_assistance, "dependent")
    return any_of((child, assisted))
