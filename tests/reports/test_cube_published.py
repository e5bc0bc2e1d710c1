"""Published statistics: their own fact table, sums over regions, series with breaks, versions."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from areas.models import Area, Region
from reports.cube.refresh import refresh
from reports.cube.verify import verify
from reports.figures import published
from reports.models import FigureMark, PublishedFact, PublishedFigure
from tests.reports.cube_world import World

SHARED = settings.BASE_DIR.parent / "shared" / "domain" / "published_figures.csv"


def figure(area: Area, year: int, indicator: str, value: int | None, **more: object) -> PublishedFigure:
    return PublishedFigure.objects.create(
        level="province",
        area=area,
        edition=area.edition,
        year=year,
        standard_period="2022-2025" if year > 2020 else "2016-2020",
        indicator=indicator,
        value=value,
        unit="household",
        source="công bố",
        confidence="verified",
        **more,
    )


def fact(area: Area, year: int) -> PublishedFact:
    return PublishedFact.objects.get(area=area, year=year)


def test_a_sum_of_poor_and_near_poor_is_made_or_taken_as_published(world: World) -> None:
    other = Area.objects.by_ref("2024-17")
    figure(world.province, 2023, "poor_households", 10_913)
    figure(world.province, 2023, "near_poor_households", 19_067, doubtful=True)
    figure(other, 2023, "mpi_households_poor_plus_near_poor", 39_998)
    figure(other, 2023, "poor_households", 20_306)
    figure(world.province, 2023, "poor_rate", 2)
    refresh()
    assert fact(world.province, 2023).mpi_households == 29_980
    assert fact(world.province, 2023).doubtful_figures == 1
    assert fact(other, 2023).mpi_households == 39_998
    assert fact(other, 2023).near_poor_households is None
    assert verify("published") == []


def test_a_correction_supersedes_the_older_version(world: World) -> None:
    first = figure(world.province, 2023, "poor_households", 10_000)
    refresh()
    PublishedFigure.objects.filter(pk=first.pk).update(superseded=True)
    figure(world.province, 2023, "poor_households", 10_913, version=2)
    assert FigureMark.objects.filter(group_code="published").exists()
    refresh()
    assert fact(world.province, 2023).poor_households == 10_913
    assert [point.figure.version for point in published.series("poor_households", area=world.province)] == [2]


def test_a_series_breaks_between_2020_and_2021(world: World) -> None:
    for year in (2019, 2020, 2021, 2022):
        figure(world.province, year, "poor_households", year)
    points = published.series("poor_households", area=world.province)
    assert [(point.figure.year, point.breaks) for point in points] == [
        (2019, False),
        (2020, False),
        (2021, True),
        (2022, False),
    ]


def test_a_region_names_the_provinces_it_misses(world: World) -> None:
    figure(world.province, 2023, "poor_households", 10_913)
    refresh()
    sums = {row.region: row for row in published.region_sums("poor_households", 2023)}
    row = next(row for row in sums.values() if row.value)
    assert row.value == 10_913
    assert not row.is_complete
    assert world.province not in row.missing
    assert len(row.missing) == row.region.members.filter(area__edition="2024").count() - 1
    empty = next(row for row in sums.values() if row.value is None)
    assert not empty.is_complete


@pytest.mark.skipif(not SHARED.exists(), reason="published_figures.csv stands only beside the project")
def test_region_sums_of_2023_are_those_that_were_published(world: World) -> None:
    _import(SHARED)
    refresh()
    sums = published.region_sums("mpi_households", 2023)
    assert len(sums) == 6
    for row in sums:
        assert row.is_complete
        assert row.published is not None
        assert row.value == row.published.value
    assert sum(row.value or 0 for row in sums) == 1_586_336


def _import(path: Path) -> None:
    """The counts of 2023 only; the portal's own import is tested with the importer."""
    provinces = {area.code: area for area in Area.objects.filter(edition="2024", level="province")}
    regions = {region.name.casefold(): region for region in Region.objects.all()}
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2023" and row["unit"] == "household"]
    PublishedFigure.objects.bulk_create(
        PublishedFigure(
            level=row["level"],
            area=provinces[row["geo_code"]] if row["level"] == "province" else None,
            region=regions[row["geo_name"].casefold()] if row["level"] == "region" else None,
            edition="2024",
            year=2023,
            standard_period=row["standard_period"],
            indicator=row["indicator"],
            value=Decimal(row["value"]),
            unit=row["unit"],
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in rows
        if row["level"] == "region" or (row["level"] == "province" and row["geo_version"] == "63")
    )
