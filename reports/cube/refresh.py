"""The incremental refresh: figures follow their records within seconds (design section 5)."""

from collections.abc import Iterable

from django.db import transaction

from reports.cube import marks
from reports.cube.groups import GROUPS, Group
from reports.cube.recompute import recompute

BATCH = 5000  # marks of one transaction


def refresh(codes: Iterable[str] | None = None, *, wait: bool = True) -> int:
    """Count again whatever is marked, in these groups or in all; how many places.

    Without `wait`, a group that another refresh holds is left to it.
    """
    with marks.as_system():
        if codes is None:
            with transaction.atomic():
                codes = marks.waiting_groups()
        return sum(_refresh_group(GROUPS[code], wait=wait) for code in codes)


def _refresh_group(group: Group, *, wait: bool) -> int:
    places = 0
    while True:
        with transaction.atomic():
            if not marks.lock(group, wait=wait):
                return places
            targets = marks.take(group, limit=BATCH)
            if not targets:
                return places
            places += recompute(group, targets)
