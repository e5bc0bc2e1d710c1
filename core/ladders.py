"""Reminders that climb: before the due date the assignee, after it the head, then the chair.

One ladder serves tasks, explanations, recommendations and reviews: rungs are days relative to the due date.
A notice carries the key of its rung, so that a sweep that runs twice tells nobody twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from core.models import Notice
from core.notices import worded


@dataclass(frozen=True)
class Rung:
    """`days` after the due date (negative: before); `audience` names who is told."""

    days: int
    audience: str
    text: str | Promise


@dataclass(frozen=True)
class Overdue:
    """One thing that waits: `key` is stable, `audiences` maps an audience to user ids."""

    key: str
    label: str
    url: str
    due: date
    audiences: Callable[[str], Iterable[int]]


def climbed(ladder: Iterable[Rung], due: date, today: date) -> list[Rung]:
    """The rungs reached by `today`."""
    return [rung for rung in ladder if (today - due).days >= rung.days]


def remind(ladder: tuple[Rung, ...], waiting: Iterable[Overdue], today: date) -> int:
    """Give each notice of each rung reached once; how many were written."""
    notices = []
    for item in waiting:
        # Only the highest rung reached speaks: a task found three weeks late does not ring three bells.
        for rung in climbed(ladder, item.due, today)[-1:]:
            words = {"label": item.label, "due": item.due}
            key = f"{item.key}:{rung.days}"
            notices += worded(item.audiences(rung.audience), rung.text, words, url=item.url, key=key)
    known = set(Notice.objects.filter(key__in=[n.key for n in notices]).values_list("user_id", "key"))
    new = [n for n in notices if (n.user_id, n.key) not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
