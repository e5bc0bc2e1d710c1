"""What is asked of capital, and the sums of the cube that answer it, each read once.

The rate of a set is its disbursed over its plan, both as of the day, from the sources that count in the rate
(CapitalSource.counts_in_rate). The plan is what was given, or of it what was allocated to the units that spend it
(`denominator`). Without `include_carry_over` only capital of the year itself is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth

from areas.models import Area
from catalogs.models import CapitalSource, Component
from disbursement.measures import CAPITAL
from reports.figures.course import NOTHING, Amounts, Change, Changes, Course, month_before, moved, together
from reports.figures.ground import Ground, capital_ground
from reports.figures.versions import Versions, facts, snapshots_of, versions
from reports.models import CapitalFact, Snapshot
from reports.querysets import FactQuerySet

PAST_YEARS = 3  # that a forecast rests on
Denominator = Literal["given", "detailed"]


@dataclass(frozen=True)
class CapitalQuestion:
    """Whose capital, of which budget year, as of which day, for which components (None: all)."""

    area: Area
    budget_year: int
    as_of: date
    include_carry_over: bool = False
    component_ids: frozenset[int] | None = None
    denominator: Denominator = "given"

    @cached_property
    def ground(self) -> Ground:
        return capital_ground(self.area, self.budget_year)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The budget years before that figures are held against, the oldest first."""
        return tuple(range(self.budget_year - PAST_YEARS, self.budget_year))

    @cached_property
    def versions(self) -> Versions:
        """Of the year and of the years before, each on the boundaries of its time."""
        grounds = [self.ground, *(capital_ground(self.area, year) for year in self.years)]
        return versions("capital", [(unit, place.year) for place in grounds for unit in place.units])

    @cached_property
    def counted_sources(self) -> frozenset[int]:
        return rate_sources()

    @cached_property
    def courses(self) -> Mapping[int, Course]:
        """What counts in the rate up to `as_of`, of each kind of capital, by month."""
        return self._courses(self.flows()).get(self.budget_year, {})

    @cached_property
    def course(self) -> Course:
        return together(self.courses.values(), self.as_of)

    @cached_property
    def past_courses(self) -> Mapping[int, Mapping[int, Course]]:
        """The same of the whole budget years before, by year; without those that have nothing."""
        return self._courses(self.asked(self._totals(self.years), until_as_of=False))

    @cached_property
    def past(self) -> Mapping[int, Course]:
        return {
            year: together(kinds.values(), self.same_day(year)) for year, kinds in sorted(self.past_courses.items())
        }

    @cached_property
    def holder_parts(self) -> Mapping[tuple[int, int], tuple[Amounts, Amounts]]:
        """Of each holder and component what counts in the rate: as of the day, and at the end of the month before."""
        rows = in_rate(self.holder_flows(), self.counted_sources).annotate(
            early=_holds(Q(day__lte=month_before(self.as_of)))
        )
        found: dict[tuple[int, int], tuple[Amounts, Amounts]] = {}
        for (holder, component, early), sums in rows.sums_by(CAPITAL, "holder_id", "component_id", "early").items():
            amounts = self.amounts(sums)
            now, then = found.get((holder, component), (NOTHING, NOTHING))
            found[holder, component] = (now + amounts, then + amounts if early else then)
        return found

    @cached_property
    def nodes(self) -> tuple[Component, ...]:
        """Every component of the programmes that the capital belongs to, in the order of their trees."""
        used = {component for _holder, component in self.holder_parts}
        programmes = Component.objects.filter(pk__in=used).values("programme")
        nodes = Component.objects.filter(programme__in=programmes).select_related("programme")
        return tuple(nodes.in_tree_order())

    @cached_property
    def past_holders(self) -> Mapping[tuple[int, int], tuple[Amounts, Amounts]]:
        """Of each year before and holder: the balances on the same day, and at the end of that year."""
        days = {year: self.same_day(year) for year in self.years}
        ends = {year: date(year, 12, 31) for year in self.years}
        # In January the same day stands after the end of the year, so rows up to the later of the two are read.
        lasts = {year: max(days[year], ends[year]) for year in self.years}
        rows = in_rate(
            self.asked(self._own_rows(self.years), until_as_of=False).filter(self._by(lasts)), self.counted_sources
        ).annotate(by_day=_holds(self._by(days)), by_end=_holds(self._by(ends)))
        found: dict[tuple[int, int], tuple[Amounts, Amounts]] = {}
        for (year, holder, *flags), sums in rows.sums_by(CAPITAL, "year", "holder_id", "by_day", "by_end").items():
            by_day, by_end = (self.amounts(sums) if flag else NOTHING for flag in flags)
            same_day, year_end = found.get((year, holder), (NOTHING, NOTHING))
            found[year, holder] = (same_day + by_day, year_end + by_end)
        return found

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return snapshots_of(self.versions, self.ground)

    def same_day(self, year: int) -> date:
        """The day asked from, in the course of another budget year."""
        return moved(self.as_of, year - self.budget_year)

    def flows(self) -> FactQuerySet:
        """Sums over the subtree, by day and every dimension but the holder."""
        return self.asked(self._totals([self.budget_year]))

    def holder_flows(self) -> FactQuerySet:
        """The rows that belong to each holder in the subtree."""
        return self.asked(self._own_rows([self.budget_year]))

    def of_units(self, units: Iterable[Area]) -> FactQuerySet:
        """The sums of units below, and what the units of the ground hold themselves (`own`)."""
        below = versions("capital", [(unit, self.budget_year) for unit in units])
        own = facts("capital", self._versions_of([self.budget_year])).own()
        return self.asked(facts("capital", below).totals() | own)

    def changes(self, now: Amounts, then: Amounts, year_before: Amounts) -> Changes:
        """`now` against the end of the month before and the same day of the year before."""
        before = self.budget_year - 1
        return Changes(
            Change(now, then, month_before(self.as_of), self.budget_year),
            Change(now, year_before, self.same_day(before), before),
        )

    def amounts(self, sums: Mapping[str, int]) -> Amounts:
        """The measures of a set of rows, with the plan that was asked for."""
        plan = sums["detailed_vnd"] if self.denominator == "detailed" else sums["plan_vnd"]
        unallocated = sums["plan_vnd"] - sums["detailed_vnd"]
        return Amounts(plan, sums["disbursed_vnd"], sums["advance_vnd"], unallocated)

    def amounts_by(self, rows: FactQuerySet, key: str) -> dict[Any, Amounts]:
        return {keys[0]: self.amounts(sums) for keys, sums in rows.sums_by(CAPITAL, key).items()}

    def _versions_of(self, years: Collection[int]) -> Versions:
        return {(unit, year): found for (unit, year), found in self.versions.items() if year in years}

    def _totals(self, years: Collection[int]) -> FactQuerySet:
        return facts("capital", self._versions_of(years)).totals()

    def _own_rows(self, years: Collection[int]) -> FactQuerySet:
        """Years that stand on the same units in the same version are one condition, with the units below them by
        id: over a million rows the database then hashes instead of asking for the path of each."""
        alike: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for year in years:
            for unit in (self.ground if year == self.budget_year else capital_ground(self.area, year)).units:
                snapshot = self.versions[unit.pk, year]
                alike[unit.path, snapshot.pk if snapshot else None].append(year)
        condition = Q(pk__in=[])
        for (path, snapshot_id), of_years in alike.items():
            condition |= Q(area_id__in=self._below(path), snapshot_id=snapshot_id, year__in=of_years)
        rows: FactQuerySet = CapitalFact.objects.filter(condition)
        return rows.own()

    def _below(self, path: str) -> list[int]:
        """The units of a subtree that records may stand on, read once for each unit of the grounds."""
        if path not in self._subtrees:
            places = Area.objects.below_paths([path]) | Area.objects.filter(path=path)
            self._subtrees[path] = list(places.exclude(level=Area.Level.VILLAGE).values_list("pk", flat=True))
        return self._subtrees[path]

    @cached_property
    def _subtrees(self) -> dict[str, list[int]]:
        return {}

    def _courses(self, rows: FactQuerySet) -> dict[int, dict[int, Course]]:
        """Budget year -> kind -> its course; the database adds up the days of each month."""
        days = {year: self.same_day(year) for year in (*self.years, self.budget_year)}
        steps = in_rate(rows, self.counted_sources).annotate(month=TruncMonth("day"), by_day=_holds(self._by(days)))
        found: dict[tuple[int, int], dict[tuple[date, bool], Amounts]] = {}
        for (year, kind, *step), sums in steps.sums_by(CAPITAL, "year", "kind_id", "month", "by_day").items():
            found.setdefault((year, kind), {})[step[0], step[1]] = self.amounts(sums)
        courses: dict[int, dict[int, Course]] = {}
        for (year, kind), parts in found.items():
            courses.setdefault(year, {})[kind] = Course(days[year], parts)
        return courses

    def _by(self, days: Mapping[int, date]) -> Q:
        """Rows of each budget year up to its day."""
        condition = Q(pk__in=[])
        for year, day in days.items():
            condition |= Q(year=year, day__lte=day)
        return condition

    def asked(self, rows: FactQuerySet, *, until_as_of: bool = True) -> FactQuerySet:
        """Those of the day, the tranches and the components that are asked for."""
        if until_as_of:
            rows = rows.up_to(self.as_of)
        if not self.include_carry_over:
            rows = rows.filter(tranche_year=F("year"))
        if self.component_ids is not None:
            rows = rows.filter(component_id__in=self.component_ids)
        return rows


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


def _holds(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def in_rate(rows: FactQuerySet, counted: Collection[int] | None = None) -> FactQuerySet:
    """The flows of the sources that count in the disbursement rate; `counted` are their ids, where known."""
    return rows.filter(source__in=rate_sources() if counted is None else counted)


def rate_sources() -> frozenset[int]:
    """Asked for first, as units are: with the ids at hand the planner knows how many facts it will read, and adds
    them up in a hash; of a join it knows nothing and sorts them all."""
    return frozenset(CapitalSource.objects.filter(counts_in_rate=True).values_list("pk", flat=True))
