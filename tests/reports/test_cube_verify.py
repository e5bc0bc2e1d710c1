"""The commands: a rebuild mends, a check names what differs and says so by its exit status."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from core import jobs
from core.models import Job
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.models import FigureMark, PovertyFact
from tests.reports.cube_world import World, find


def output(command: str, **options: Any) -> str:
    stream = StringIO()
    call_command(command, stdout=stream, **options)
    return stream.getvalue()


def test_the_check_agrees_when_nothing_was_touched(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    world.population(world.communes[0], 2022, 100)
    refresh()
    assert "poverty: khớp với hồ sơ" in output("verify_figures")


def test_the_check_names_the_row_the_column_and_both_values(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    PovertyFact.objects.filter(area=world.province).update(poor_households=7)
    PovertyFact.objects.filter(area=world.communes[0], own=True).delete()
    stream = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_figures", stdout=stream)
    assert stopped.value.code == 1
    assert f"địa bàn={world.province.pk} tổng 2022" in stream.getvalue()
    assert "poor_households: 7, đúng ra là 1" in stream.getvalue()
    assert "riêng 2022" in stream.getvalue()
    assert "thiếu trong số liệu" in stream.getvalue()


def test_a_row_without_records_is_named_and_removed(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    PovertyFact.objects.create(
        area=world.districts[1],
        own=False,
        year=2022,
        standard=world.standard,
        computed_at="2022-01-01T00:00Z",
    )
    assert str(next(iter(verify("poverty")))).endswith("không có trong hồ sơ")
    output("rebuild_figures", group="poverty")
    assert verify("poverty") == []


def test_places_that_wait_for_a_refresh_are_no_error(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    assert find("poverty", world.province) is None
    assert verify("poverty") == []


def test_a_rebuild_of_one_year_leaves_the_others_alone(world: World) -> None:
    for year in (2021, 2022):
        world.assess(world.household(world.communes[0]), year)
    refresh()
    PovertyFact.objects.filter(area=world.province).update(poor_households=7)
    output("rebuild_figures", group="poverty", year=2022)
    assert find("poverty", world.province, year=2021).poor_households == 7
    assert find("poverty", world.province, year=2022).poor_households == 1
    assert [difference.year for difference in verify("poverty")] == [2021]


def test_the_refresh_button_is_a_job(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    job = Job.objects.create(kind="reports.refresh_figures")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert not FigureMark.objects.exists()
    assert find("poverty", world.province).poor_households == 1
