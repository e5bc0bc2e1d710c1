"""Capital and disbursement as of any day: totals, by kind, holder, component and source.

The rate of a set is its disbursed over its plan, both as of the day, from the sources that count in the rate
(CapitalSource.counts_in_rate). The plan is what was given, or of it what was allocated to the units that spend it
(`denominator`). Without `include_carry_over` only capital of the year itself is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple

from django.db.models import F, Q

from accounts.models import Agency
from areas.models import Area
from catalogs.models import CapitalKind, CapitalKindLabel, CapitalSource, Component
from core.rates import Rate
from disbursement.measures import CAPITAL
from reports.figures.ground import Ground, capital_ground
from reports.figures.versions import Versions, facts, snapshots_of, versions
from reports.models import CapitalFact, Snapshot
from reports.querysets import FactQuerySet

PAST_YEARS = 3  # that a forecast rests on
Denominator = Literal["given", "detailed"]


@dataclass(frozen=True)
class Amounts:
    """Dong as of a day. `plan_vnd` is the denominator that was asked for; `advance_vnd`: what of the disbursed is
    advanced and not yet settled; `unallocated_vnd`: what of the plan given no unit that spends it has yet."""

    plan_vnd: int = 0
    disbursed_vnd: int = 0
    advance_vnd: int = 0
    unallocated_vnd: int = 0

    @property
    def rate(self) -> Rate:
        return Rate(self.disbursed_vnd, max(self.plan_vnd, 0))

    @property
    def remaining_vnd(self) -> int:
        return self.plan_vnd - self.disbursed_vnd

    @property
    def is_for_others(self) -> bool:
        """A plan of which all is still to be given on: nobody can spend it yet, so nobody is late with it."""
        return 0 < self.plan_vnd == self.unallocated_vnd

    @property
    def is_unspent(self) -> bool:
        """A plan that could be spent, and nothing is."""
        return self.plan_vnd > 0 >= self.disbursed_vnd and not self.is_for_others


NOTHING = Amounts()


class Part(NamedTuple):
    """What tells the sums over a subtree apart, but for the day and the tranche."""

    kind_id: int
    component_id: int
    source_id: int


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
    def versions(self) -> Versions:
        return versions("capital", [(unit, self.budget_year) for unit in self.ground.units])

    @cached_property
    def by_day(self) -> Mapping[date, Amounts]:
        """What counts in the rate, day by day up to `as_of`; the sum of them all is the balance."""
        return {
            keys[0]: self.amounts(sums)
            for keys, sums in in_rate(self.flows(), self.counted_sources).sums_by(CAPITAL, "day").items()
        }

    @cached_property
    def past_by_day(self) -> Mapping[int, Mapping[date, Amounts]]:
        """The same of the whole budget years before, by year; without those that have nothing."""
        years = range(self.budget_year - PAST_YEARS, self.budget_year)
        units = [(unit, year) for year in years for unit in capital_ground(self.area, year).units]
        past = self.asked(facts("capital", versions("capital", units)).totals(), False)
        rows = in_rate(past, self.counted_sources)
        found: dict[int, dict[date, Amounts]] = {}
        for (year, day), sums in rows.sums_by(CAPITAL, "year", "day").items():
            found.setdefault(year, {})[day] = self.amounts(sums)
        return found

    @cached_property
    def parts(self) -> Mapping[Part, Amounts]:
        """Balances of the subtree by kind, component and source: what totals and tables add up is read once."""
        return {Part(*keys): self.amounts(sums) for keys, sums in self.flows().sums_by(CAPITAL, *Part._fields).items()}

    @cached_property
    def parts_in_rate(self) -> Mapping[Part, Amounts]:
        """Those of the sources that count in the rate."""
        return {part: amounts for part, amounts in self.parts.items() if part.source_id in self.counted_sources}

    @cached_property
    def counted_sources(self) -> frozenset[int]:
        return rate_sources()

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return snapshots_of(self.versions, self.ground)

    def flows(self) -> FactQuerySet:
        """Sums over the subtree, by day and every dimension but the holder."""
        return self.asked(facts("capital", self.versions).totals())

    def holder_flows(self) -> FactQuerySet:
        """The rows that belong to each holder in the subtree."""
        condition = Q(pk__in=[])
        for unit in self.ground.units:
            snapshot = self.versions[unit.pk, self.budget_year]
            condition |= Q(area__in=_fact_areas(unit), snapshot=snapshot)
        rows: FactQuerySet = CapitalFact.objects.filter(condition, year=self.budget_year)
        return self.asked(rows.own())

    def amounts(self, sums: Mapping[str, int]) -> Amounts:
        """The measures of a set of rows, with the plan that was asked for."""
        plan = sums["detailed_vnd"] if self.denominator == "detailed" else sums["plan_vnd"]
        unallocated = sums["plan_vnd"] - sums["detailed_vnd"]
        return Amounts(plan, sums["disbursed_vnd"], sums["advance_vnd"], unallocated)

    def amounts_by(self, rows: FactQuerySet, key: str) -> dict[Any, Amounts]:
        return {keys[0]: self.amounts(sums) for keys, sums in rows.sums_by(CAPITAL, key).items()}

    def asked(self, rows: FactQuerySet, until_as_of: bool = True) -> FactQuerySet:
        """Those of the day, the tranches and the components that are asked for."""
        if until_as_of:
            rows = rows.up_to(self.as_of)
        if not self.include_carry_over:
            rows = rows.filter(tranche_year=F("year"))
        if self.component_ids is not None:
            rows = rows.filter(component_id__in=self.component_ids)
        return rows


@dataclass(frozen=True)
class KindRow:
    kind: CapitalKind
    label: str
    amounts: Amounts


@dataclass(frozen=True)
class CapitalTotals:
    question: CapitalQuestion
    total: Amounts
    by_kind: tuple[KindRow, ...]

    @property
    def boundaries(self) -> str:
        return self.question.ground.boundaries

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return self.question.snapshots


@dataclass(frozen=True)
class HolderRow:
    """`rank` 1 is the highest rate, equal rates share a rank; `difference` is to the average of all holders,
    as a ratio (0.01 is one percentage point). Both are None without a plan, or with one that is for others."""

    holder: Agency
    amounts: Amounts
    rank: int | None
    difference: Fraction | None

    @property
    def is_below_average(self) -> bool:
        return self.difference is not None and self.difference < 0

    @property
    def has_disbursed_nothing(self) -> bool:
        return self.amounts.is_unspent


@dataclass(frozen=True)
class HolderBoard:
    """Laggards first: the lowest rate on top, those without a rank at the end."""

    average: Amounts
    rows: tuple[HolderRow, ...] = field(default=())

    @property
    def below_average(self) -> tuple[HolderRow, ...]:
        return tuple(row for row in self.rows if row.is_below_average)

    @property
    def nothing_disbursed(self) -> tuple[HolderRow, ...]:
        return tuple(row for row in self.rows if row.has_disbursed_nothing)


@dataclass(frozen=True)
class ComponentRow:
    component: Component
    amounts: Amounts


@dataclass(frozen=True)
class SourceRow:
    """A source outside the rate (credit, mobilised money) is listed too; see `source.counts_in_rate`."""

    source: CapitalSource
    amounts: Amounts


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


def totals(asked: CapitalQuestion) -> CapitalTotals:
    """The total and each kind of capital, in the order and with the labels of the budget year."""
    sums = _added_by(asked.parts_in_rate, "kind_id")
    labels = CapitalKindLabel.objects.labels(date(asked.budget_year, 12, 31))
    rows = tuple(
        KindRow(kind, labels.get(kind.code, kind.name), sums[kind.pk])
        for kind in CapitalKind.objects.filter(pk__in=sums)
    )
    return CapitalTotals(asked, added(row.amounts for row in rows), rows)


def by_holder(asked: CapitalQuestion) -> HolderBoard:
    """Every holder of the subtree against the average of all, which is sum over sum."""
    sums = asked.amounts_by(in_rate(asked.holder_flows(), asked.counted_sources), "holder_id")
    average = added(sums.values())
    ranks = _ranks(sums)
    rows = [
        _holder_row(holder, sums[holder.pk], average, ranks.get(holder.pk))
        for holder in Agency.objects.filter(pk__in=sums).select_related("area")
    ]
    return HolderBoard(average, tuple(sorted(rows, key=_laggards_first)))


def _holder_row(holder: Agency, amounts: Amounts, average: Amounts, rank: int | None) -> HolderRow:
    difference = None if rank is None else amounts.rate.points_from(average.rate)
    return HolderRow(holder, amounts, rank, difference)


def _ranks(sums: dict[int, Amounts]) -> dict[int, int]:
    rates = {pk: amounts.rate.ratio for pk, amounts in sums.items() if not amounts.is_for_others}
    known = {pk: rate for pk, rate in rates.items() if rate is not None}
    places: dict[Fraction, int] = {}
    for place, rate in enumerate(sorted(known.values(), reverse=True), start=1):
        places.setdefault(rate, place)
    return {pk: places[rate] for pk, rate in known.items()}


def _laggards_first(row: HolderRow) -> tuple[bool, Fraction, int, str]:
    rate = row.amounts.rate.ratio
    return row.rank is None, rate or Fraction(0), -row.amounts.plan_vnd, row.holder.code


def by_component(asked: CapitalQuestion) -> tuple[ComponentRow, ...]:
    """Every component that capital is planned on, in the order of the programme's tree."""
    sums = _added_by(asked.parts_in_rate, "component_id")
    components = Component.objects.filter(pk__in=sums).select_related("programme").order_by("programme", "path")
    return tuple(ComponentRow(component, sums[component.pk]) for component in components)


