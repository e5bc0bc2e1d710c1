"""Poverty of an area and year as the review found it: classes, official rates, movements, progress."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from areas.measures import POPULATION
from areas.models import Area
from core.rates import Rate
from households.measures import MOVEMENTS, POVERTY
from households.models import PovertyStandard, ReviewRound
from reports.figures.ground import Ground, commune_counts, grounds, has_figures, units_below
from reports.figures.versions import REVIEW_GROUPS, facts, snapshots_of, versions_of
from reports.models import Snapshot

Counts = Mapping[str, int]


@dataclass(frozen=True)
class PovertySummary:
    """`counts` and `population` hold every measure of their group by its code (labels: the declarations)."""

    ground: Ground
    round: ReviewRound
    standard: PovertyStandard
    snapshots: tuple[Snapshot, ...]
    counts: Counts
    population: Counts
    communes: int
    has_previous_round: bool

    @property
    def area(self) -> Area:
        return self.ground.area

    @property
    def year(self) -> int:
        return self.ground.year

    @property
    def boundaries(self) -> str:
        return self.ground.boundaries

    @property
    def is_frozen(self) -> bool:
        return bool(self.snapshots)

    @property
    def progress(self) -> Rate:
        """Households with a result over those in the list."""
        return Rate(self.counts["scored_total"], self.counts["listed_total"])

    @property
    def missing_communes(self) -> int:
        """Communes that have not reported their total households: without them there is no official rate."""
        return self.communes - self.population["communes_reported"]

    @property
    def total_households(self) -> int | None:
        return None if self.missing_communes else self.population["households"]

    @property
    def poor_rate(self) -> Rate:
        return self.official_rate("poor_households")

    @property
    def near_poor_rate(self) -> Rate:
        return self.official_rate("near_poor_households")

    @property
    def multidimensional_households(self) -> int:
        """Poor and near-poor together, as the ministry publishes."""
        return self.counts["poor_households"] + self.counts["near_poor_households"]

    @property
    def multidimensional_rate(self) -> Rate:
        return Rate(self.multidimensional_households, self.total_households)

    @property
    def movements(self) -> Counts | None:
        """Households by way in and out of the lists (domain 2.8); None in the first review that we hold."""
        return {code: self.counts[code] for code in MOVEMENTS} if self.has_previous_round else None

    @property
    def left_poverty(self) -> int | None:
        """Thoát nghèo: poor in the review before, not poor now."""
        movements = self.movements
        return movements["poor_to_near_poor"] + movements["poor_to_above"] if movements else None

    def official_rate(self, code: str) -> Rate:
        """Households of a count over all resident households; no denominator while a commune is missing."""
        return Rate(self.counts[code], self.total_households)


@dataclass(frozen=True)
class TrendPoint:
    """One year of a series. `breaks`: the standard changed, so no line is drawn from the year before."""

    year: int
    summary: PovertySummary | None
    breaks: bool


def summary(area: Area, year: int, *, standard: PovertyStandard | None = None) -> PovertySummary | None:
    """The figures of an area, by the round's own standard unless another is given; None without a review."""
    return summaries(grounds(area, [year]), standard=standard)[0]


def by_child(
    area: Area, year: int, *, level: str | None = None, standard: PovertyStandard | None = None
) -> list[PovertySummary]:
    """The same for each unit below, on the boundaries of the year; `level`: every unit of that level."""
    return with_children(area, year, level=level, standard=standard)[1]


def with_children(
    area: Area, year: int, *, level: str | None = None, standard: PovertyStandard | None = None
) -> tuple[PovertySummary | None, list[PovertySummary]]:
    """`summary` and `by_child` at once."""
    place = grounds(area, [year])[0]
    below = [Ground(unit, year, (unit,)) for unit in units_below(place, level)]
    whole, *parts = summaries([place, *below], standard=standard)
    return whole, [part for part in parts if part is not None]


def trend(area: Area, years: Iterable[int]) -> list[TrendPoint]:
    """A series with its breaks: between two standards, which must never be drawn as one line."""
    wanted = sorted(years)
    points: list[TrendPoint] = []
    last: PovertySummary | None = None
    for year, found in zip(wanted, summaries(grounds(area, wanted)), strict=True):
        breaks = bool(found and last and found.standard != last.standard)
        points.append(TrendPoint(year, found, breaks))
        last = found or last
    return points


def summaries(places: Sequence[Ground], *, standard: PovertyStandard | None = None) -> list[PovertySummary | None]:
    """One result per ground, in a fixed number of queries however many there are; None in a year without a
    review and for a unit that has no figures in it."""
    rounds = _rounds()
    units = [(unit, place.year) for place in places for unit in place.units]
    recognised = {year for year, review in rounds.items() if review.state == ReviewRound.State.RECOGNISED}
    chosen = versions_of(REVIEW_GROUPS, units, recognised)
    which = chosen["poverty"]
    counted = facts("poverty", which).totals().keyed(POVERTY, "area_id", "year", "standard_id")
    population = facts("population", chosen["population"]).totals()
    reported = population.keyed(POPULATION, "area_id", "year")
    communes = commune_counts([unit for unit, _year in units])

    def build(place: Ground) -> PovertySummary | None:
        review = rounds.get(place.year)
        if review is None or not has_figures(place, review.reference_date):
            return None
        by = standard or review.standard
        return PovertySummary(
            ground=place,
            round=review,
            standard=by,
            snapshots=snapshots_of(which, place),
            counts=_added(POVERTY.columns, counted, ((unit.pk, place.year, by.pk) for unit in place.units)),
            population=_added(POPULATION.columns, reported, ((unit.pk, place.year) for unit in place.units)),
            communes=sum(communes[unit.pk] for unit in place.units),
            has_previous_round=any(year < place.year for year in rounds),
        )

    return [build(place) for place in places]


def _rounds() -> dict[int, ReviewRound]:
    periodic = ReviewRound.objects.filter(kind=ReviewRound.Kind.PERIODIC).select_related("standard")
    return {review.year: review for review in periodic}


def _added(columns: Iterable[str], found: Mapping[tuple[Any, ...], Counts], keys: Iterable[tuple[Any, ...]]) -> Counts:
    rows = [found[key] for key in keys if key in found]
    return {column: sum(row[column] for row in rows) for column in columns}
