"""Two connections at once: no change is ever lost between a writer, the refresh and another refresh."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from io import StringIO

import psycopg2
import pytest
from django.db import connection, connections, transaction

from core.acting import SYSTEM, acting_as
from households.models import Assessment
from reports.cube import marks
from reports.cube.groups import GROUPS
from reports.cube.recompute import recompute
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.models import FigureMark
from tests.databases import Database
from tests.reports.cube_world import World, find

POVERTY = GROUPS["poverty"]
PATIENCE = 20


class Session:
    """A thread with a connection of its own that runs what it is told, one call after the other."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], object]] = []
        self._wake = threading.Semaphore(0)
        self._done = threading.Semaphore(0)
        self._failure: BaseException | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def start(self, call: Callable[[], object]) -> None:
        self._calls.append(call)
        self._wake.release()

    def finish(self) -> None:
        assert self._done.acquire(timeout=PATIENCE), "the other session waits"
        if self._failure:
            raise self._failure

    def run(self, call: Callable[[], object]) -> None:
        self.start(call)
        self.finish()

    def is_waiting(self) -> bool:
        """Whether the call that was started is still held up after a moment."""
        if self._done.acquire(timeout=0.5):
            self._done.release()
            return False
        return True

    def stop(self) -> None:
        self._stopped = True
        self._wake.release()
        self._thread.join(PATIENCE)

    def _work(self) -> None:
        with acting_as(SYSTEM):
            while True:
                self._wake.acquire()
                if self._stopped:
                    connections.close_all()
                    return
                try:
                    self._calls.pop(0)()
                except BaseException as failure:  # noqa: BLE001 (raised again by finish)
                    self._failure = failure
                self._done.release()


@contextmanager
def open_transaction(session: Session) -> Iterator[Session]:
    """What the session runs in the block is committed at its end."""
    block = transaction.atomic()
    session.run(block.__enter__)
    try:
        yield session
    finally:
        session.run(lambda: block.__exit__(None, None, None))


@pytest.fixture
def other(shared_world: World) -> Iterator[Session]:
    session = Session()
    yield session
    session.stop()


@pytest.fixture(autouse=True)
def counted(shared_world: World) -> Iterator[None]:
    """Each test begins and ends with figures that agree with the records."""
    refresh()
    yield
    refresh()
    assert not marks_left()
    assert verify("poverty") == []
    assert verify("capital") == []


@transaction.atomic
def marks_left() -> list[tuple[str, int, int]]:
    return list(FigureMark.objects.values_list("group_code", "area_id", "year"))


@transaction.atomic
def change(assessment: Assessment, result: str) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(result_class=result)


def test_a_writer_that_commits_between_taking_and_counting_is_not_lost(shared_world: World, other: Session) -> None:
    world, commune = shared_world, shared_world.communes[0]
    first = world.assess(world.household(commune), 2022, "poor")
    second = world.assess(world.household(commune), 2022, "poor")
    refresh()
    change(first, "not_poor")
    with transaction.atomic():
        marks.lock(POVERTY)
        targets = marks.take(POVERTY)
        other.run(lambda: change(second, "not_poor"))
        recompute(POVERTY, targets)
    assert len(marks_left()) == 1
    refresh()
    assert find("poverty", commune, year=2022).not_poor_households == 2


def test_a_writer_that_commits_after_the_refresh_is_not_lost(shared_world: World, other: Session) -> None:
    world, commune = shared_world, shared_world.communes[1]
    first = world.assess(world.household(commune), 2022, "poor")
    second = world.assess(world.household(commune), 2022, "poor")
    refresh()
    with open_transaction(other):
        other.run(lambda: change(first, "not_poor"))
        change(second, "not_poor")
        refresh()
        assert find("poverty", commune, year=2022).not_poor_households == 1
    refresh()
    assert find("poverty", commune, year=2022).not_poor_households == 2


def test_refreshes_of_two_communes_do_not_lose_the_province(shared_world: World, other: Session) -> None:
    """The second waits for the first at the group's lock, then sums what the first has committed."""
    world = shared_world
    before = find("poverty", world.province, year=2022)
    expected = (before.poor_households if before else 0) + 2
    world.assess(world.household(world.communes[0]), 2022, "poor")
    with transaction.atomic():
        marks.lock(POVERTY)
        recompute(POVERTY, marks.take(POVERTY))
        other.run(lambda: world.assess(world.household(world.communes[3]), 2022, "poor"))
        other.start(refresh)
        assert other.is_waiting()
    other.finish()
    assert find("poverty", world.province, year=2022).poor_households == expected


def test_a_refresh_that_need_not_wait_leaves_the_group_to_the_other(shared_world: World, other: Session) -> None:
    world = shared_world
    world.assess(world.household(world.communes[0]), 2022, "poor")
    with transaction.atomic():
        marks.lock(POVERTY)
        other.run(lambda: refresh(wait=False))
        assert FigureMark.objects.filter(group_code="poverty").exists()


def test_a_later_year_added_meanwhile_follows_a_change_of_the_past(shared_world: World, other: Session) -> None:
    """The change of 2021 cannot see the uncommitted assessment of 2023 to mark it, so it keeps that one from
    being committed first: the later one leaves its mark when the change is there to be counted."""
    world, later = shared_world, shared_world.communes[4]
    household = world.household(world.communes[0])
    earlier = world.assess(household, 2021, "not_poor")
    world.round(2023)
    refresh()
    block = transaction.atomic()
    other.run(block.__enter__)
    other.run(lambda: world.assess(household, 2023, "poor", area=later))
    with transaction.atomic():
        change(earlier, "poor")
        other.start(lambda: block.__exit__(None, None, None))
        assert other.is_waiting()
    other.finish()
    refresh()
    assert find("poverty", later, year=2023).stayed_poor == 1


def test_vouchers_of_two_sessions_on_one_day_add_up(shared_world: World, other: Session) -> None:
    world, day = shared_world, date(2024, 5, 5)
    lines = [world.line(world.holder(area), 2024) for area in world.communes[:2]]
    for line in lines:
        world.assign(line, 100, date(2024, 1, 2))
    with open_transaction(other):
        other.run(lambda: world.voucher(lines[0], 10, day))
        world.voucher(lines[1], 20, day)
        refresh()
    refresh()
    assert find("capital", world.province, day=day).disbursed_vnd == 30


def test_a_check_while_others_write_finds_no_false_difference(shared_world: World, other: Session) -> None:
    world = shared_world
    assessment = world.assess(world.household(world.communes[2]), 2022, "poor")
    refresh()
    other.run(lambda: change(assessment, "near_poor"))
    assert verify("poverty") == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)


def test_copy_leaves_marks(shared_world: World, own_database: Database) -> None:
    """Only the owner of the tables may COPY into them, as a restore does: row-level security forbids it."""
    assessment = shared_world.assess(shared_world.household(shared_world.communes[0]), 2022)
    row, lines = f"FROM households_assessment WHERE id = '{assessment.pk}'", StringIO()
    with closing(psycopg2.connect(own_database.owner_url)) as owner, owner, owner.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * {row}) TO STDOUT", lines)
        cursor.execute(f"DELETE {row}")
        cursor.execute("DELETE FROM reports_figuremark")
        lines.seek(0)
        cursor.copy_expert("COPY households_assessment FROM STDIN", lines)
    assert marks_left() == [("poverty", assessment.area_id, 2022)]
