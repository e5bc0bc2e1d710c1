"""Freezing figures when a review is recognised or a budget year is closed (design 3.3)."""

# Statements are put together from the declared groups' names; values are always parameters.
# ruff: noqa: S608

from django.db import connection, transaction
from django.db.models import Max

from areas.models import Area
from core import events
from reports.cube import marks
from reports.cube.groups import GROUPS, Group
from reports.cube.recompute import recompute
from reports.models import Snapshot


def freeze(
    *, code: str, year: int, area: Area, reason: str, actor_id: int | None = None, seen: int | None = None
) -> Snapshot:
    """Copy the live figures of a group and year in the subtree of `area` into a new version.

    What is still marked is counted first, so that the copy rests on every record committed before.
    Where there are more than the `seen` versions by now, two people asked for the same: the newest one stands.
    """
    group = GROUPS[code]
    with marks.as_system(), transaction.atomic():
        marks.lock(group)
        if seen is not None and _last_version(code, year, area) > seen:
            return Snapshot.objects.filter(group_code=code, year=year, area=area).latest("version")
        recompute(group, marks.take(group, year=year))
        snapshot = Snapshot.objects.create(
            group_code=code,
            year=year,
            area=area,
            version=_last_version(code, year, area) + 1,
            reason=reason,
            actor_id=actor_id,
        )
        rows = _copy(group, snapshot)
        events.record("reports.freeze", snapshot, reason=reason, label=f"{area.ref} {snapshot}", rows=rows)
    return snapshot


def _last_version(code: str, year: int, area: Area) -> int:
    versions = Snapshot.objects.filter(group_code=code, year=year, area=area)
    return versions.aggregate(last=Max("version"))["last"] or 0


def _copy(group: Group, snapshot: Snapshot) -> int:
    names = ("area_id", "own", "year", *group.columns, "computed_at")
    columns, copied = ", ".join(names), ", ".join(f"f.{name}" for name in names)
    rows = 0
    with connection.cursor() as cursor:
        for table in group.tables:
            cursor.execute(
                f"""
                INSERT INTO {table} ({columns}, snapshot_id)
                SELECT {copied}, %s FROM {table} f JOIN areas_area a ON a.id = f.area_id
                WHERE f.snapshot_id IS NULL AND f.year = %s AND a.path <@ %s::ltree
                """,
                [snapshot.pk, snapshot.year, snapshot.area.path],
            )
            rows += cursor.rowcount
    return rows
