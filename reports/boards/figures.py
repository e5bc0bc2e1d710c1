"""Every measure of a group for an area and year, as REST clients pull them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from core.measures import Measure, MeasureGroup
from households.models import PovertyStandard
from reports.cube.groups import GROUPS
from reports.figures.capital import CapitalQuestion, question
from reports.figures.ground import Ground, capital_ground, ground, units_below
from reports.figures.scope import Reach
from reports.figures.versions import Freshness, facts, freshness, snapshots_of, versions

CODES = ("poverty", "population", "capital")
# What is told of units above one's own: how many, not who they are.
TOTALS_OF_ANCESTORS = {
    "population": ("households", "persons", "communes_reported"),
    "poverty": (
        "listed_total",
        "scored_total",
        "decided_total",
        "poor_households",
        "near_poor_households",
        "average_living_households",
        "not_poor_households",
        "poor_persons",
        "near_poor_persons",
    ),
    "capital": ("plan_vnd", "disbursed_vnd", "advance_vnd"),
}
# Stored key -> name in the answer, the model behind it and the field that names a row of it.
DIMENSIONS: dict[str, tuple[str, Any, str]] = {
    "standard_id": ("standard", PovertyStandard, "code"),
    "kind_id": ("kind", CapitalKind, "code"),
    "source_id": ("source", CapitalSource, "code"),
    "component_id": ("component", Component, "code"),
    "holder_id": ("holder", Agency, "code"),
    "tranche_year": ("tranche_year", None, ""),
}


@dataclass(frozen=True)
class FigureRow:
    """Sums over the subtree of `area` for one combination of dimensions."""

    area: Area
    dimensions: dict[str, Any]
    values: dict[str, int]


@dataclass(frozen=True)
class FigureSet:
    """Capital is summed up to `as_of`; the other groups stand at the close of their year."""

    area: Area
    year: int
    code: str
    as_of: date
    reach: Reach = "own"
    with_children: bool = False

    @property
    def group(self) -> MeasureGroup:
        return GROUPS[self.code].measures

    @property
    def measures(self) -> list[Measure]:
        told = TOTALS_OF_ANCESTORS[self.code]
        return [row for row in self.group.measures if self.reach == "own" or row.code in told]

    @cached_property
    def ground(self) -> Ground:
        find = capital_ground if self.code == "capital" else ground
        return find(self.area, self.year)

    @property
    def boundaries(self) -> str:
        return self.ground.boundaries

    @property
    def is_frozen(self) -> bool:
        return bool(snapshots_of(self._versions(self.ground), self.ground))

    @cached_property
    def freshness(self) -> Freshness:
        return freshness(self.ground.units, [self.code])

    @cached_property
    def rows(self) -> list[FigureRow]:
        """The area itself, then each unit below it where asked for."""
        rows = list(self._rows(self.ground))
        if self.with_children and self.reach == "own":
            for unit in units_below(self.ground):
                rows += self._rows(Ground(unit, self.year, (unit,)))
        return rows

    def _versions(self, place: Ground) -> Any:
        return versions(self.code, [(unit, self.year) for unit in place.units])

    def _rows(self, place: Ground) -> Iterable[FigureRow]:
        dimensions = self._dimensions()
        sums = self._facts(place).sums_by(self.group, *dimensions) if dimensions else {(): self._sums(place)}
        names = {name: _names(name, {key[at] for key in sums}) for at, name in enumerate(dimensions)}
        for key, values in sorted(sums.items(), key=str):
            told = {DIMENSIONS[name][0]: names[name][value] for name, value in zip(dimensions, key, strict=True)}
            yield FigureRow(place.area, told, {row.code: values[row.code] for row in self.measures})

    def _sums(self, place: Ground) -> dict[str, int]:
        sums: dict[str, int] = self._facts(place).sums(self.group)
        return sums

    def _dimensions(self) -> tuple[str, ...]:
        if self.reach != "own" and self.code == "capital":
            return ()
        return tuple(name for name in GROUPS[self.code].total_dimensions if name != "day")

    def _facts(self, place: Ground) -> Any:
        rows = facts(self.code, self._versions(place)).totals()
        return rows.up_to(self.as_of) if self.code == "capital" else rows

    @cached_property
    def holders(self) -> list[FigureRow]:
        """Capital of each holder in one's own area."""
        if self.code != "capital" or self.reach != "own":
            return []
        asked: CapitalQuestion = question(self.area, self.year, self.as_of, include_carry_over=True)
        sums = asked.holder_flows().sums_by(self.group, "holder_id")
        names = _names("holder_id", {key[0] for key in sums})
        rows = [FigureRow(self.area, {"holder": names[key[0]]}, dict(values)) for key, values in sums.items()]
        return sorted(rows, key=lambda row: str(row.dimensions["holder"]))


def _names(dimension: str, keys: set[Any]) -> Mapping[Any, Any]:
    """Stored key -> the code by which the answer names it."""
    _name, model, field = DIMENSIONS[dimension]
    if model is None:
        return {key: key for key in keys}
    return dict(model.objects.filter(pk__in=keys).values_list("pk", field))
