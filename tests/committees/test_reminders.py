"""The ladder: three days before, on the day, three days after, ten days after; nobody is told twice."""

from datetime import date, timedelta

import pytest

from committees.models import Task
from committees.reminders import remind_of_tasks
from core.acting import SYSTEM, acting_as
from core.models import Notice
from tests.office import COMMUNE, OTHER_COMMUNE, Office
from tests.tasks_made import make_task

DUE = date(2026, 11, 20)


@pytest.fixture
def task(office: Office) -> Task:
    for role in ("commune_officer", "commune_leader"):
        office.user(role, COMMUNE)
        office.user(role, OTHER_COMMUNE)
    office.user("leader")
    office.user("auditor")
    with acting_as(SYSTEM):
        return make_task(office, COMMUNE, due=DUE)


def told(office: Office) -> set[tuple[str, str]]:
    """(role, area) of everyone whose bell rang."""
    rung = set(Notice.objects.values_list("user_id", flat=True))
    return {key for key, user in office.users.items() if user.pk in rung}


@pytest.mark.parametrize(
    ("days", "who"),
    [
        (-4, set()),
        (-3, {("commune_officer", COMMUNE), ("commune_leader", COMMUNE)}),
        (0, {("commune_officer", COMMUNE), ("commune_leader", COMMUNE)}),
        (3, {("commune_leader", COMMUNE)}),
        (10, {("leader", "2025-91")}),
        (30, {("leader", "2025-91")}),
    ],
)
def test_each_rung_tells_its_people(office: Office, task: Task, days: int, who: set[tuple[str, str]]) -> None:
    with acting_as(SYSTEM):
        remind_of_tasks(DUE + timedelta(days=days))
    assert told(office) == who


def test_a_second_run_on_the_same_day_tells_nobody(office: Office, task: Task) -> None:
    with acting_as(SYSTEM):
        assert remind_of_tasks(DUE) == 2
        assert remind_of_tasks(DUE) == 0
        assert remind_of_tasks(DUE + timedelta(days=1)) == 0
        assert remind_of_tasks(DUE + timedelta(days=3)) == 1


def test_a_task_reported_done_is_left_in_peace(office: Office, task: Task) -> None:
    with acting_as(SYSTEM):
        Task.objects.update(state="done")
        assert remind_of_tasks(DUE + timedelta(days=20)) == 0


def test_a_reminder_says_what_and_until_when(office: Office, task: Task) -> None:
    with acting_as(SYSTEM):
        remind_of_tasks(DUE + timedelta(days=3))
    notice = Notice.objects.get()
    assert notice.text == "Nhiệm vụ quá hạn từ 20/11/2026: Báo cáo giải ngân"
    assert notice.url == f"/nhiem-vu/{task.pk}/"