def by_source(asked: CapitalQuestion) -> tuple[SourceRow, ...]:
    """Every source, those outside the rate included."""
    sums = _added_by(asked.parts, "source_id")
    return tuple(SourceRow(source, sums[source.pk]) for source in CapitalSource.objects.filter(pk__in=sums))


def in_rate(rows: FactQuerySet, counted: Collection[int] | None = None) -> FactQuerySet:
    """The flows of the sources that count in the disbursement rate; `counted` are their ids, where known."""
    return rows.filter(source__in=rate_sources() if counted is None else counted)


def rate_sources() -> frozenset[int]:
    """Asked for first, as units are: with the ids at hand the planner knows how many facts it will read, and adds
    them up in a hash; of a join it knows nothing and sorts them all."""
    return frozenset(CapitalSource.objects.filter(counts_in_rate=True).values_list("pk", flat=True))


def _fact_areas(unit: Area) -> list[int]:
    """The unit and every one below that has facts of its own; villages have none."""
    below = Area.objects.below_paths([unit.path]).exclude(level=Area.Level.VILLAGE)
    return [unit.pk, *below.values_list("pk", flat=True)]


def _added_by(parts: Mapping[Part, Amounts], key: str) -> dict[int, Amounts]:
    found: dict[int, list[Amounts]] = defaultdict(list)
    for part, amounts in parts.items():
        found[getattr(part, key)].append(amounts)
    return {pk: added(amounts) for pk, amounts in found.items()}


def added(parts: Any) -> Amounts:
    found = list(parts)
    return Amounts(
        sum(part.plan_vnd for part in found),
        sum(part.disbursed_vnd for part in found),
        sum(part.advance_vnd for part in found),
        sum(part.unallocated_vnd for part in found),
    )
