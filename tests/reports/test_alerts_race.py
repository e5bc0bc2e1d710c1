"""Two daily runs at the same moment, and a rule set twice at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date

from django.db import connection, transaction

from core.acting import SYSTEM, acting_as
from core.models import Notice
from core.transitions import NotAllowed
from reports.alerts.setting import set_rule
from reports.alerts.standing import update_alerts
from reports.cube.refresh import refresh
from reports.models import Alert, AlertRule
from tests.office import Office
from tests.reports.cube_world import World

CLIENTS = 4
DAY = date(2024, 6, 3)


def at_once(work: Callable[[], object]) -> list[str]:
    def tried(_client: int) -> str:
        with closing(connection), acting_as(SYSTEM):
            try:
                with transaction.atomic():
                    work()
            except NotAllowed as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(tried, range(CLIENTS)))


def test_runs_at_once_are_one_run(shared_world: World) -> None:
    world = shared_world
    with transaction.atomic():
        Office().user("finance")
        for number in range(5):
            line = world.line(world.holder(world.districts[0], f"cq-{number}"), 2024)
            world.assign(line, 100, date(2024, 1, 18))
    refresh()
    assert at_once(lambda: update_alerts(DAY)) == [""] * CLIENTS
    with transaction.atomic():
        assert Alert.objects.count() == 5
        assert Notice.objects.filter(key=f"alerts:{DAY}").count() == 1


def test_a_rule_sent_twice_is_set_once(shared_world: World) -> None:
    with transaction.atomic():
        office = Office()
        access, area = office.access("leader"), office.province

    def send() -> None:
        rule = AlertRule(kind="below_average", threshold=15, severity="late", valid_from=DAY)
        set_rule(rule=rule, area=area, reason="Chỉ đạo", access=access)

    answers = at_once(send)
    assert answers.count("") == 1
    assert all("Đã có quy tắc cùng loại" in answer for answer in answers if answer)
