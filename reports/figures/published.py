"""Published statistics: series with their breaks, and sums over regions that name what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from areas.models import Area, Region, RegionMember
from reports.measures import INDICATORS, MPI_HOUSEHOLDS
from reports.models import PublishedFact, PublishedFigure


@dataclass(frozen=True)
class SeriesPoint:
    """`breaks`: the poverty standard differs from the point before, so no line joins them."""

    figure: PublishedFigure
    breaks: bool


@dataclass(frozen=True)
class RegionSum:
    """A count added up over the provinces of a region. `value` is None when no province has one; `missing`
    are those without; `published` is the region's own printed value where there is one."""

    region: Region
    value: int | None
    missing: tuple[Area, ...]
    doubtful_figures: int
    published: PublishedFigure | None

    @property
    def is_complete(self) -> bool:
        return self.value is not None and not self.missing


def series(indicator: str, *, area: Area | None = None, region: Region | None = None) -> tuple[SeriesPoint, ...]:
    """The current values of one indicator for an area (country, province) or a region, by year."""
    figures = PublishedFigure.objects.filter(indicator=indicator, area=area, region=region, superseded=False)
    points: list[SeriesPoint] = []
    for figure in figures.order_by("year", "standard_period"):
        breaks = bool(points) and points[-1].figure.standard_period != figure.standard_period
        points.append(SeriesPoint(figure, breaks))
    return tuple(points)


def region_sums(column: str, year: int, edition: str = "2024") -> tuple[RegionSum, ...]:
    """One measure of the published group (reports.measures) over the regions' provinces of a list."""
    on = date(year, 12, 31)
    members = region_members(edition, on)
    pks = [area.pk for areas in members.values() for area in areas]
    facts = PublishedFact.objects.version(None).own().of_areas(pks).filter(year=year)
    values = {row["area_id"]: row for row in facts.values("area_id", column, "doubtful_figures")}
    printed = _printed(column, year, edition)
    return tuple(
        _region_sum(region, areas, values, column, printed.get(region.pk)) for region, areas in members.items()
    )


def _region_sum(
    region: Region,
    areas: list[Area],
    values: dict[int, dict[str, Any]],
    column: str,
    published: PublishedFigure | None,
) -> RegionSum:
    found = {area: values[area.pk] for area in areas if area.pk in values}
    numbers = {area: row[column] for area, row in found.items()}
    known = [number for number in numbers.values() if number is not None]
    return RegionSum(
        region=region,
        value=sum(known) if known else None,
        missing=tuple(area for area in areas if numbers.get(area) is None),
        doubtful_figures=sum(row["doubtful_figures"] for row in found.values()),
        published=published,
    )


def region_members(edition: str, on: date) -> dict[Region, list[Area]]:
    """The provinces of a list by region, as grouped on a day; the oldest grouping for earlier days."""
    rows = RegionMember.objects.filter(area__edition=edition).select_related("region", "area")
    grouped: dict[Region, list[Area]] = {}
    for row in _in_force(rows.order_by("region__position", "area__sort_key"), on):
        grouped.setdefault(row.region, []).append(row.area)
    return grouped


def _in_force(rows: Iterable[RegionMember], on: date) -> list[RegionMember]:
    found = list(rows)
    day = max(on, min((row.valid_from for row in found), default=on))
    return [row for row in found if row.is_in_force(day)]


def _printed(column: str, year: int, edition: str) -> dict[int, PublishedFigure]:
    indicator = INDICATORS.get(column, MPI_HOUSEHOLDS)
    figures = PublishedFigure.objects.filter(
        level=PublishedFigure.Level.REGION, edition=edition, year=year, indicator=indicator, superseded=False
    )
    return {figure.region_id: figure for figure in figures if figure.region_id is not None}
