"""Which deprivations a household has: each indicator's rule applied to the facts, then the overrides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from households.rules import dwelling, people, schooling
from households.rules.errors import RuleError
from households.rules.facts import HouseholdFacts
from households.rules.logic import Answer
from households.rules.options import Options
from households.rules.standard import Indicator, Standard
from households.rules.verdicts import Context, Reason, Rule

RULES: dict[str, Rule] = {
    "member_ill_untreated": people.member_ill_untreated,
    "member_uninsured": people.member_uninsured,
    "child_malnourished": people.child_malnourished,
    "no_stable_job": people.no_stable_job,
    "too_many_dependents": people.too_many_dependents,
    "adult_schooling": schooling.adult_schooling,
    "child_schooling": schooling.child_schooling,
    "structures_not_durable": dwelling.structures_not_durable,
    "floor_area_below": dwelling.floor_area_below,
    "option_lacks": dwelling.option_lacks,
    "nobody_connected": dwelling.nobody_connected,
    "no_information_means": dwelling.no_information_means,
}


class Override(NamedTuple):
    """An officer's own finding against what the answers give; it needs a reason."""

    deprived: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Deprivation:
    """One indicator of one household: what stands (`deprived`), what the answers gave (`derived`), why."""

    code: str
    position: int
    deprived: Answer
    derived: Answer
    reasons: tuple[Reason, ...] = ()
    override: Override | None = None

    @property
    def reason_code(self) -> str:
        return self.reasons[0].code if self.reasons else ""

    @property
    def member_ids(self) -> tuple[str, ...]:
        return tuple(member_id for reason in self.reasons for member_id in reason.member_ids)


def derive(facts: HouseholdFacts, standard: Standard, *, options: Options, on: date) -> tuple[Deprivation, ...]:
    """The household's deprivations by the answers alone, in the order of the standard's indicators.

    `deprived` is None where the answers do not decide yet. Ages are counted on `on`, the reference date.
    """
    indicators = sorted(standard.indicators, key=lambda indicator: indicator.position)
    return tuple(_derive_one(indicator, facts, options, on) for indicator in indicators)


def _derive_one(indicator: Indicator, facts: HouseholdFacts, options: Options, on: date) -> Deprivation:
    rule = RULES.get(indicator.rule)
    if rule is None:
        message = _("Chỉ số %(code)s dùng quy tắc không có: “%(rule)s”.")
        raise RuleError(message % {"code": indicator.code, "rule": indicator.rule})
    verdict = rule(facts, Context(options, on, indicator.parameters))
    return Deprivation(indicator.code, indicator.position, verdict.deprived, verdict.deprived, verdict.reasons)


def override(
    deprivations: tuple[Deprivation, ...], overrides: Mapping[str, tuple[bool, str]]
) -> tuple[Deprivation, ...]:
    """The deprivations as the officer found them; RuleError without a reason or for an unknown indicator."""
    unknown = set(overrides) - {deprivation.code for deprivation in deprivations}
    if unknown:
        raise RuleError(_("Không có chỉ số “%(code)s” để sửa kết quả.") % {"code": min(unknown)})
    return tuple(
        _overridden(deprivation, Override(*overrides[deprivation.code]))
        if deprivation.code in overrides
        else deprivation
        for deprivation in deprivations
    )


def _overridden(deprivation: Deprivation, finding: Override) -> Deprivation:
    if not finding.reason.strip():
        raise RuleError(_("Sửa kết quả một chỉ số phải ghi lý do."))
    return replace(deprivation, deprived=finding.deprived, override=finding)
