"""Poverty of an area as the reviews found it, as far as it was known on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from areas.models import Area
from reports import absence
from reports.boards.reviews import Review, reviews_on
from reports.figures import deprivations, poverty
from reports.figures.deprivations import HeatMap, MpiFigures
from reports.figures.ground import ground
from reports.figures.poverty import PovertySummary, TrendPoint
from reports.figures.scope import Reach

YEARS_SHOWN = 8


@dataclass(frozen=True)
class YearRow:
    """One year of the strip: its review, its figures and those of the year before."""

    review: Review
    summary: PovertySummary
    before: PovertySummary | None
    breaks: bool

    @property
    def has_result(self) -> bool:
        return self.review.is_recognised or self.summary.counts["scored_total"] > 0

    @property
    def change(self) -> int | None:
        """Poor households against the year before, under the same standard and both complete."""
        if self.before is None or self.breaks or self.review.is_running:
            return None
        return self.summary.counts["poor_households"] - self.before.counts["poor_households"]


@dataclass(frozen=True)
class PovertyBoard:
    """`year` is asked for; `current` is the one that answers: an earlier one too, unless `is_exact`."""

    area: Area
    year: int
    as_of: date
    reach: Reach = "own"
    is_exact: bool = False

    @cached_property
    def reviews(self) -> list[Review]:
        return reviews_on(self.as_of, self.year)

    @property
    def asked(self) -> Review | None:
        """The review of the year asked for, if it had begun by the day."""
        return next((row for row in self.reviews if row.year == self.year), None)

    @cached_property
    def unit_absence(self) -> str:
        """Why this unit has no figures in the year asked for, whatever the review says; "" if it may have."""
        day = self.asked.round.reference_date if self.asked else date(self.year, 12, 31)
        return absence.unit_absence(ground(self.area, self.year), day)

    @property
    def absence(self) -> str:
        """Why the year asked for has no figures here; "" when it has."""
        if any(row.review == self.asked for row in self.years):
            return ""
        return self.unit_absence or absence.review_absence(self.year, self.asked, self.as_of)

    @property
    def waited_for(self) -> Review | None:
        """The review of the year asked for, when another one answers."""
        answers = self.current.review if self.current else None
        return self.asked if self.asked != answers else None

    @property
    def begun(self) -> Review | None:
        """The review of the year asked for that had begun, without a result that was known on the day."""
        if self.asked is None or self.asked.state != "begun" or self.unit_absence:
            return None
        return self.asked

    @cached_property
    def trend(self) -> list[TrendPoint]:
        years = sorted(row.year for row in self.reviews[:YEARS_SHOWN] if row.state != "begun")
        return poverty.trend(self.area, years)

    @cached_property
    def years(self) -> list[YearRow]:
        """The years with figures, the latest first."""
        reviews = {row.year: row for row in self.reviews}
        points = [point for point in self.trend if point.summary is not None]
        rows = [
            YearRow(reviews[point.year], point.summary, before.summary if before else None, point.breaks)
            for point, before in zip(points, [None, *points], strict=False)
            if point.summary is not None
        ]
        return rows[::-1]

    @cached_property
    def current(self) -> YearRow | None:
        """The year asked for as soon as it has a result here, else the last recognised one."""
        asked = next((row for row in self.years if row.review.year == self.year), None)
        if self.is_exact or (asked and asked.has_result):
            return asked
        return self.last_recognised or asked

    @property
    def last_recognised(self) -> YearRow | None:
        return next((row for row in self.years if row.review.is_recognised), None)

    @property
    def summary(self) -> PovertySummary | None:
        return self.current.summary if self.current else None

    @cached_property
    def children(self) -> list[PovertySummary]:
        """The units below on the boundaries of the year; none for who sees totals alone."""
        if self.summary is None or self.reach != "own":
            return []
        return poverty.by_child(self.area, self.summary.year)

    @cached_property
    def mpi(self) -> MpiFigures | None:
        return deprivations.mpi_of(self.summary) if self.summary and self.reach == "own" else None

    @cached_property
    def heat(self) -> HeatMap | None:
        if self.summary is None or self.reach != "own":
            return None
        return deprivations.heat_map(self.summary, self.children)
