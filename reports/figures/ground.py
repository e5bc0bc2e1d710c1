"""On which boundaries the figures of an area and year stand (design section 4, areas).

A unit of the new list reads a year before its time from the units that were merged whole into it, on their
old boundaries, and says so. Parts of split units cannot be told from their facts and are left out, which is
said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Subquery

from areas.models import Area, Succession
from areas.services import predecessor_paths
from reports.figures.scope import is_within


@dataclass(frozen=True)
class Ground:
    """The units whose facts, added up, are those of `area` in `year`."""

    area: Area
    year: int
    units: tuple[Area, ...]
    older: tuple[Area, ...] = ()

    @property
    def boundaries(self) -> str:
        """The list or lists of units, e.g. "2024"."""
        return ", ".join(sorted({unit.edition for unit in self.units})) or self.area.edition

    @cached_property
    def is_partial(self) -> bool:
        """Whether parts of split units are left out."""
        return bool(self.older) and _loses_parts(self.area, self.older)

    @property
    def is_own(self) -> bool:
        return self.units == (self.area,)


def grounds(area: Area, years: Iterable[int]) -> list[Ground]:
    """For figures at the end of each year: on the list in force then, or the oldest one. A unit made of parts
    of others alone has no units before its time."""
    wanted = list(years)
    before = [year for year in wanted if date(year, 12, 31) < area.valid_from]
    older = _predecessors(area) if before else ()
    if not older and not (before and _is_of_a_later_list(area)):
        return [Ground(area, year, (area,)) for year in wanted]
    return [
        Ground(area, year, _units_at(older, year), older) if year in before else Ground(area, year, (area,))
        for year in wanted
    ]


def ground(area: Area, year: int) -> Ground:
    return grounds(area, [year])[0]


def capital_ground(area: Area, budget_year: int) -> Ground:
    """For capital, whose lines stand on either list in the year of the change, each line on one of them."""
    if area.valid_from <= date(budget_year, 1, 1):
        return Ground(area, budget_year, (area,))
    older = _predecessors(area)
    if not older:
        return Ground(area, budget_year, (area,))
    if date(budget_year, 12, 31) < area.valid_from:
        return Ground(area, budget_year, _units_at(older, budget_year), older)
    return Ground(area, budget_year, (area, *_units_at(older, budget_year - 1)), older)


def has_figures(place: Ground, day: date) -> bool:
    """A village has none (the cube ends at the commune), nor has a unit that had ended by the day they stand for,
    nor one without any units then."""
    area = place.area
    return bool(place.units) and area.level != Area.Level.VILLAGE and not ended_before(area, day)


def ended_before(area: Area, day: date) -> bool:
    return area.valid_to is not None and area.valid_to < day


def units_below(place: Ground, level: str | None = None) -> list[Area]:
    """The children of the ground's units (villages have no figures), or every unit of a level below them."""
    if level is None:
        found = Area.objects.filter(parent__in=place.units).exclude(level=Area.Level.VILLAGE)
    else:
        found = Area.objects.below_paths(unit.path for unit in place.units).of_level(level)
    return list(found.order_by("sort_key", "id"))


def commune_counts(units: Sequence[Area]) -> dict[int, int]:
    """How many communes each unit has (a commune has one: itself)."""
    counts: dict[int, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT unit.id, count(*) FROM areas_area unit
            JOIN areas_area commune ON commune.path <@ unit.path AND commune.level = 'commune'
            WHERE unit.id = ANY(%s) GROUP BY unit.id
            """,
            [[unit.pk for unit in units]],
        )
        counts.update(cursor.fetchall())
    return counts


def _is_of_a_later_list(area: Area) -> bool:
    return Area.objects.filter(parent=None, valid_from__lt=area.valid_from).exists()


def _predecessors(area: Area) -> tuple[Area, ...]:
    """Read once for each area at hand, however many years are asked for."""
    found: tuple[Area, ...] | None = getattr(area, "_predecessors", None)
    if found is None:
        lists = Area.objects.filter(parent=None).order_by("valid_from").values("valid_from")
        older = Area.objects.filter(path__in=predecessor_paths(area)).annotate(first_list_on=Subquery(lists[:1]))
        found = tuple(older.order_by("sort_key", "id"))
        area._predecessors = found  # type: ignore[attr-defined]
    return found


def _units_at(older: Sequence[Area], year: int) -> tuple[Area, ...]:
    """Of several older lists, the one in force at the end of the year (as AreaQuerySet.at: never before the first)."""
    end = date(year, 12, 31)
    return tuple(unit for unit in older if unit.is_in_force(max(end, unit.first_list_on)))  # type: ignore[attr-defined]


def _loses_parts(area: Area, older: Sequence[Area]) -> bool:
    """Whether a part of some split unit belongs to the area and its unit is not read as a whole."""
    parts = Succession.objects.filter(extent=Succession.Extent.SPLIT, new__path__descendant_of=[area.path])
    paths = parts.values_list("old__path", flat=True)
    return any(not any(is_within(path, unit.path) for unit in older) for path in paths)
