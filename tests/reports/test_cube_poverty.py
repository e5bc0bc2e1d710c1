"""What the cube counts of a review, and that incremental and full counting agree."""

from fractions import Fraction
from random import Random

import pytest
from django.db import connection

from areas.services import create_village
from households.models import Assessment, Household, Indicator
from reports.alkire_foster import sums_of
from reports.cube.rebuild import rebuild
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.figures import deprivations, poverty
from reports.models import FigureMark, PovertyFact
from reports.mpi import Identification
from tests.reports.cube_world import POVERTY_YEARS, World, find, live_rows


def test_classes_and_progress_rise_to_every_level(world: World) -> None:
    first, second, *_rest = world.communes
    world.assess(world.household(first), 2022, "poor", persons=5, is_minority=True, sub_type="income_poor")
    world.assess(world.household(first), 2022, "near_poor", persons=3)
    world.assess(world.household(second), 2022, "not_poor", persons=2, state="decided")
    world.assess(world.household(second), 2022, "", deprivation_mask=None, state="draft")
    world.assess(world.household(second), 2022, "", deprivation_mask=None, state="listed")
    refresh()
    fact = find("poverty", first)
    assert (fact.poor_households, fact.poor_persons, fact.minority_poor_households) == (1, 5, 1)
    assert (fact.income_poor_households, fact.deprivation_poor_households) == (1, 0)
    for area in (world.districts[0], world.province, world.country):
        fact = find("poverty", area)
        assert (fact.listed_total, fact.draft_total, fact.scored_total, fact.decided_total) == (5, 1, 3, 1)
        assert (fact.poor_households, fact.near_poor_households, fact.not_poor_households) == (1, 1, 1)
        assert fact.surveyed_persons == 10
    assert find("poverty", world.districts[1]) is None


def test_a_result_of_an_unfinished_assessment_does_not_count(world: World) -> None:
    assessment = world.assess(world.household(world.communes[0]), 2022, "poor", deprivation_mask=0b111)
    refresh()
    Assessment.objects.filter(pk=assessment.pk).update(state="draft")
    refresh()
    fact = find("poverty", world.communes[0])
    assert (
        fact.listed_total,
        fact.scored_total,
        fact.poor_households,
        fact.mpi_poor_households,
        fact.u01,
    ) == (
        1,
        0,
        0,
        0,
        0,
    )


def test_a_regular_review_is_not_counted(world: World) -> None:
    household = world.household(world.communes[0])
    world.assess(household, 2022, "poor", round=world.round(2022, "regular"))
    refresh()
    assert not PovertyFact.objects.exists()


def test_a_village_counts_for_its_commune(world: World) -> None:
    commune = world.communes[0]
    village = create_village(commune=commune, kind="ấp", name="Bình An")
    world.assess(world.household(village), 2022, "poor")
    world.assess(world.household(commune), 2022, "poor")
    refresh()
    assert find("poverty", commune).poor_households == 2
    assert not PovertyFact.objects.filter(area=village).exists()


def test_an_empty_place_loses_its_rows_up_to_the_country(world: World) -> None:
    assessment = world.assess(world.household(world.communes[0]), 2022, "poor")
    refresh()
    assert find("poverty", world.country).poor_households == 1
    assessment.delete()
    refresh()
    assert not PovertyFact.objects.exists()


@pytest.mark.parametrize(
    ("past", "now", "column"),
    [
        (["poor"], "poor", "stayed_poor"),
        (["poor"], "near_poor", "poor_to_near_poor"),
        (["poor"], "not_poor", "poor_to_above"),
        (["poor"], "average_living", "poor_to_above"),
        (["near_poor"], "poor", "near_poor_to_poor"),
        (["near_poor"], "near_poor", "stayed_near_poor"),
        (["near_poor"], "not_poor", "near_poor_to_above"),
        (["not_poor"], "poor", "newly_poor"),
        (["not_poor"], "near_poor", "newly_near_poor"),
        ([], "poor", "newly_poor"),
        (["poor", "near_poor"], "poor", "relapsed"),
        (["poor", "not_poor"], "poor", "relapsed"),
        (["near_poor", "not_poor"], "near_poor", "relapsed_near_poor"),
        (["poor", "not_poor"], "near_poor", "newly_near_poor"),
        (["not_poor"], "not_poor", None),
    ],
)
def test_movements_between_the_lists(world: World, past: list[str], now: str, column: str | None) -> None:
    household = world.household(world.communes[0])
    for year, result in enumerate(past, start=2023 - len(past)):
        world.assess(household, year, result)
    world.assess(household, 2023, now)
    refresh()
    fact = find("poverty", world.communes[0], year=2023)
    moved = {code: getattr(fact, code) for code in poverty.MOVEMENTS if getattr(fact, code)}
    assert moved == ({column: 1} if column else {})


