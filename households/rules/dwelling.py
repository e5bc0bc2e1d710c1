"""Indicators that the house and the household's means decide."""

from households.rules.facts import HouseholdFacts
from households.rules.logic import Answer, any_of, at_least, negation
from households.rules.verdicts import NO_MEMBERS, NOTHING_FOUND, Context, Reason, Verdict

STRUCTURES = {"wall": "wall_materials", "pillar": "pillar_materials", "roof": "roof_materials"}
SOURCES = {"water_source": "water_sources", "toilet": "toilets", "waste": "waste_handlings"}


def structures_not_durable(facts: HouseholdFacts, context: Context) -> Verdict:
    """At least `at_least` of wall, pillar and roof are of a material that is not durable by its option."""
    lacking = {
        part: negation(context.options.flag(list_code, getattr(facts.housing, part), "durable"))
        for part, list_code in STRUCTURES.items()
    }
    deprived = at_least(context.parameters["at_least"], lacking.values())
    wanted, code = (None, "missing_structures") if deprived is None else (True, "structures_not_durable")
    parts = [part for part, answer in lacking.items() if answer is wanted]
    return Verdict(deprived, (Reason(code, args={"parts": parts}),))


def floor_area_below(facts: HouseholdFacts, context: Context) -> Verdict:
    """Floor area per member is under `m2_per_person`; exactly on it is enough."""
    area, persons = facts.housing.floor_area_m2, facts.size
    if area is None or not persons:
        return Verdict(None, (Reason("missing_floor_area" if persons else NO_MEMBERS),))
    limit = context.parameters["m2_per_person"]
    figures = {"area": str(area), "count": persons, "limit": limit}
    return Verdict(area < limit * persons, (Reason("floor_area", args=figures),))


def option_lacks(facts: HouseholdFacts, context: Context) -> Verdict:
    """The answer to `field` has not the `flag` in its option table (water, toilet, waste)."""
    field = context.parameters["field"]
    code = getattr(facts.housing, field)
    deprived = negation(context.options.flag(SOURCES[field], code, context.parameters["flag"]))
    if deprived is None:
        return Verdict(None, (Reason(f"missing_{field}"),))
    return Verdict(deprived, (Reason(f"{field}_lacks", args={"list": SOURCES[field], "answer": code}),))


def nobody_connected(facts: HouseholdFacts, context: Context) -> Verdict:
    """No member uses any of the `services` (internet, phone); the household's own answer serves too."""
    services = context.parameters["services"]
    used = any_of(_uses(facts, service) for service in services)
    code = "missing_connection" if used is None else "nobody_connected"
    return Verdict(negation(used), (Reason(code, args={"services": list(services)}),))


def _uses(facts: HouseholdFacts, service: str) -> Answer:
    field = f"uses_{service}"
    together: Answer = getattr(facts.housing, field)
    if together is not None:
        return any_of((together, any(getattr(member, field) is True for member in facts.members)))
    if not facts.members:
        return None
    return any_of(getattr(member, field) for member in facts.members)


def no_information_means(facts: HouseholdFacts, context: Context) -> Verdict:
    """The household has no means with the `flag`, nor (with `loudspeaker`) hears the loudspeakers."""
    heard = facts.housing.hears_loudspeaker if context.parameters.get("loudspeaker") else False
    reached = any_of((_has_means(facts, context), heard))
    if reached is None:
        return Verdict(None, (Reason("missing_information_means"),))
    return Verdict(not reached, (Reason(NOTHING_FOUND if reached else "no_information_means"),))


def _has_means(facts: HouseholdFacts, context: Context) -> Answer:
    means = facts.housing.info_means
    if means is None:
        return None
    flag = context.parameters["flag"]
    return any(context.options.flag("info_means", code, flag) for code in sorted(means))
