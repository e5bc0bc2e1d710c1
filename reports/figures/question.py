"""What is asked of capital, and the sums of the cube that answer it, each read once.

The rate of a set is its disbursed over its plan, both as of the day, from the sources that count in the rate
(CapitalSource.counts_in_rate). The plan is what was given, or of it what was allocated to the units that spend it
(`denominator`). Without `include_carry_over` only capital of the year itself is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, Sum, When

from areas.models import Area
from catalogs.models import Component
from reports.figures.course import (
    NOTHING,
    Amounts,
    Change,
    Changes,
    Course,
    Steps,
    month_before,
    together,
)
from reports.figures.rows import CapitalRows, Denominator, balance, in_rate, up_to
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
        return self._now_and_then(self.holder_flows(), "holder_id", "component_id")

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
        year = self.budget_year - 1
        rows = self.own_rows([year]).filter(balance({year: self.same_day(year)}))
        return {holder: amounts for (holder,), amounts in self.counted(rows, "holder_id").items()}

    def past_disbursed(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """Of each year before and holder what was disbursed of it by the same day, and by the end of that year."""
        ends = {year: date(year, 12, 31) for year in self.years}
        days = {year: self.same_day(year) for year in self.years}
        rows = in_rate(self.own_rows(self.years).filter(balance(ends) | balance(days)), self.counted_sources)
        parts = (up_to(days), up_to(ends) & Q(is_month=True))
        return dict(rows.added(("year", "holder_id"), [Sum("disbursed_vnd", filter=part, default=0) for part in parts]))

    def unit_parts(self, units: Iterable[Area]) -> Mapping[tuple[int, bool], tuple[Amounts, Amounts]]:
        """As `holder_parts` of units below, and (`own`) of what the units of the ground hold themselves."""
        return self._now_and_then(self.unit_flows(units), "area_id", "own")

    def changes(self, now: Amounts, then: Amounts, year_before: Amounts) -> Changes:
        """`now` against the end of the month before and the same day of the year before."""
        before = self.budget_year - 1
        return Changes(self.month_change(now, then), Change(now, year_before, self.same_day(before), before))

    def month_change(self, now: Amounts, then: Amounts) -> Change:
        """`now` against the end of the month before."""
        return Change(now, then, month_before(self.as_of), self.budget_year)

    def counted(self, flows: FactQuerySet, *keys: str) -> dict[tuple[Any, ...], Amounts]:
        """What of the flows counts in the rate, by `keys`."""
        sums = self._sums(in_rate(flows, self.counted_sources), [None], *keys)
        return {key: amounts for key, (amounts,) in sums.items()}

    def _now_and_then(self, flows: FactQuerySet, *keys: str) -> dict[Any, tuple[Amounts, Amounts]]:
        """By `keys` what counts in the rate as of the day, and at the end of the month before."""
        parts = [None, Q(day__lte=month_before(self.as_of))]
        return self._sums(in_rate(flows, self.counted_sources), parts, *keys)

    def _sums(self, rows: FactQuerySet, parts: Sequence[Q | None], *keys: str) -> dict[Any, Any]:
        """By `keys` the amounts of each part of the rows (None: of all), with the plan that was asked for."""
        plan = "detailed_vnd" if self.denominator == "detailed" else "plan_vnd"
        columns = (plan, "disbursed_vnd", "advance_vnd", F("plan_vnd") - F("detailed_vnd"))
        sums = [Sum(column, filter=part, default=0) for part in parts for column in columns]
        return {key: _amounts(numbers) for key, numbers in rows.added(keys, sums)}

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
        rows = self.totals(list(days)).filter(balance(days) | Q(year__in=self.years, is_month=True))
        rows = rows.annotate(month_end=Case(When(is_month=True, then="day")))
        steps: dict[tuple[int, int, int], Steps] = defaultdict(lambda: defaultdict(lambda: NOTHING))
        for (*key, end), (amounts,) in self._sums(rows, [None], "year", "kind_id", "source_id", "month_end").items():
            year, kind, source = key
            _add(steps[year, kind, source], days[year], end, amounts, is_whole=year in self.years)
        return {key: Course(days[key[0]], found) for key, found in steps.items()}


def _add(steps: Steps, day: date, month_end: date | None, amounts: Amounts, *, is_whole: bool) -> None:
    """A month's amounts, or (no end) those of the days since the last closed one, which a whole year has once more."""
    if month_end:
        steps[month_end.replace(day=1), month_end <= day] += amounts
    else:
        steps[day.replace(day=1), True] += amounts
        if is_whole:
            steps[day.replace(day=1), False] -= amounts


def _amounts(numbers: Sequence[int]) -> tuple[Amounts, ...]:
    width = len(Amounts._fields)
    return tuple(Amounts._make(numbers[at : at + width]) for at in range(0, len(numbers), width))


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
