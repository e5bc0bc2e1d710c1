"""Reminders of tasks: first the agency, then those who lead it, then those above them."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.people import holders_of, users_of_agency
from committees.models import Task
from committees.services import task_url
from core.ladders import Overdue, Rung, remind

LADDER = (
    Rung(-3, "agency", _("Sắp đến hạn %(due)s: %(label)s")),
    Rung(0, "agency", _("Nhiệm vụ đến hạn %(due)s: %(label)s")),
    Rung(3, "leaders", _("Nhiệm vụ quá hạn từ %(due)s: %(label)s")),
    Rung(10, "leaders_above", _("Nhiệm vụ quá hạn hơn 10 ngày (hạn %(due)s): %(label)s")),
)
LEADS = "committees.verify"


def remind_of_tasks(today: date) -> int:
    """Ring the bells that are due on that day; how many rang. A second run on one day rings none."""
    waiting = Task.objects.open().select_related("area__parent").order_by("due", "pk").iterator(chunk_size=500)
    return remind(LADDER, (overdue(task, today) for task in waiting), today)


def overdue(task: Task, today: date) -> Overdue:
    return Overdue(
        key=f"task:{task.pk}",
        label=task.title,
        url=task_url(task),
        due=task.due,
        audiences=audiences(task, today),
    )


def audiences(task: Task, today: date) -> Callable[[str], set[int]]:
    """Who is meant by each audience of the ladder, looked up only when a rung is reached."""

    def who(audience: str) -> set[int]:
        if audience == "agency":
            return users_of_agency(task.agency_id, today)
        area = task.area if audience == "leaders" else task.area.parent
        return holders_of(LEADS, area, today)

    return who
