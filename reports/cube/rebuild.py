"""The full rebuild: the refresh of every place that has records or facts."""

# Statements are put together from the declared groups' names; values are always parameters.
# ruff: noqa: S608

from django.db import connection, transaction

from reports.cube import marks
from reports.cube.groups import GROUPS, Group
from reports.cube.recompute import recompute
from reports.cube.targets import Target


def rebuild(code: str, year: int | None = None) -> int:
    """Count the live facts of a group anew, of one year or of all; how many places."""
    group = GROUPS[code]
    with marks.as_system(), transaction.atomic():
        marks.lock(group)
        marks.take(group, year=year)
        return recompute(group, every_place(group, year))


def every_place(group: Group, year: int | None = None) -> list[Target]:
    """Every area and year with records, or with live facts whose records may be gone."""
    facts = (f"SELECT area_id, year FROM {table} WHERE snapshot_id IS NULL" for table in group.tables)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT area_id, year
            FROM ({" UNION ALL ".join((group.measures.places_sql, *facts))}) places
            WHERE %(year)s::int IS NULL OR year = %(year)s
            """,
            {"year": year},
        )
        return [Target(*row) for row in cursor.fetchall()]
