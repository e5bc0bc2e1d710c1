"""What is asked of capital, and the sums of the cube that answer it, each read once.

The rate of a set is its disbursed over its plan, both as of the day, from the sources that count in the rate
(CapitalSource.counts_in_rate). The plan is what was given, or of it what was allocated to the units that spend it
(`denominator`). Without `include_carry_over` only capital of the year itself is counted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import Q

from areas.models import Area
from catalogs.models import Component
from disbursement.measures import CAPITAL
from reports.figures.course import (
    NOTHING,
    Amounts,
    Change,
    Changes,
    Course,
    closed_month,
    month_before,
    together,
)
from reports.figures.rows import CapitalRows, Denominator, in_rate, up_to
from reports.querysets import FactQuerySet


@dataclass(frozen=True)
class CapitalQuestion(CapitalRows):
    """Balances are those of the closed months before a day and of the days since (reports.figures.rows)."""

    @cached_property
    def courses(self) -> Mapping[int, Course]:
        """What counts in the rate up to `as_of`, of each kind of capital, by month."""
        return self._by_kind(self.budget_year)

    @cached_property
    def course(self) -> Course:
        return together(self.courses.values(), self.as_of)

    @cached_property
    def past_courses(self) -> Mapping[int, Mapping[int, Course]]:
        """The same of the whole budget years before, by year; without those that have nothing."""
        kinds = ((year, self._by_kind(year)) for year in self.years)
        return {year: found for year, found in kinds if found}

    @cached_property
    def past(self) -> Mapping[int, Course]:
        return {year: together(kinds.values(), self.same_day(year)) for year, kinds in self.past_courses.items()}

    def source_courses(self, year: int) -> Mapping[int, Course]:
        """Of the sources too that do not count in the rate."""
        of_year = [(source, one) for (of, _kind, source), one in self._courses.items() if of == year]
        day = self.same_day(year)
        return {source: together((one for of, one in of_year if of == source), day) for source, _one in of_year}

    @cached_property
    def holder_parts(self) -> Mapping[tuple[int, int], tuple[Amounts, Amounts]]:
        """Of each holder and component what counts in the rate: as of the day, and at the end of the month before."""
        return self._now_and_then(
            self.balances(partial(self.own_rows, [self.budget_year])), "holder_id", "component_id"
        )

    @cached_property
    def nodes(self) -> tuple[Component, ...]:
        """Every component of the programmes that the capital belongs to, in the order of their trees."""
        used = {component for _holder, component in self.holder_parts}
        programmes = Component.objects.filter(pk__in=used).values("programme")
        nodes = Component.objects.filter(programme__in=programmes).select_related("programme")
        return tuple(nodes.in_tree_order())

    @cached_property
    def year_before(self) -> Mapping[int, Amounts]:
        """Of each holder its balance on the same day of the year before."""
        return {holder: same_day for (_year, holder), (_end, same_day) in self._last_year.items()}

    @cached_property
    def past_holders(self) -> Mapping[tuple[int, int], tuple[Amounts, Amounts]]:
        """Of each year before and holder: the balances at the end of that year, and on the same day."""
        return {**self._past_holders(self.years[:-1]), **self._last_year}

    @cached_property
    def _last_year(self) -> dict[tuple[int, int], tuple[Amounts, Amounts]]:
        return self._past_holders(self.years[-1:])

    def _past_holders(self, years: Sequence[int]) -> dict[tuple[int, int], tuple[Amounts, Amounts]]:
        ends = {year: date(year, 12, 31) for year in years}
        days = {year: self.same_day(year) for year in years}
        closed = {year: closed_month(day) for year, day in days.items()}
        rows = partial(self.own_rows, years)
        if any(closed[year] > ends[year] for year in years):  # the same day is a month's end after that of the year
            found = self._by_then(rows(True).filter(up_to(closed)), up_to(ends), "year", "holder_id")
            found = {key: (year_end, same_day) for key, (same_day, year_end) in found.items()}
        else:
            found = self._by_then(rows(True).filter(up_to(ends)), up_to(closed), "year", "holder_id")
        for since in self.since(rows, days):
            for key, amounts in self._counted(since, "year", "holder_id").items():
                year_end, same_day = found.get(key, (NOTHING, NOTHING))
                found[key] = (year_end, same_day + amounts)
        return found

    def unit_parts(self, units: Iterable[Area]) -> Mapping[tuple[int, bool], tuple[Amounts, Amounts]]:
        """As `holder_parts` of units below, and (`own`) of what the units of the ground hold themselves."""
        return self._now_and_then(self.of_units(units), "area_id", "own")

    def changes(self, now: Amounts, then: Amounts, year_before: Amounts) -> Changes:
        """`now` against the end of the month before and the same day of the year before."""
        before = self.budget_year - 1
        return Changes(self.month_change(now, then), Change(now, year_before, self.same_day(before), before))

    def month_change(self, now: Amounts, then: Amounts) -> Change:
        """`now` against the end of the month before."""
        return Change(now, then, month_before(self.as_of), self.budget_year)

    def amounts(self, sums: Mapping[str, int]) -> Amounts:
        """The measures of a set of rows, with the plan that was asked for."""
        plan = sums["detailed_vnd"] if self.denominator == "detailed" else sums["plan_vnd"]
        unallocated = sums["plan_vnd"] - sums["detailed_vnd"]
        return Amounts(plan, sums["disbursed_vnd"], sums["advance_vnd"], unallocated)

    def _counted(self, rows: FactQuerySet, *keys: str) -> dict[Any, Amounts]:
        """What counts in the rate, by `keys`."""
        sums = in_rate(rows, self.counted_sources).sums_by(CAPITAL, *keys)
        return {key: self.amounts(found) for key, found in sums.items()}

    def _now_and_then(self, balances: Iterable[FactQuerySet], *keys: str) -> dict[Any, tuple[Amounts, Amounts]]:
        """By `keys` what counts in the rate as of the day, and at the end of the month before."""
        months, *days = balances
        found = self._by_then(months, Q(day__lte=month_before(self.as_of)), *keys)
        for rows in days:
            for key, amounts in self._counted(rows, *keys).items():
                now, then = found.get(key, (NOTHING, NOTHING))
                found[key] = (now + amounts, then)
        return found

    def _by_then(self, rows: FactQuerySet, then: Q, *keys: str) -> dict[Any, tuple[Amounts, Amounts]]:
        """The same of all rows, and of those of `then` among them."""
        return {
            key: (self.amounts(all_of_them), self.amounts(by_then))
            for key, all_of_them, by_then in in_rate(rows, self.counted_sources).sums_twice(CAPITAL, then, *keys)
        }

    def _by_kind(self, year: int) -> dict[int, Course]:
        kinds: dict[int, list[Course]] = {}
        for (of_year, kind, source), course in self._courses.items():
            if of_year == year and source in self.counted_sources:
                kinds.setdefault(kind, []).append(course)
        return {kind: together(courses, self.same_day(year)) for kind, courses in kinds.items()}

    @cached_property
    def _courses(self) -> Mapping[tuple[int, int, int], Course]:
        """Of each budget year, kind and source; of the year itself up to `as_of`, of those before the whole."""
        days = {year: self.same_day(year) for year in (*self.years, self.budget_year)}
        rows = partial(self.totals, list(days))
        months = rows(True).filter(Q(year__in=self.years) | up_to({self.budget_year: closed_month(self.as_of)}))
        found: dict[tuple[int, int, int], dict[tuple[date, bool], Amounts]] = {}
        for (*key, end), sums in months.sums_by(CAPITAL, "year", "kind_id", "source_id", "day").items():
            year, kind, source = key
            found.setdefault((year, kind, source), {})[end.replace(day=1), end <= days[year]] = self.amounts(sums)
        for days_since in self.since(rows, days):
            for (year, kind, source), sums in days_since.sums_by(CAPITAL, "year", "kind_id", "source_id").items():
                steps = found.setdefault((year, kind, source), {})
                _divide(steps, days[year].replace(day=1), self.amounts(sums))
        return {key: Course(days[key[0]], steps) for key, steps in found.items()}


def _divide(steps: dict[tuple[date, bool], Amounts], month: date, by_day: Amounts) -> None:
    """Of a month that the day lies in, what came by the day; what came after it, if that was read, is the rest."""
    steps[month, True] = by_day
    if (month, False) in steps:
        steps[month, False] -= by_day


def question(
    area: Area,
    budget_year: int,
    as_of: date,
    include_carry_over: bool = False,
    component_ids: Collection[int] | None = None,
    denominator: Denominator = "given",
) -> CapitalQuestion:
    components = None if component_ids is None else frozenset(component_ids)
    return CapitalQuestion(area, budget_year, as_of, include_carry_over, components, denominator)
