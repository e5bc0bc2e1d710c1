"""Reading the cube: official rates, boundaries of the year, series with breaks, whose figures may be read."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest

from areas.models import Area, Succession
from households.models import PovertyStandard, ReviewRound
from reports.cube.refresh import refresh
from reports.figures import capital, deprivations, poverty
from reports.figures.ground import capital_ground, ground
from reports.figures.question import question
from reports.figures.scope import NotVisible, figures_scope
from reports.figures.versions import computed_at
from tests.reports.cube_world import World


def summary(area: Area, year: int = 2022) -> poverty.PovertySummary:
    found = poverty.summary(area, year)
    assert found is not None
    return found


def test_the_official_rate_is_households_over_all_households(world: World) -> None:
    commune = world.communes[0]
    world.population(commune, 2022, 300)
    for result in ("poor", "poor", "near_poor", "not_poor"):
        world.assess(world.household(commune), 2022, result)
    refresh()
    found = summary(commune)
    assert (found.poor_rate.numerator, found.poor_rate.denominator) == (2, 300)
    assert found.poor_rate.percent == "0.67"
    assert found.near_poor_rate.percent == "0.33"
    assert found.multidimensional_rate.percent == "1.00"
    assert found.progress.percent == "100.00"


def test_a_missing_denominator_is_said(world: World) -> None:
    """The district has figures of all its communes only when every commune has reported its households."""
    first = world.districts[0]
    communes = list(first.children.all())
    world.assess(world.household(communes[0]), 2022)
    for commune in communes[1:]:
        world.population(commune, 2022, 100)
    refresh()
    found = summary(first)
    assert found.missing_communes == 1
    assert (found.poor_rate.numerator, found.poor_rate.percent) == (1, None)
    assert found.total_households is None
    world.population(communes[0], 2022, 100)
    refresh()
    found = summary(first)
    assert (found.missing_communes, found.total_households) == (0, 100 * len(communes))
    assert found.poor_rate.denominator == 100 * len(communes)


def test_no_review_no_figures(world: World) -> None:
    assert poverty.summary(world.province, 2019) is None
    assert poverty.by_child(world.province, 2019) == []
    assert deprivations.mpi(world.province, 2019) is None
    assert deprivations.deprivations(world.province, 2019) is None


def test_children_add_up_to_their_parent(world: World) -> None:
    for commune in world.communes:
        world.assess(world.household(commune), 2022, "poor")
    refresh()
    districts = poverty.by_child(world.province, 2022)
    assert len(districts) == world.province.children.count()
    assert sum(row.counts["poor_households"] for row in districts) == 5
    communes = poverty.by_child(world.province, 2022, level="commune")
    assert sum(row.counts["poor_households"] for row in communes) == 5
    assert len(communes) > len(districts)
    assert poverty.by_child(world.communes[0], 2022) == []


def test_movements_need_a_round_before(world: World) -> None:
    household = world.household(world.communes[0])
    world.assess(household, 2021, "poor")
    world.assess(household, 2022, "not_poor")
    refresh()
    assert summary(world.province, 2021).movements is None
    assert summary(world.province, 2022).left_poverty == 1


def test_a_series_breaks_where_the_standard_changes(world: World) -> None:
    old = PovertyStandard.objects.get(code="MDP_2016")
    household = world.household(world.communes[0])
    for year in (2020, 2021, 2022):
        world.round(year)
    ReviewRound.objects.filter(year=2020).update(standard=old)
    world.assess(household, 2020, standard=old)
    world.assess(household, 2021)
    refresh()
    points = poverty.trend(world.province, range(2019, 2023))
    assert [(point.year, point.summary is not None, point.breaks) for point in points] == [
        (2019, False, False),
        (2020, True, False),
        (2021, True, True),
        (2022, True, False),
    ]


def test_a_merged_province_reads_the_years_before_from_its_predecessors(world: World) -> None:
    merged = Area.objects.by_ref("2025-91")
    other = Area.objects.by_ref("2024-91")
    world.assess(world.household(world.communes[0]), 2024, "poor")
    world.assess(world.household(other.children.get(code="899").children.all()[0]), 2024, "poor")
    refresh()
    found = summary(merged, 2024)
    assert {unit.ref for unit in found.ground.units} == {"2024-89", "2024-91"}
    assert (found.boundaries, found.ground.is_partial) == ("2024", False)
    assert found.counts["poor_households"] == 2
    rows = poverty.by_child(merged, 2024)
    assert len(rows) == world.province.children.count() + other.children.count()
    assert {row.boundaries for row in rows} == {"2024"}
    assert summary(world.province, 2024).counts["poor_households"] == 1


def test_from_2025_on_the_new_list_stands(world: World) -> None:
    merged = Area.objects.by_ref("2025-91")
    world.assess(world.household(merged.children.get(code="30292")), 2025, "poor")
    refresh()
    found = summary(merged, 2025)
    assert (found.boundaries, found.ground.is_own, found.counts["poor_households"]) == ("2025", True, 1)


def test_parts_of_split_units_are_left_out_and_it_is_said(world: World) -> None:
    split = Succession.objects.filter(extent="split", old__level="commune", new__level="commune").first()
    assert split is not None
    place = ground(split.new, 2024)
    assert place.is_partial
    assert split.old not in place.units


def test_capital_of_the_year_of_the_change_stands_on_both_lists(world: World) -> None:
    merged = Area.objects.by_ref("2025-91")
    old = world.line(world.holder(world.province), 2025)
    new = world.line(world.holder(merged), 2025)
    for line in (old, new):
        world.assign(line, 100, date(2025, 1, 2))
    refresh()
    found = capital.totals(question(merged, 2025, date(2025, 12, 31)))
    assert (found.total.plan_vnd, found.boundaries) == (200, "2024, 2025")
    assert len(capital.by_holder(found.question).rows) == 2
    assert capital_ground(merged, 2024).boundaries == "2024"
    assert capital_ground(merged, 2026).is_own


def test_the_heat_map_divides_by_the_poor_households(world: World) -> None:
    first, second = world.communes[0], world.communes[3]
    world.assess(world.household(first), 2022, "poor", deprivation_mask=0b011)
    world.assess(world.household(first), 2022, "poor", deprivation_mask=0b001)
    world.assess(world.household(second), 2022, "near_poor", deprivation_mask=0b101)
    refresh()
    found = deprivations.deprivations(world.province, 2022)
    assert found is not None
    assert len(found.indicators) == 12
    row = next(row for row in found.rows if row.area == world.districts[0])
    assert (row.households, row.rates[0].percent, row.rates[1].percent) == (2, "100.00", "50.00")
    empty = next(row for row in found.rows if row.area == world.districts[1])
    assert empty.rates[0].is_missing
    assert found.total.rates[1].ratio == Fraction(1, 2)
    near = deprivations.deprivations(world.province, 2022, of="near_poor", level="commune")
    assert near is not None
    assert near.total.rates[2].percent == "100.00"


def test_nobody_poor_has_no_intensity(world: World) -> None:
    world.assess(world.household(world.communes[0]), 2022, "not_poor")
    refresh()
    found = deprivations.mpi(world.province, 2022)
    assert found is not None
    assert (found.headcount.percent, found.adjusted.percent) == ("0.00", "0.00")
    assert found.intensity.is_missing
    assert found.indicators[0].contribution.is_missing
    assert found.cutoff.ratio == Fraction(3, 12)


def test_how_fresh_the_figures_are(world: World) -> None:
    assert computed_at(world.province, ["poverty"]).computed_at is None
    world.assess(world.household(world.communes[0]), 2022)
    refresh()
    fresh = computed_at(world.province, ["poverty", "population"])
    assert fresh.computed_at is not None
    assert not fresh.is_pending
    world.assess(world.household(world.communes[0]), 2022)
    assert computed_at(world.province, ["poverty"]).is_pending
    assert computed_at(world.communes[0], ["poverty"]).is_pending
    assert not computed_at(world.communes[1], ["poverty"]).is_pending
    assert not computed_at(world.province, ["capital"]).is_pending


@dataclass(frozen=True)
class Reader:
    paths: tuple[str, ...]


def test_whose_figures_one_may_read(world: World) -> None:
    reader = Reader(("e2025.p91", "e2024.p89", "e2024.p91"))
    assert figures_scope(reader, world.province) == "own"
    assert figures_scope(reader, world.communes[0]) == "own"
    assert figures_scope(reader, world.country) == "ancestor"
    with pytest.raises(NotVisible):
        figures_scope(reader, Area.objects.by_ref("2024-87"))
    commune = Reader((world.communes[0].path,))
    assert figures_scope(commune, world.districts[0]) == "ancestor"
    with pytest.raises(NotVisible):
        figures_scope(commune, world.communes[1])
    with pytest.raises(NotVisible):
        figures_scope(Reader(()), world.country)


def test_a_path_that_only_begins_alike_is_another_area() -> None:
    with pytest.raises(NotVisible):
        figures_scope(Reader(("e2024.p8",)), Area(path="e2024.p89", edition="2024", code="89"))
