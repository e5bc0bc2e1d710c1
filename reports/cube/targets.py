"""Which rows of a fact table to count again: the places of the marks, and every unit above them."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection


class Target(NamedTuple):
    """The facts of one area and year; `day` None means every day of the year."""

    area_id: int
    year: int
    day: date | None = None


@dataclass(frozen=True)
class Unit:
    parent_id: int | None
    depth: int
    is_village: bool


_CHAINS = """
    WITH RECURSIVE chain AS (
        SELECT id, parent_id, level, nlevel(path) AS depth FROM areas_area WHERE id = ANY(%s)
        UNION
        SELECT a.id, a.parent_id, a.level, nlevel(a.path) FROM areas_area a JOIN chain c ON a.id = c.parent_id
    )
    SELECT id, parent_id, depth, level = 'village' FROM chain
"""


def units_above(area_ids: Iterable[int]) -> dict[int, Unit]:
    """The areas themselves and everything above them."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAINS, [sorted(set(area_ids))])
        return {pk: Unit(*unit) for pk, *unit in cursor.fetchall()}


def lifted(targets: Iterable[Target], units: dict[int, Unit]) -> set[Target]:
    """Villages have no facts of their own: their records count for the commune."""
    result = set()
    for target in targets:
        unit = units[target.area_id]
        result.add(target._replace(area_id=unit.parent_id) if unit.is_village and unit.parent_id else target)
    return simplified(result)


def simplified(targets: Iterable[Target]) -> set[Target]:
    """A day is left out where the whole year is asked for, so that no record is counted twice."""
    unique = set(targets)
    whole_years = {(target.area_id, target.year) for target in unique if target.day is None}
    return {target for target in unique if target.day is None or (target.area_id, target.year) not in whole_years}


def by_month(targets: Iterable[Target]) -> set[Target]:
    """The months of the days, each named by its last day."""
    return simplified(target._replace(day=target.day and month_end(target.day)) for target in targets)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def by_depth(targets: Iterable[Target], units: dict[int, Unit]) -> list[set[Target]]:
    """The targets and those of every unit above, the deepest level first: a parent sums finished children."""
    levels: dict[int, set[Target]] = defaultdict(set)
    for target in targets:
        area_id: int | None = target.area_id
        while area_id is not None:
            unit = units[area_id]
            levels[unit.depth].add(target._replace(area_id=area_id))
            area_id = unit.parent_id
    return [simplified(levels[depth]) for depth in sorted(levels, reverse=True)]