def test_a_change_of_the_past_moves_the_later_years_of_the_household(world: World) -> None:
    """Also where it lives by now: the later commune is marked by a change it does not see."""
    household = world.household(world.communes[0])
    earlier = world.assess(household, 2021, "not_poor")
    world.assess(household, 2023, "poor", area=world.communes[4])
    refresh()
    assert find("poverty", world.communes[4], year=2023).newly_poor == 1
    Assessment.objects.filter(pk=earlier.pk).update(result_class="poor")
    refresh()
    fact = find("poverty", world.communes[4], year=2023)
    assert (fact.newly_poor, fact.stayed_poor) == (0, 1)


def test_moving_marks_both_places(world: World) -> None:
    assessment = world.assess(world.household(world.communes[0]), 2022, "poor")
    refresh()
    Assessment.objects.filter(pk=assessment.pk).update(area=world.communes[4])
    assert set(FigureMark.objects.values_list("area_id", flat=True)) == {
        world.communes[0].pk,
        world.communes[4].pk,
    }
    refresh()
    assert find("poverty", world.communes[0]) is None
    assert find("poverty", world.districts[0]) is None
    assert find("poverty", world.districts[1]).poor_households == 1


def test_a_new_weight_counts_the_standard_again(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022, "poor", deprivation_mask=0b11, persons=3)
    refresh()
    assert find("poverty", world.communes[0]).mpi_poor_persons == 0
    Indicator.objects.filter(standard=world.standard, position=0).update(weight=2)
    refresh()
    fact = find("poverty", world.communes[0])
    assert (fact.mpi_poor_persons, fact.mpi_score_sum) == (3, 9)


def test_measures_of_alkire_and_foster_equal_those_of_the_microdata(world: World) -> None:
    random = Random(7)
    weights = [random.choice([1, 1, 2, 3]) for _position in range(12)]
    for position, weight in enumerate(weights):
        Indicator.objects.filter(standard=world.standard, position=position).update(weight=weight)
    masks: dict[int, int] = {}
    for _household in range(60):
        mask = random.getrandbits(12) & random.getrandbits(12)
        persons = random.randint(1, 9)
        masks[mask] = masks.get(mask, 0) + persons
        world.assess(world.household(random.choice(world.communes)), 2022, deprivation_mask=mask, persons=persons)
    refresh()
    cutoff = Fraction(world.standard.mpi_cutoff, sum(weights))
    expected = sums_of(masks, Identification.of(weights, cutoff))
    found = deprivations.mpi(world.province, 2022)
    assert found is not None
    total = sum(weights)
    assert found.headcount.ratio == Fraction(expected.poor, expected.all)
    assert found.intensity.ratio == Fraction(expected.score, expected.poor * total)
    assert found.adjusted.ratio == Fraction(expected.score, expected.all * total)
    for position, row in enumerate(found.indicators):
        assert row.uncensored.ratio == Fraction(expected.lacking[position], expected.all)
        assert row.censored.ratio == Fraction(expected.poor_lacking[position], expected.all)
    assert sum(row.contribution.ratio for row in found.indicators) == 1  # type: ignore[misc]
    assert sum(row.contribution.ratio for row in found.dimensions) == 1  # type: ignore[misc]


def test_a_household_exactly_on_the_cutoff_is_poor(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022, deprivation_mask=0b10101)
    world.assess(world.household(world.communes[0]), 2022, deprivation_mask=0b00101)
    refresh()
    assert find("poverty", world.communes[0]).mpi_poor_households == 1


@pytest.mark.parametrize("seed", range(8))
def test_any_history_counts_the_same_as_a_rebuild(world: World, seed: int) -> None:
    random = Random(seed)
    households = [world.household(random.choice(world.communes)) for _number in range(12)]
    for _step in range(60):
        _change(world, random, households)
        if random.random() < 0.2:
            refresh()
    refresh()
    assert not FigureMark.objects.exists()
    assert verify("poverty") == []
    incremental = live_rows("poverty")
    rebuild("poverty")
    assert live_rows("poverty") == incremental


def _change(world: World, random: Random, households: list[Household]) -> None:
    household, year = random.choice(households), random.choice(POVERTY_YEARS)
    assessment = Assessment.objects.filter(household=household, round=world.round(year)).first()
    if assessment is None:
        world.assess(household, year, _result(random), deprivation_mask=random.getrandbits(12))
        return
    rows = Assessment.objects.filter(pk=assessment.pk)
    match random.randrange(6):
        case 0:
            rows.update(result_class=_result(random), persons=random.randint(1, 8))
        case 1:
            rows.update(area=random.choice(world.communes))
        case 2:
            rows.update(state=random.choice(["draft", "scored", "decided"]))
        case 3:
            rows.delete()
        case 4:
            rows.update(deprivation_mask=random.getrandbits(12), is_minority=random.random() < 0.5)
        case 5:
            _in_bulk(random, year)


def _in_bulk(random: Random, year: int) -> None:
    """Past the ORM: many rows by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE households_assessment a SET result_class = %s, persons = a.persons %% 8 + 1"
            " FROM households_reviewround r WHERE r.id = a.round_id AND r.year = %s",
            [_result(random), year],
        )


def _result(random: Random) -> str:
    return random.choice(["poor", "near_poor", "average_living", "not_poor"])
