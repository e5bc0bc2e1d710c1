"""What waits for a user: tasks of one's own agency, and reported tasks to verify."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.people import acting_agency_ids
from committees.models import Task
from committees.services import task_url
from core.work import Work

SECTION = "committees"


def waiting_tasks(access: Access) -> QuerySet[Task]:
    """The same people as in committees.machine, asked as one query."""
    own = acting_agency_ids(access)
    wanted = Q(pk__in=[])
    if access.can("committees.answer"):
        wanted |= Q(state__in=Task.OPEN_STATES, agency__in=own)
    if access.can("committees.verify"):
        elsewhere = ~Q(agency__in=own) | Q(created_by__agency__in=own)
        wanted |= Q(state=Task.State.DONE) & ~Q(done_by=access.user_id) & elsewhere
    return Task.objects.visible_to(access).filter(wanted)


def waiting_count(access: Access, today: date) -> int:
    if not (access.can("committees.answer") or access.can("committees.verify")):
        return 0
    return waiting_tasks(access).count()


def waiting(access: Access, today: date, limit: int) -> Iterable[Work]:
    for task in waiting_tasks(access).select_related("agency").order_by("due", "pk")[:limit]:
        kind = _("Xác nhận nhiệm vụ") if task.state == Task.State.DONE else _("Nhiệm vụ")
        yield Work(kind, task.title, task_url(task), due=task.due, note=task.agency.name)
