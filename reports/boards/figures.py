"""Every measure of a group for an area and year, as REST clients pull them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from core.measures import Measure, MeasureGroup
from households.models import PovertyStandard
from reports.absence import unit_absence
from reports.boards.reviews import reference_day
from reports.cube.groups import GROUPS
from reports.figures.ground import Ground, capital_ground, ground, units_below
from reports.figures.question import CapitalQuestion, question
from reports.figures.scope import Reach
from reports.figures.versions import Freshness, Versions, facts, freshness, snapshots_of, versions
from reports.querysets import FactQuerySet

Key: TypeAlias = tuple[Any, ...]
Sums: TypeAlias = dict[str, int]

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
    "capital": ("plan_vnd", "detailed_vnd", "disbursed_vnd", "advance_vnd"),
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
    """Capital is summed up to `as_of`, for the components that the reader answers for; the other groups stand at
    the close of their year, as it is known today."""

    area: Area
    year: int
    code: str
    as_of: date
    reach: Reach = "own"
    with_children: bool = False
    component_ids: frozenset[int] | None = None

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
    def told_as_of(self) -> date | None:
        """The day of the figures; None for groups that are not kept by day."""
        return self.as_of if self.code == "capital" else None

    @cached_property
    def absence(self) -> str:
        """Why the unit can have no figures of the group and year; "" if it can."""
        day = date(self.year, 1, 1) if self.code == "capital" else reference_day(self.year)
        return unit_absence(self.ground, day)

    @property
    def is_frozen(self) -> bool:
        return bool(snapshots_of(self._versions, self.ground))

    @cached_property
    def freshness(self) -> Freshness:
        return freshness(self.ground.units, [self.code])

    @cached_property
    def rows(self) -> list[FigureRow]:
        """The area itself, then each unit below it where asked for; in a fixed number of queries."""
        if self.absence:
            return []
        dimensions = self._dimensions()
        found = self._facts().sums_by(self.group, "area_id", *dimensions)
        names = [_names(name, {key[at] for key in found}) for at, name in enumerate(dimensions, start=1)]
        by_area: dict[int, list[tuple[Key, Sums]]] = defaultdict(list)
        for (area_id, *key), sums in found.items():
            by_area[area_id].append((tuple(key), sums))
        return [row for place in self._places for row in self._rows(place, by_area, names)]

    @cached_property
    def _places(self) -> list[Ground]:
        below = units_below(self.ground) if self.with_children and self.reach == "own" else []
        return [self.ground, *(Ground(unit, self.year, (unit,)) for unit in below)]

    @cached_property
    def _versions(self) -> Versions:
        return versions(self.code, [(unit, self.year) for place in self._places for unit in place.units])

    def _rows(
        self, place: Ground, by_area: Mapping[int, list[tuple[Key, Sums]]], names: list[Mapping[Any, Any]]
    ) -> Iterator[FigureRow]:
        """One row for each combination of dimensions that the place's units have; without any, one of zeros."""
        dimensions = self._dimensions()
        added: dict[Key, Counter[str]] = {} if dimensions else {(): Counter()}
        for unit in place.units:
            for key, sums in by_area.get(unit.pk, ()):
                added.setdefault(key, Counter()).update(sums)
        for key, values in sorted(added.items(), key=lambda row: str(row[0])):
            told = {
                DIMENSIONS[name][0]: known[value] for name, known, value in zip(dimensions, names, key, strict=True)
            }
            yield FigureRow(place.area, told, {row.code: values[row.code] for row in self.measures})

    def _dimensions(self) -> tuple[str, ...]:
        if self.reach != "own" and self.code == "capital":
            return ()
        return tuple(name for name in GROUPS[self.code].total_dimensions if name != "day")

    def _facts(self) -> FactQuerySet:
        rows = facts(self.code, self._versions).totals()
        if self.code != "capital":
            return rows
        asked = rows.up_to(self.as_of)
        return asked if self.component_ids is None else asked.filter(component_id__in=self.component_ids)

    @cached_property
    def holders(self) -> list[FigureRow]:
        """Capital of each holder in one's own area."""
        if self.code != "capital" or self.reach != "own" or self.absence:
            return []
        asked: CapitalQuestion = question(
            self.area, self.year, self.as_of, include_carry_over=True, component_ids=self.component_ids
        )
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
