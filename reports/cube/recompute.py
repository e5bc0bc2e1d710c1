"""Counting facts again: one code for a single mark, a full rebuild and the check beside the live rows.

Every statement names the fact table, so that the check can run on a temporary one. All identifiers come from
the declared groups, never from a request.
"""

# Statements are put together from the declared groups' names; values are always parameters.
# ruff: noqa: S608

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import connection

from reports.cube.groups import Group
from reports.cube.targets import Target, by_depth, by_month, lifted, units_above

# One statement a year: the planner sees the year and the number of places.
_TARGETS = "targets(area_id, day) AS (SELECT * FROM unnest(%(areas)s::bigint[], %(days)s::date[]))"

MONTH_END = "(date_trunc('month', f.day::timestamp) + interval '1 month - 1 day')::date"


def recompute(group: Group, targets: Collection[Target], tables: Sequence[str] = ()) -> int:
    """Write the live facts of `targets` and of the units above them anew; how many places were counted."""
    table, *months = tables or group.tables
    units = units_above(target.area_id for target in targets)
    # An area that was deleted since took its facts along.
    own = lifted((target for target in targets if target.area_id in units), units)
    if not own:
        return 0
    _replace(group, table, own, own=True, select=_own_facts(group))
    levels = by_depth(own, units) if group.measures.rolls_up else []
    for level in levels:
        _replace(group, table, level, own=False, select=_sums(group, table))
    for beside in months:
        for is_own, places in ((True, own), (False, set().union(*levels))):
            _replace(group, beside, by_month(places), own=is_own, select=_months(group, table, own=is_own))
    return len(own)


def _replace(group: Group, table: str, targets: Collection[Target], *, own: bool, select: str) -> None:
    for parameters in _by_year(targets):
        with connection.cursor() as cursor:
            cursor.execute(_delete(group, table, own=own), parameters)
            cursor.execute(_insert(group, table, own=own, select=select), parameters)


def _by_year(targets: Collection[Target]) -> Iterator[dict[str, Any]]:
    """The parameters of each year's statements."""
    ordered = sorted(targets, key=lambda target: (target.year, target.area_id, str(target.day)))
    for year, of_year in groupby(ordered, key=lambda target: target.year):
        places = list(of_year)
        yield {
            "year": year,
            "areas": [target.area_id for target in places],
            "days": [target.day for target in places],
        }


def _delete(group: Group, table: str, *, own: bool) -> str:
    return f"""
        WITH {_TARGETS}
        DELETE FROM {table} f USING targets t
        WHERE f.snapshot_id IS NULL AND f.own = {own} AND {_matches(group, "f", "t.area_id")}
    """


def _insert(group: Group, table: str, *, own: bool, select: str) -> str:
    dimensions = group.measures.dimensions if own else group.total_dimensions
    columns = ", ".join((*dimensions, *group.measures.columns))
    return f"""
        WITH {_TARGETS}
        INSERT INTO {table} (area_id, own, year, {columns}, computed_at)
        SELECT area_id, {own}, %(year)s, {columns}, now() FROM ({select}) facts
    """


def _own_facts(group: Group) -> str:
    return group.measures.facts_sql


def _sums(group: Group, table: str) -> str:
    """A unit's own facts and the finished sums of its children."""
    keys = ", ".join(("area_id", *group.total_dimensions))
    columns = ", ".join(f"f.{name}" for name in (*group.total_dimensions, *group.measures.columns))
    sums = ", ".join(f"sum({column})::bigint AS {column}" for column in group.measures.columns)
    return f"""
        SELECT {keys}, {sums}
        FROM (
            SELECT t.area_id, {columns} FROM targets t
            JOIN {table} f ON f.own AND f.snapshot_id IS NULL AND {_matches(group, "f", "t.area_id")}
            UNION ALL
            SELECT t.area_id, {columns} FROM targets t
            JOIN areas_area child ON child.parent_id = t.area_id
            JOIN {table} f ON NOT f.own AND f.snapshot_id IS NULL AND {_matches(group, "f", "child.id")}
        ) parts
        GROUP BY {keys}
    """


def _months(group: Group, table: str, *, own: bool) -> str:
    """The finished facts of days, added up by month; a target's day is the last one of its month."""
    dimensions = group.measures.dimensions if own else group.total_dimensions
    keys = ", ".join(f"f.{name}" for name in ("area_id", *dimensions) if name != "day")
    sums = ", ".join(f"sum(f.{column})::bigint AS {column}" for column in group.measures.columns)
    return f"""
        SELECT {keys}, {MONTH_END} AS day, {sums}
        FROM targets t
        JOIN {table} f ON f.own = {own} AND f.snapshot_id IS NULL AND f.area_id = t.area_id AND f.year = %(year)s
            AND (t.day IS NULL OR f.day BETWEEN date_trunc('month', t.day::timestamp)::date AND t.day)
        GROUP BY {keys}, {MONTH_END}
    """


def _matches(group: Group, fact: str, area: str) -> str:
    condition = f"{fact}.area_id = {area} AND {fact}.year = %(year)s"
    if group.measures.is_daily:
        condition += f" AND (t.day IS NULL OR {fact}.day = t.day)"
    return condition
