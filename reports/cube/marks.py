"""Taking the marks that the records' triggers left (migration 0002), under the group's lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from core.acting import acting_as, current_actor
from reports.cube.groups import Group
from reports.cube.targets import Target
from reports.models import FigureMark

# Key space of the advisory locks of the cube. The country lies above every area, so that any two refreshes of
# a group meet there: the lock is on (group, every area).
LOCK_SPACE = 7302

_TAKE = """
    WITH taken AS (
        DELETE FROM reports_figuremark
        WHERE id IN (
            SELECT id FROM reports_figuremark
            WHERE group_code = %(group)s AND (%(year)s::int IS NULL OR year = %(year)s)
            ORDER BY id LIMIT %(limit)s
        )
        RETURNING area_id, year, day
    )
    SELECT DISTINCT area_id, year, day FROM taken
"""


@contextmanager
def as_system() -> Iterator[None]:
    """The cube counts every record there is, whoever asked for it; the actor's name stays."""
    with acting_as(replace(current_actor(), role="system")):
        yield


def lock(group: Group, *, wait: bool = True) -> bool:
    """Hold the group until the transaction ends; without `wait`, False when another one holds it.

    To be taken in a statement of its own: what follows then sees all that the previous holder committed.
    """
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK_SPACE, group.number])
        return wait or bool(cursor.fetchone()[0])


def take(group: Group, *, year: int | None = None, limit: int | None = None) -> list[Target]:
    """Delete the marks that can be seen now (of one year, the oldest `limit`); what they ask for.

    A writer that commits after this statement has left a mark that stays for the next refresh.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"group": group.code, "year": year, "limit": limit})
        return [Target(*row) for row in cursor.fetchall()]


def waiting_groups() -> list[str]:
    """Codes of the groups that have marks."""
    return list(FigureMark.objects.order_by("group_code").values_list("group_code", flat=True).distinct())
