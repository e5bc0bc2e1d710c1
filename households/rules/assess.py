"""The whole assessment of one household: deprivations, points, class, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from households.rules.answers import complete_answers
from households.rules.deprivation import Deprivation, derive, override
from households.rules.errors import RuleError
from households.rules.explain import explain
from households.rules.facts import HouseholdFacts
from households.rules.options import Options
from households.rules.outcome import Method, Outcome
from households.rules.possible import possible_classes
from households.rules.score_table import ItemAnswer, ScoreTable
from households.rules.scoring import Points, deprivation_points, score
from households.rules.standard import Standard, Zone, classify, classify_by_points


def assess(
    facts: HouseholdFacts,
    standard: Standard,
    *,
    zone: Zone,
    options: Options,
    on: date,
    overrides: Mapping[str, tuple[bool, str]] | None = None,
    score_table: ScoreTable | None = None,
    answers: Mapping[str, ItemAnswer | None] | None = None,
    income: int | Fraction | None = None,
    method: Method | None = None,
) -> Outcome:
    """Derive, score, classify and explain.

    `overrides`: indicator code -> (deprived, reason). `answers`: to the score table, by item code; those
    that the facts decide are filled. `income`: dong per person and month. `method` says whether B1 or the
    income decides; left out, B1 where the standard has points and a score table is given, else the income.
    Raises RuleError for an override without a reason, an answer that no table knows, a foreign score table.
    """
    deprivations = override(derive(facts, standard, options=options, on=on), overrides or {})
    _check_table(score_table, standard, zone)
    points = None
    if score_table is not None:
        known = complete_answers(score_table, answers or {}, facts, options=options, on=on)
        points = score(score_table, known)
    found = decide(standard, zone, deprivations, points=points, income=income, method=method)
    outcome = replace(found, score_table=score_table)
    return replace(outcome, explanation=explain(outcome, standard, facts, options=options, on=on))


def decide(
    standard: Standard,
    zone: Zone,
    deprivations: Sequence[Deprivation],
    *,
    points: Points | None = None,
    income: int | Fraction | None = None,
    method: Method | None = None,
) -> Outcome:
    """The class by deprivations and points or income, without an explanation (for many households)."""
    lacking = [d for d in deprivations if d.deprived]
    unknown = [d for d in deprivations if d.deprived is None]
    most = len(lacking) + len(unknown)
    outcome = Outcome(
        standard=standard.code,
        zone=zone,
        method=method or ("points" if standard.points and points else "income"),
        deprivations=tuple(deprivations),
        mask=sum(1 << d.position for d in lacking),
        unknown_mask=sum(1 << d.position for d in unknown),
        count=len(lacking),
        b2=deprivation_points(len(lacking), standard.points_per_deprivation),
        b2_upper=deprivation_points(most, standard.points_per_deprivation),
        b1=points,
        income=income,
    )
    by_method = _by_points if outcome.method == "points" else _by_income
    return by_method(outcome, standard, most)


def _by_points(outcome: Outcome, standard: Standard, most: int) -> Outcome:
    points = outcome.b1
    if not standard.points or points is None:
        return outcome
    if points.is_complete and not outcome.unknown_mask:
        row = classify_by_points(standard, outcome.zone, points.total, outcome.b2)
        return replace(outcome, row=row, possible=(row.result,))
    step = standard.points_per_deprivation
    b2_values = [deprivation_points(count, step) for count in range(outcome.count, most + 1)]
    span = (points.lower, points.upper)
    return replace(outcome, possible=possible_classes(standard.points, outcome.zone, span, b2_values))


def _by_income(outcome: Outcome, standard: Standard, most: int) -> Outcome:
    income = outcome.income
    if income is not None and not outcome.unknown_mask:
        row = classify(standard, outcome.zone, income, outcome.count)
        return replace(outcome, row=row, possible=(row.result,))
    span = (0, None) if income is None else (income, income)
    counts = range(outcome.count, most + 1)
    return replace(outcome, possible=possible_classes(standard.rules, outcome.zone, span, counts))


def _check_table(table: ScoreTable | None, standard: Standard, zone: Zone) -> None:
    if table is not None and (table.standard, table.zone) != (standard.code, zone):
        message = _("Bảng điểm %(table)s không dùng cho chuẩn %(standard)s, khu vực %(zone)s.")
        raise RuleError(message % {"table": table.code, "standard": standard.code, "zone": zone})
