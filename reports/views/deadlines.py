"""Tasks, recommendations and explanations that are overdue today in the area looked at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.access import scope_paths
from committees.models import Task
from committees.services import task_url
from disbursement.models import ExplanationRequest
from inspections.models import Recommendation
from inspections.services import recommendation_url
from reports.asking import list_url
from reports.views.base import FiguresPage

SHOWN = 5


@dataclass(frozen=True)
class Late:
    label: str
    url: str
    agency: str
    due: date
    days: int


@dataclass(frozen=True)
class LateList:
    """The most overdue ones that the page shows, and how many there are in all."""

    rows: list[Late]
    total: int
    url: str


def late_tasks(page: FiguresPage, today: date) -> LateList | None:
    if not page.access.can("committees.view"):
        return None
    found = _here(page, Task.objects.visible_to(page.access).late(today))
    rows = [_late(task, task.title, task_url(task), today) for task in found[:SHOWN]]
    return LateList(rows, _total(found, rows), f"{reverse('committees:tasks')}?late=on")


def late_recommendations(page: FiguresPage, today: date) -> LateList | None:
    if not page.access.can("inspections.view"):
        return None
    found = _here(page, Recommendation.objects.visible_to(page.access).late(today))
    rows = [_late(item, item.text, recommendation_url(item), today) for item in found[:SHOWN]]
    return LateList(rows, _total(found, rows), f"{reverse('inspections:recommendations')}?late=on")


def late_explanations(page: FiguresPage, today: date) -> LateList | None:
    if not page.access.can("disbursement.view"):
        return None
    asked = ExplanationRequest.objects.visible_to(page.access).overdue(today)
    here = asked.filter(scope_path__descendant_of=scope_paths(page.chosen.area))
    return LateList([], here.count(), list_url(page.chosen, qua_han="on"))


def _here(page: FiguresPage, records: Any) -> Any:
    inside = records.filter(scope_path__descendant_of=scope_paths(page.chosen.area))
    return inside.select_related("agency").order_by("due", "pk")


def _total(found: Any, rows: list[Late]) -> int:
    return len(rows) if len(rows) < SHOWN else found.count()


def _late(record: Any, label: str, url: str, today: date) -> Late:
    return Late(label, url, record.agency.name, record.due, (today - record.due).days)
