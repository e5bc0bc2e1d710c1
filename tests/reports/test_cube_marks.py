"""Every write leaves its marks, whatever way it is made and whoever makes it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from areas.models import Population
from core.acting import Actor, acting_as
from households.models import Assessment, PovertyStandard, ReviewRound
from reports.cube.refresh import refresh
from reports.models import FigureMark, PopulationFact
from tests.reports.cube_world import World, find


def marks(group: str = "poverty") -> set[tuple[int, int]]:
    return set(FigureMark.objects.filter(group_code=group).values_list("area_id", "year"))


def test_bulk_writes_leave_one_mark_a_place(world: World) -> None:
    first, second = world.communes[0], world.communes[3]
    households = [world.household(area) for area in (first, first, first, second)]
    review = world.round(2022)
    made = Assessment.objects.bulk_create(
        Assessment(
            household=household,
            round=review,
            standard=world.standard,
            area=household.area,
            scope_path=household.scope_path,
            zone="rural",
            persons=3,
        )
        for household in households
    )
    assert FigureMark.objects.count() == 2
    refresh()
    for assessment in made:
        assessment.persons = 5
    Assessment.objects.bulk_update(made, ["persons"])
    assert marks() == {(first.pk, 2022), (second.pk, 2022)}


def test_raw_sql_leaves_marks(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE households_assessment SET result_class = 'near_poor'")
    assert marks() == {(world.communes[0].pk, 2022)}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_figuremark")
        cursor.execute("DELETE FROM households_assessment")
    assert marks() == {(world.communes[0].pk, 2022)}


def test_a_change_that_no_figure_rests_on_leaves_none(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    Assessment.objects.update(wishes="sửa nhà", version=2)
    assert not marks()


def test_a_change_of_the_past_marks_the_later_years_only(world: World) -> None:
    household = world.household(world.communes[0])
    for year, area in ((2021, 0), (2022, 3), (2023, 4)):
        world.assess(household, year, area=world.communes[area])
    refresh()
    Assessment.objects.filter(round__year=2022).update(result_class="not_poor")
    assert marks() == {(world.communes[3].pk, 2022), (world.communes[4].pk, 2023)}


def test_a_round_of_another_year_is_counted_in_both(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    ReviewRound.objects.filter(year=2022).update(year=2023)
    refresh()
    assert find("poverty", world.communes[0], year=2022) is None
    assert find("poverty", world.communes[0], year=2023).poor_households == 1


def test_a_new_cutoff_marks_what_its_standard_decided(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    PovertyStandard.objects.filter(pk=world.standard.pk).update(mpi_cutoff=4)
    assert marks() == {(world.communes[0].pk, 2022)}


def test_population_counts_in_its_current_version(world: World) -> None:
    commune = world.communes[0]
    world.population(commune, 2022, 1000)
    refresh()
    world.population(commune, 2022, 1100, version=2)
    assert marks("population") == {(commune.pk, 2022)}
    refresh()
    fact = find("population", world.province)
    assert (fact.households, fact.persons, fact.communes_reported) == (1100, 4400, 1)


def test_totals_of_a_province_are_never_added_to_those_of_its_communes(world: World) -> None:
    world.population(world.communes[0], 2022, 1000)
    world.population(world.province, 2022, 5000)
    refresh()
    assert find("population", world.province).households == 1000
    assert not PopulationFact.objects.filter(own=True, area=world.province).exists()


def test_a_page_leaves_marks_without_a_right_on_them(world: World) -> None:
    """The web role writes records; marks come from the triggers, facts from the cube alone."""
    commune = world.communes[0]
    with acting_as(Actor(role="web", paths=(commune.path,), actor_id="1")):
        Population.objects.create(area=commune, year=2022, households=10, persons=40, source="xã")
        for statement in (
            "DELETE FROM reports_figuremark",
            "INSERT INTO reports_figuremark (group_code, area_id, year) VALUES ('poverty', 1, 2022)",
            "UPDATE reports_populationfact SET households = 0",
            "DELETE FROM reports_snapshot",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert marks("population") == {(commune.pk, 2022)}
        assert not PopulationFact.objects.exists()


def test_capital_marks_both_tables_of_the_ledger(world: World) -> None:
    line = world.line(world.holder(world.communes[0]), 2024)
    world.assign(line, 100, date(2024, 1, 2))
    world.voucher(line, 50, date(2024, 5, 2))
    days = FigureMark.objects.filter(group_code="capital").values_list("area_id", "day")
    assert set(days) == {(world.communes[0].pk, date(2024, 1, 2)), (world.communes[0].pk, date(2024, 5, 2))}
