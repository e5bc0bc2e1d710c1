"""Capital and disbursement as of any day: totals, by kind, holder, component and source (reports.figures.question)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalKindLabel, CapitalSource, Component
from reports.figures.course import NOTHING, Amounts, Changes, Course, added, month_before
from reports.figures.question import CapitalQuestion
from reports.models import Snapshot


@dataclass(frozen=True)
class KindRow:
    kind: CapitalKind
    label: str
    changes: Changes

    @property
    def amounts(self) -> Amounts:
        return self.changes.month.now


@dataclass(frozen=True)
class CapitalTotals:
    question: CapitalQuestion
    by_kind: tuple[KindRow, ...]
    changes: Changes

    @property
    def total(self) -> Amounts:
        return self.changes.month.now

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
    changes: Changes

    @property
    def is_new(self) -> bool:
        """Whether it did not exist on the day of the year before that it would be held against."""
        return self.holder.valid_from > self.changes.year.on

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
    changes: Changes

    @property
    def amounts(self) -> Amounts:
        return self.changes.month.now


def totals(asked: CapitalQuestion) -> CapitalTotals:
    """The total and each kind of capital, in the order and with the labels of the budget year."""
    labels = CapitalKindLabel.objects.labels(date(asked.budget_year, 12, 31))
    rows = tuple(_kind_row(asked, kind, labels) for kind in CapitalKind.objects.filter(pk__in=asked.courses))
    return CapitalTotals(asked, rows, _changes(asked, asked.course, asked.past.get(asked.budget_year - 1)))


def _kind_row(asked: CapitalQuestion, kind: CapitalKind, labels: Mapping[str, str]) -> KindRow:
    before = asked.past_courses.get(asked.budget_year - 1, {}).get(kind.pk)
    return KindRow(kind, labels.get(kind.code, kind.name), _changes(asked, asked.courses[kind.pk], before))


def by_holder(asked: CapitalQuestion) -> HolderBoard:
    """Every holder of the subtree against the average of all, which is sum over sum."""
    parts: dict[int, list[tuple[Amounts, Amounts]]] = {}
    for (holder, _component), part in asked.holder_parts.items():
        parts.setdefault(holder, []).append(part)
    sums = {pk: (added(now for now, _ in found), added(then for _, then in found)) for pk, found in parts.items()}
    average = added(now for now, _then in sums.values())
    ranks = _ranks({holder: now for holder, (now, _then) in sums.items()})
    rows = [
        _holder_row(asked, holder, sums[holder.pk], average, ranks.get(holder.pk))
        for holder in Agency.objects.filter(pk__in=sums).select_related("area")
    ]
    return HolderBoard(average, tuple(sorted(rows, key=_laggards_first)))


def _holder_row(
    asked: CapitalQuestion, holder: Agency, sums: tuple[Amounts, Amounts], average: Amounts, rank: int | None
) -> HolderRow:
    now, then = sums
    before = asked.year_before.get(holder.pk, NOTHING)
    difference = None if rank is None else now.rate.points_from(average.rate)
    return HolderRow(holder, now, rank, difference, asked.changes(now, then, before))


def _ranks(sums: dict[int, Amounts]) -> dict[int, int]:
    rates = {pk: amounts.rate.ratio for pk, amounts in sums.items() if not amounts.is_for_others}
    known = {pk: rate for pk, rate in rates.items() if rate is not None}
    places: dict[Fraction, int] = {}
    for place, rate in enumerate(sorted(known.values(), reverse=True), start=1):
        places.setdefault(rate, place)
    return {pk: places[rate] for pk, rate in known.items()}


def _laggards_first(row: HolderRow) -> tuple[bool, int, int, str]:
    return row.rank is None, -(row.rank or 0), -row.amounts.plan_vnd, row.holder.code


def by_component(asked: CapitalQuestion) -> tuple[ComponentRow, ...]:
    """Every component that capital is planned on, in the order of the programme's tree."""
    parts = component_parts(asked)
    return tuple(ComponentRow(node, parts[node.pk][0]) for node in asked.nodes if node.pk in parts)


def component_parts(asked: CapitalQuestion) -> dict[int, tuple[Amounts, Amounts]]:
    """Of each component itself: as of the day, and at the end of the month before."""
    parts: dict[int, list[tuple[Amounts, Amounts]]] = {}
    for (_holder, component), part in asked.holder_parts.items():
        parts.setdefault(component, []).append(part)
    return {
        component: (added(now for now, _ in found), added(then for _, then in found))
        for component, found in parts.items()
    }


def by_source(asked: CapitalQuestion) -> tuple[SourceRow, ...]:
    """Every source, those outside the rate included."""
    courses, before = asked.source_courses(asked.budget_year), asked.source_courses(asked.budget_year - 1)
    sources = CapitalSource.objects.filter(pk__in=courses)
    return tuple(SourceRow(one, _changes(asked, courses[one.pk], before.get(one.pk))) for one in sources)


def _changes(asked: CapitalQuestion, course: Course, before: Course | None) -> Changes:
    now, then = course.on_day, course.at(month_before(asked.as_of))
    return asked.changes(now, then, before.on_day if before else NOTHING)
