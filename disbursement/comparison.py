"""Alternatives side by side: who gains, who loses and why; read from the frozen shares, never worked out anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from areas.models import Area
from disbursement.models import AllocationPlan, Alternative, AlternativeShare, Criterion
from disbursement.rules.compare import Difference, Scored, compare
from disbursement.services.apportioning import reserve_vnd


@dataclass(frozen=True)
class Side:
    """One alternative with its shares by unit and its coefficients by measure."""

    alternative: Alternative
    shares: Mapping[int, AlternativeShare]
    weights: Mapping[str, Decimal]

    @property
    def total_vnd(self) -> int:
        return sum(share.share_vnd for share in self.shares.values())

    @property
    def rounding_vnd(self) -> int:
        """What rounding moved between units: the sum of what it added."""
        return sum(share.rounding_vnd for share in self.shares.values() if share.rounding_vnd > 0)

    def at(self, bound: str) -> int:
        """How many units stand at their floor or cap."""
        return sum(share.bound == bound for share in self.shares.values())

    @property
    def unknown(self) -> list[AlternativeShare]:
        """Units that lack a value of a criterion that counts, and about which nobody decided."""
        return [share for share in self.shares.values() if share.score is None and not share.left_out]

    def scored(self) -> dict[str, Scored]:
        return {str(unit): Scored(self._points(share), share.share_vnd) for unit, share in self.shares.items()}

    def _points(self, share: AlternativeShare) -> dict[str, Fraction]:
        """Points by criterion; none for a unit outside the division by criteria."""
        if share.score is None or share.left_out:
            return {}
        return {
            measure: Fraction(weight) * Fraction(Decimal(share.values.get(measure, {}).get("value") or 0))
            for measure, weight in self.weights.items()
        }


@dataclass(frozen=True)
class UnitRow:
    """A unit on both sides. `difference` is other less base; without another side there is none."""

    area: Area
    base: AlternativeShare
    other: AlternativeShare | None
    difference: Difference | None

    @property
    def against_last_year(self) -> int | None:
        return None if self.base.previous_vnd is None else self.base.share_vnd - self.base.previous_vnd


@dataclass(frozen=True)
class Comparison:
    plan: AllocationPlan
    criteria: Sequence[Criterion]
    base: Side
    other: Side | None

    @cached_property
    def divided_vnd(self) -> int:
        return self.plan.envelope_vnd - reserve_vnd(self.plan)

    @cached_property
    def rows(self) -> list[UnitRow]:
        """In the order of the units' names."""
        differences = self._differences()
        return [self._row(share, differences) for share in self.base.shares.values()]

    def _differences(self) -> dict[str, Difference]:
        if self.other is None:
            return {}
        return compare(self.base.scored(), self.other.scored(), self.divided_vnd)

    def _row(self, share: AlternativeShare, differences: Mapping[str, Difference]) -> UnitRow:
        other = self.other.shares.get(share.area_id) if self.other else None
        return UnitRow(share.area, share, other, differences.get(str(share.area_id)))

    @property
    def gaining(self) -> list[UnitRow]:
        return [row for row in self.rows if row.difference and row.difference.amount_vnd > 0]

    @property
    def losing(self) -> list[UnitRow]:
        return [row for row in self.rows if row.difference and row.difference.amount_vnd < 0]

    @property
    def moved_vnd(self) -> int:
        return sum(row.difference.amount_vnd for row in self.gaining if row.difference)


def sides_of(alternatives: Iterable[Alternative]) -> list[Side]:
    """Each alternative with everything that is shown of it, in two queries for all."""
    found = list(alternatives)
    shares = AlternativeShare.objects.filter(alternative__in=found).select_related("area", "holder")
    by_alternative: dict[int, dict[int, AlternativeShare]] = {one.pk: {} for one in found}
    for share in shares:
        by_alternative[share.alternative_id][share.area_id] = share
    weights: dict[int, dict[str, Decimal]] = {one.pk: {} for one in found}
    for one in found:
        for row in one.coefficients.all():
            weights[one.pk][row.criterion.measure] = row.value
    return [Side(one, by_alternative[one.pk], weights[one.pk]) for one in found]


def sources_of(side: Side) -> list[dict[str, Any]]:
    """Each source, year, version and time that the values of a side came from, once."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for share in side.shares.values():
        for value in share.values.values():
            if value["value"] is not None:
                key = (value["source"], value["year"], value["version"])
                seen.setdefault(key, value)
    return list(seen.values())
