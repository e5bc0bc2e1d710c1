"""Recurring work: apps register defaults, rows hold what is in force, one tick sends what is due.

The beat schedule itself is static (config/celery.py); a row is claimed by a conditional update, so that two
beats, or a tick delivered twice, send a task once.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from celery import current_app
from django.db.models import Q
from django.utils import timezone

from core.models import Schedule


@dataclass(frozen=True)
class Default:
    code: str
    task: str
    every_seconds: int | None = None
    daily_at: str | None = None


# Ticks are never exactly as far apart as they should be: one that comes a moment early does not wait for the next.
EARLY = timedelta(seconds=0.5)
_defaults: dict[str, Default] = {}


def register(code: str, task: str, *, every_seconds: int | None = None, daily_at: str | None = None) -> None:
    """Declare recurring work, in AppConfig.ready; an administrator's change of the row stays."""
    _defaults[code] = Default(code, task, every_seconds, daily_at)


def save_defaults(using: str = "default", **_kwargs: Any) -> None:
    """After migrate: add the rows that are missing."""
    rows = [
        Schedule(
            code=item.code,
            task=item.task,
            every_seconds=item.every_seconds,
            daily_at=time.fromisoformat(item.daily_at) if item.daily_at else None,
        )
        for item in _defaults.values()
    ]
    Schedule.objects.using(using).bulk_create(rows, ignore_conflicts=True)


def due_at(row: Schedule, now: datetime) -> bool:
    """Whether `row` should run at `now`: its interval has passed, or today's time of day has."""
    if row.last_run_at is None:
        return row.every_seconds is not None or local_time(now) >= (row.daily_at or time.max)
    if row.every_seconds is not None:
        return now - row.last_run_at >= timedelta(seconds=row.every_seconds) - EARLY
    today = timezone.localdate(now)
    return timezone.localdate(row.last_run_at) < today and local_time(now) >= (row.daily_at or time.max)


def local_time(moment: datetime) -> time:
    return timezone.localtime(moment).time()


def send_due(now: datetime) -> list[str]:
    """Send every task that is due; the codes sent."""
    sent = []
    for row in Schedule.objects.filter(enabled=True):
        if due_at(row, now) and _claim(row, now):
            current_app.send_task(row.task, expires=_worth_doing(row))
            sent.append(row.code)
    return sent


def _worth_doing(row: Schedule) -> int:
    """For how many seconds a busy worker may leave it: the next turn makes up for a short one, but a daily task has
    none before tomorrow."""
    return max(row.every_seconds, 60) if row.every_seconds else 6 * 3600


def _claim(row: Schedule, now: datetime) -> bool:
    unchanged = Q(last_run_at=row.last_run_at) if row.last_run_at else Q(last_run_at=None)
    claimed = Schedule.objects.filter(unchanged, pk=row.pk).update(last_run_at=now)
    return bool(claimed)
