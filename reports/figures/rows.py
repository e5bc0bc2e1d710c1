"""Which rows of the cube answer a question about capital: whose, of which version, closed months or days since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Literal

from django.db.models import Q

from areas.models import Area
from catalogs.models import CapitalSource
from core.bulk import one_of
from reports.figures.course import closed_month, moved
from reports.figures.ground import Ground, capital_ground
from reports.figures.versions import Versions, places, snapshots_of, versions
from reports.models import CapitalSpan, Snapshot
from reports.querysets import FactQuerySet

PAST_YEARS = 3  # that a forecast rests on
Denominator = Literal["given", "detailed"]


@dataclass(frozen=True)
class CapitalRows:
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

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return snapshots_of(self.versions, self.ground)

    @cached_property
    def counted_sources(self) -> frozenset[int]:
        return rate_sources()

    def same_day(self, year: int) -> date:
        """The day asked from, in the course of another budget year."""
        return moved(self.as_of, year - self.budget_year)

    def flows(self) -> FactQuerySet:
        """What the balance of the subtree adds up from, by every dimension but the holder."""
        return self.totals([self.budget_year]).filter(self.to_the_day)

    def holder_flows(self) -> FactQuerySet:
        """The same of each holder in the subtree."""
        return self.own_rows([self.budget_year]).filter(self.to_the_day)

    def holder_days(self) -> FactQuerySet:
        """The same day by day."""
        return self.own_rows([self.budget_year]).filter(is_month=False).up_to(self.as_of)

    def unit_flows(self, units: Iterable[Area]) -> FactQuerySet:
        """The same of units below, and of what the units of the ground hold themselves (`own`)."""
        below = places(versions("capital", [(unit, self.budget_year) for unit in units])) & Q(own=False)
        itself = places(self._versions_of([self.budget_year])) & Q(own=True)
        return self._chosen(CapitalSpan.objects.filter(below | itself), [self.budget_year]).filter(self.to_the_day)

    @property
    def to_the_day(self) -> Q:
        return balance({self.budget_year: self.as_of})

    def totals(self, years: Collection[int]) -> FactQuerySet:
        """Sums over the subtree in these budget years, of all their days and months."""
        rows: FactQuerySet = CapitalSpan.objects.filter(places(self._versions_of(years)))
        return self._chosen(rows.totals(), years)

    def own_rows(self, years: Collection[int]) -> FactQuerySet:
        """What belongs to each holder, of all days and months.

        Years that stand on the same units in the same version are one condition, with the units below them by id:
        over a million rows the database then hashes instead of asking for the path of each.
        """
        alike: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for year in years:
            for unit in (self.ground if year == self.budget_year else capital_ground(self.area, year)).units:
                snapshot = self.versions[unit.pk, year]
                alike[unit.path, snapshot.pk if snapshot else None].append(year)
        condition = Q(pk__in=[])
        for (path, snapshot_id), of_years in alike.items():
            condition |= Q(one_of("area_id", self._below(path)), snapshot_id=snapshot_id, year__in=of_years)
        rows: FactQuerySet = CapitalSpan.objects.filter(condition)
        return self._chosen(rows.own(), years)

    def asked(self, rows: FactQuerySet) -> FactQuerySet:
        """Of the budget year's those of the day, the tranches and the components that are asked for."""
        return self._chosen(rows.up_to(self.as_of), [self.budget_year])

    def _chosen(self, rows: FactQuerySet, years: Iterable[int]) -> FactQuerySet:
        """Each year's own tranche by its number: of one column that equals another the planner expects one row in
        two hundred, and sorts the others instead of adding them up in a hash."""
        if not self.include_carry_over:
            rows = rows.filter(reduce(or_, (Q(year=year, tranche_year=year) for year in years)))
        if self.component_ids is not None:
            rows = rows.filter(component_id__in=self.component_ids)
        return rows

    def _versions_of(self, years: Collection[int]) -> Versions:
        return {(unit, year): found for (unit, year), found in self.versions.items() if year in years}

    def _below(self, path: str) -> list[int]:
        """The units of a subtree that records may stand on, read once for each unit of the grounds."""
        if path not in self._subtrees:
            places = Area.objects.below_paths([path]) | Area.objects.filter(path=path)
            self._subtrees[path] = list(places.exclude(level=Area.Level.VILLAGE).values_list("pk", flat=True))
        return self._subtrees[path]

    @cached_property
    def _subtrees(self) -> dict[str, list[int]]:
        return {}


def up_to(days: Mapping[int, date]) -> Q:
    """Rows of each budget year up to its day."""
    return reduce(or_, (Q(year=year, day__lte=day) for year, day in days.items()), Q(pk__in=[]))


def balance(days: Mapping[int, date]) -> Q:
    """What the balance of each budget year at the end of its day adds up from."""
    condition = Q(pk__in=[])
    for year, day in days.items():
        closed = closed_month(day)
        condition |= Q(year=year, is_month=True, day__lte=closed)
        if closed < day:
            condition |= Q(year=year, is_month=False, day__gt=closed, day__lte=day)
    return condition


def in_rate(rows: FactQuerySet, counted: Collection[int] | None = None) -> FactQuerySet:
    """The flows of the sources that count in the disbursement rate; `counted` are their ids, where known."""
    return rows.filter(source__in=rate_sources() if counted is None else counted)


def rate_sources() -> frozenset[int]:
    """Asked for first, as units are: with the ids at hand the planner knows how many facts it will read, and adds
    them up in a hash; of a join it knows nothing and sorts them all."""
    return frozenset(CapitalSource.objects.filter(counts_in_rate=True).values_list("pk", flat=True))
