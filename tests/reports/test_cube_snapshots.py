"""What was recognised stays: snapshots are copies that nothing changes, a correction is a new version."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from core import jobs
from core.models import Event, Job
from households.models import Assessment, ReviewRound
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze
from reports.figures import capital, poverty
from reports.figures.question import question
from reports.models import PovertyFact, Snapshot
from tests.reports.cube_world import World


def recognise(year: int) -> None:
    ReviewRound.objects.filter(year=year).update(state="recognised", recognised_on=date(year, 12, 31))


def poor(world: World, year: int = 2022) -> int:
    found = poverty.summary(world.province, year)
    assert found is not None
    return found.counts["poor_households"]


def test_recognised_figures_stay_until_they_are_corrected(world: World) -> None:
    assessment = world.assess(world.household(world.communes[0]), 2022, "poor")
    world.assess(world.household(world.communes[3]), 2022, "poor")
    first = freeze(code="poverty", year=2022, area=world.province, reason="QĐ công nhận")
    recognise(2022)
    Assessment.objects.filter(pk=assessment.pk).update(result_class="near_poor")
    refresh()
    rebuild("poverty")
    assert poor(world) == 2
    found = poverty.summary(world.province, 2022)
    assert found is not None
    assert found.snapshots == (first,)
    second = freeze(code="poverty", year=2022, area=world.province, reason="đính chính")
    assert (first.version, second.version) == (1, 2)
    assert poor(world) == 1
    districts = poverty.by_child(world.province, 2022)
    assert {row.snapshots for row in districts} == {(second,)}
    assert sum(row.counts["poor_households"] for row in districts) == 1


def test_an_open_review_reads_live_rows(world: World) -> None:
    assessment = world.assess(world.household(world.communes[0]), 2022, "poor")
    freeze(code="poverty", year=2022, area=world.province, reason="thử")
    Assessment.objects.filter(pk=assessment.pk).update(result_class="near_poor")
    refresh()
    assert poor(world) == 0


def test_what_is_marked_is_counted_before_it_is_frozen(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022, "poor")
    freeze(code="poverty", year=2022, area=world.province, reason="QĐ công nhận")
    recognise(2022)
    assert poor(world) == 1


def test_only_the_subtree_and_the_year_are_frozen(world: World) -> None:
    for year in (2021, 2022):
        world.assess(world.household(world.communes[0]), year, "poor")
        world.assess(world.household(world.communes[3]), year, "poor")
    refresh()
    snapshot = freeze(code="poverty", year=2022, area=world.districts[0], reason="QĐ công nhận")
    frozen = PovertyFact.objects.version(snapshot.pk)
    assert set(frozen.values_list("area_id", "year").distinct()) == {
        (world.districts[0].pk, 2022),
        (world.communes[0].pk, 2022),
    }
    assert PovertyFact.objects.version(None).filter(area=world.districts[0], year=2022).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_povertyfact SET poor_households = 0 WHERE snapshot_id IS NOT NULL",
        "UPDATE reports_povertyfact SET snapshot_id = NULL WHERE snapshot_id IS NOT NULL",
        "UPDATE reports_povertyfact SET snapshot_id = (SELECT max(id) FROM reports_snapshot)",
        "DELETE FROM reports_povertyfact WHERE snapshot_id IS NOT NULL",
        "UPDATE reports_snapshot SET reason = 'khác'",
        "DELETE FROM reports_snapshot",
    ],
)
def test_rows_of_a_snapshot_never_change(world: World, statement: str) -> None:
    world.assess(world.household(world.communes[0]), 2022, "poor")
    freeze(code="poverty", year=2022, area=world.province, reason="QĐ công nhận")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_closed_budget_year_keeps_its_balances(world: World) -> None:
    line = world.line(world.holder(world.province), 2024)
    world.assign(line, 100, date(2024, 1, 2))
    world.voucher(line, 40, date(2024, 6, 1))
    snapshot = freeze(code="capital", year=2024, area=world.province, reason="Quyết toán")
    world.voucher(line, 10, date(2024, 12, 1))
    refresh()
    found = capital.totals(question(world.province, 2024, date(2024, 12, 31)))
    assert (found.total.disbursed_vnd, found.snapshots) == (40, (snapshot,))
    board = capital.by_holder(question(world.province, 2024, date(2024, 12, 31)))
    assert board.average.disbursed_vnd == 40


def test_freezing_is_an_event_with_its_reason(world: World) -> None:
    snapshot = freeze(code="poverty", year=2022, area=world.province, reason="QĐ công nhận")
    event = Event.objects.get(act="reports.freeze")
    assert (event.object_id, event.reason) == (str(snapshot.pk), "QĐ công nhận")


def test_the_job_freezes_each_group_once_however_often_it_starts(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022, "poor")
    parameters = {
        "groups": ["population", "poverty"],
        "year": 2022,
        "area_ids": [world.province.pk],
        "reason": "QĐ công nhận",
    }
    job = Job.objects.create(kind="reports.freeze_figures", parameters=parameters)
    jobs.run(str(job.pk))
    Job.objects.filter(pk=job.pk).update(state="queued")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done"
    assert Snapshot.objects.count() == 2
