"""Does the cube still say what the records say? Rebuild beside, compare, name every difference."""

# Statements are put together from the declared groups' names; values are always parameters.
# ruff: noqa: S608

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.db.moments import one_moment
from reports.cube import marks
from reports.cube.groups import GROUPS, Group
from reports.cube.rebuild import every_place
from reports.cube.recompute import recompute
from reports.cube.targets import Target, by_depth, lifted, units_above
from reports.models import FigureMark

SHOWN = 200  # rows named per group; there may be more


@dataclass(frozen=True)
class Difference:
    """One row that is not what its records give; a side is None where the row is missing."""

    group: str
    area_id: int
    own: bool
    year: int
    dimensions: dict[str, Any]
    live: dict[str, Any] | None
    counted: dict[str, Any] | None

    def __str__(self) -> str:
        place = f"{self.group} địa bàn={self.area_id} {'riêng' if self.own else 'tổng'} {self.year}"
        dimensions = " ".join(f"{name}={value}" for name, value in self.dimensions.items())
        return f"{place} {dimensions} {self._columns()}".replace("  ", " ")

    def _columns(self) -> str:
        if self.live is None or self.counted is None:
            return "thiếu trong số liệu" if self.live is None else "không có trong hồ sơ"
        live, counted = self.live, self.counted
        return " ".join(
            f"{name}: {live[name]}, đúng ra là {counted[name]}" for name in live if live[name] != counted[name]
        )


def verify(code: str, year: int | None = None) -> list[Difference]:
    """Where the live facts of a group differ from a rebuild; places that wait for a refresh are left out."""
    group = GROUPS[code]
    with marks.as_system(), one_moment(), connection.cursor() as cursor:
        beside = {table: f"pg_temp.verify_{table}" for table in group.tables}
        for table in beside:
            cursor.execute(f"CREATE TEMP TABLE verify_{table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
        recompute(group, every_place(group, year), list(beside.values()))
        found = [
            difference
            for table, counted in beside.items()
            for difference in _paired(group, table, _differing_rows(group, table, counted, year))
        ]
        cursor.execute(f"DROP TABLE {', '.join(beside.values())}")
        waiting = _waiting(group)
    return [difference for difference in found if (difference.area_id, difference.year) not in waiting]


def _differing_rows(group: Group, table: str, beside: str, year: int | None) -> list[dict[str, Any]]:
    columns = ", ".join(("area_id", "own", "year", *group.columns))
    live = f"SELECT {columns} FROM {table} WHERE snapshot_id IS NULL AND (%(year)s::int IS NULL OR year = %(year)s)"
    counted = f"SELECT {columns} FROM {beside}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT true AS is_live, * FROM ({live} EXCEPT ALL {counted}) only_live
            UNION ALL
            SELECT false, * FROM ({counted} EXCEPT ALL {live}) only_counted
            ORDER BY area_id, year LIMIT %(limit)s
            """,
            {"year": year, "limit": 2 * SHOWN},
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _paired(group: Group, table: str, rows: list[dict[str, Any]]) -> list[Difference]:
    keys = ("area_id", "own", "year", *group.measures.dimensions)
    sides: dict[tuple[Any, ...], dict[bool, dict[str, Any]]] = {}
    for row in rows:
        measures = {name: row[name] for name in group.measures.columns}
        sides.setdefault(tuple(row[key] for key in keys), {})[row["is_live"]] = measures
    return [
        Difference(
            group=group.code if table == group.table else f"{group.code} theo tháng",
            area_id=key[0],
            own=key[1],
            year=key[2],
            dimensions=dict(zip(keys[3:], key[3:], strict=True)),
            live=side.get(True),
            counted=side.get(False),
        )
        for key, side in sides.items()
    ]


def _waiting(group: Group) -> set[tuple[int, int]]:
    """Areas and years that a mark asks to count again, with the units above them."""
    found = FigureMark.objects.filter(group_code=group.code).values_list("area_id", "year", "day").distinct()
    targets = [Target(*row) for row in found]
    units = units_above(target.area_id for target in targets)
    return {(target.area_id, target.year) for level in by_depth(lifted(targets, units), units) for target in level}
