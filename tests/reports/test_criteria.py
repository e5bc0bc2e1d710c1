"""What allocation criteria read: frozen figures of a recognised review, by commune; what is missing has a reason."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from disbursement import criterion_sources
from disbursement.criterion_sources import CriterionValue
from households.models import Assessment, ReviewRound
from reports.cube.refresh import refresh
from reports.cube.snapshots import freeze
from tests.reports.cube_world import World


def values(world: World, code: str, year: int = 2022) -> list[CriterionValue]:
    """Of the world's communes, in their order."""
    source = criterion_sources.find(code)
    assert source is not None
    found: Mapping[int, CriterionValue] = criterion_sources.values_of([source], world.communes, year)[code]
    return [found[commune.pk] for commune in world.communes]


def recognise(world: World, year: int = 2022) -> None:
    for group in ("poverty", "population"):
        freeze(code=group, year=year, area=world.province, reason="QĐ công nhận")
    ReviewRound.objects.filter(year=year).update(state="recognised", recognised_on=date(year, 12, 31))


def reviewed(world: World) -> Assessment:
    """Two poor households and one near-poor of 50 in the first commune, one poor of 100 in the second."""
    first, second = world.communes[:2]
    poor = world.assess(world.household(first), 2022, "poor", is_minority=True)
    world.assess(world.household(first), 2022, "poor")
    world.assess(world.household(first), 2022, "near_poor")
    world.assess(world.household(second), 2022, "poor")
    world.population(first, 2022, 50)
    world.population(second, 2022, 100)
    refresh()
    return poor


def test_every_criterion_that_officers_name_is_registered() -> None:
    known = {source.code for source in criterion_sources._sources.values()}
    assert known >= {"poor_households", "near_poor_households", "poor_rate", "minority_households"}


def test_counts_and_rates_of_a_recognised_review(world: World) -> None:
    reviewed(world)
    recognise(world)
    assert [value.value for value in values(world, "poor_households")][:2] == [2, 1]
    assert [value.value for value in values(world, "near_poor_households")][:2] == [1, 0]
    assert [value.value for value in values(world, "poor_rate")][:2] == [Decimal("4.00"), Decimal("1.00")]
    assert [value.value for value in values(world, "minority_poor_households")][:2] == [1, 0]


def test_a_value_names_its_version_and_its_time(world: World) -> None:
    poor = reviewed(world)
    recognise(world)
    first = values(world, "poor_households")[0]
    assert (first.version, first.year, first.source) == ("1", 2022, "Kết quả rà soát hộ nghèo, hộ cận nghèo năm 2022")
    assert first.as_of is not None
    Assessment.objects.filter(pk=poor.pk).update(result_class="near_poor")
    refresh()
    assert values(world, "poor_households")[0].value == 2  # frozen
    freeze(code="poverty", year=2022, area=world.province, reason="Đính chính")
    second = values(world, "poor_households")[0]
    assert (second.value, second.version) == (1, "2")


def test_what_is_not_recognised_is_no_value(world: World) -> None:
    reviewed(world)
    found = values(world, "poor_households")[0]
    assert (found.value, found.note) == (None, "Kết quả rà soát chưa được công nhận.")
    assert values(world, "poor_households", 2019)[0].note == "Không có đợt rà soát định kỳ của năm này."


def test_a_commune_without_a_review_is_no_zero(world: World) -> None:
    reviewed(world)
    recognise(world)
    third = values(world, "poor_households")[2]
    assert (third.value, third.note) == (None, "Không có số liệu rà soát của đơn vị.")


def test_a_rate_needs_the_total_of_households(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022, "poor")
    refresh()
    recognise(world)
    found = values(world, "poor_rate")[0]
    assert (found.value, found.note) == (None, "Chưa có tổng số hộ dân cư.")
    assert values(world, "poor_households")[0].value == 1
