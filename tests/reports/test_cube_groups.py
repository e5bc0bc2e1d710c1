"""Declarations and fact tables say the same; the queries keep to their contract."""

import pytest
from django.db import connection

from core import jobs
from core.models import Job, Schedule
from reports.cube.groups import GROUPS, Group
from reports.cube.refresh import refresh
from reports.cube.targets import Target, simplified
from reports.tasks import refresh_figures
from tests.reports.cube_world import World, find

ALL = pytest.mark.parametrize("group", GROUPS.values(), ids=list(GROUPS))


@ALL
def test_every_measure_has_a_column_a_label_and_a_place(group: Group) -> None:
    columns = {field.column for field in group.fact._meta.concrete_fields}
    assert set(group.columns) <= columns
    assert columns - set(group.columns) == {"id", "area_id", "own", "year", "snapshot_id", "computed_at"}
    assert len(set(group.measures.columns)) == len(group.measures.columns)
    assert all(group.measures.label(code) for code in group.measures.columns)
    assert set(group.measures.own_dimensions) <= set(group.measures.dimensions)


@ALL
def test_a_query_returns_the_declared_columns(group: Group, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH targets(area_id, day) AS (SELECT 1::bigint, NULL::date)"
            f" SELECT * FROM ({group.measures.facts_sql}) facts",
            {"year": 2022},
        )
        assert {column.name for column in cursor.description} == {"area_id", *group.columns}


def test_groups_have_locks_of_their_own() -> None:
    numbers = [group.number for group in GROUPS.values()]
    assert len(set(numbers)) == len(numbers)


def test_a_day_is_not_counted_twice_beside_its_year(world: World) -> None:
    day = world.round(2022).closes_on
    targets = [Target(1, 2022, day), Target(1, 2022), Target(2, 2022, day), Target(2, 2022, day)]
    assert simplified(targets) == {Target(1, 2022), Target(2, 2022, day)}


def test_the_task_counts_what_is_marked(world: World) -> None:
    assert refresh() == 0
    world.assess(world.household(world.communes[0]), 2022)
    refresh_figures()
    assert find("poverty", world.province).poor_households == 1
    assert Schedule.objects.get(code="reports.refresh_figures").every_seconds == 2


def test_a_rebuild_asked_for_is_a_job_that_may_start_twice(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    job = Job.objects.create(kind="reports.rebuild_figures", parameters={"groups": ["poverty"], "year": 2022})
    for _start in range(2):
        Job.objects.filter(pk=job.pk).update(state="queued")
        jobs.run(str(job.pk))
        assert find("poverty", world.province).poor_households == 1
    job.refresh_from_db()
    assert (job.state, job.total) == ("done", 1)
