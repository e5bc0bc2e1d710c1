"""The table of disbursement of a period: plan, in the period, since the year began and the rate, by kind of capital.

All from the cube as of the period's last day; what happened in the period is the difference of two balances. What is
dated before the budget year counts in each period that begins with it, as it counts in January on the board, so that
the months add up to the year. A closed year answers from its snapshot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args

from catalogs.models import CapitalKind, CapitalKindLabel
from reports.figures.course import NOTHING, Amounts, added
from reports.figures.question import CapitalQuestion
from reports.figures.scope import Reach
from reports.periods import Period

Breakdown = Literal["holder", "project", "area"]
BREAKDOWNS: tuple[Breakdown, ...] = get_args(Breakdown)
# What a leaf of the table is counted by.
LEAF_KEYS: dict[Breakdown, str] = {"holder": "holder_id", "project": "component_id", "area": "area_id"}
# Kind of capital -> what it was at the end of the period, and the day before it began.
Sums = Mapping[int, "Moved"]


@dataclass(frozen=True)
class Moved:
    end: Amounts = NOTHING
    before: Amounts = NOTHING

    @property
    def plan_vnd(self) -> int:
        return self.end.plan_vnd

    @property
    def disbursed_vnd(self) -> int:
        return self.end.disbursed_vnd

    @property
    def in_period_vnd(self) -> int:
        return self.end.disbursed_vnd - self.before.disbursed_vnd


def moved(parts: Iterable[Moved]) -> Moved:
    found = list(parts)
    return Moved(added(part.end for part in found), added(part.before for part in found))


@dataclass(frozen=True)
class PeriodicRow:
    """`depth` 0 is the total, 1 the outermost group; `filters` narrow the lists of movements and vouchers to it."""

    code: str
    name: str
    sums: Sums
    depth: int = 1
    number: str = ""
    is_group: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Moved:
        return moved(self.sums.values())

    def of_kind(self, kind_id: int) -> Moved:
        return self.sums.get(kind_id, Moved())


def joined(parts: Iterable[Sums]) -> dict[int, Moved]:
    """The sums of several leaves by kind."""
    found = list(parts)
    kinds = {kind for part in found for kind in part}
    return {kind: moved(part[kind] for part in found if kind in part) for kind in kinds}


@dataclass(frozen=True)
class PeriodicBoard:
    """`asked` is as of the last day of the period that has come."""

    asked: CapitalQuestion
    period: Period
    breakdown: Breakdown
    reach: Reach = "own"

    @property
    def end(self) -> date:
        return self.asked.as_of

    @property
    def begins_year(self) -> bool:
        return self.period.begins(self.asked.budget_year)

    @cached_property
    def _day_before(self) -> CapitalQuestion:
        return replace(self.asked, as_of=self.period.day_before)

    @cached_property
    def early_vnd(self) -> int:
        """What of the disbursed in the period is dated before it, as the year had not begun."""
        if not self.begins_year:
            return 0
        return self._day_before.counted(self._day_before.flows()).get((), NOTHING).disbursed_vnd

    @cached_property
    def total(self) -> PeriodicRow:
        sums = self._moved("kind_id", of_holders=False)
        return PeriodicRow("", "Tổng số", {kind: part for (kind,), part in sums.items()}, depth=0)

    @cached_property
    def kinds(self) -> tuple[tuple[CapitalKind, str], ...]:
        """The kinds that the year has, each with its name of the year."""
        labels = CapitalKindLabel.objects.labels(date(self.asked.budget_year, 12, 31))
        found = CapitalKind.objects.filter(pk__in=list(self.total.sums))
        return tuple((kind, labels.get(kind.code, kind.name)) for kind in found)

    @cached_property
    def leaves(self) -> dict[int, dict[int, Moved]]:
        """Holder, component or area -> kind -> sums."""
        key = LEAF_KEYS[self.breakdown]
        sums = self._moved(key, "kind_id", of_holders=self.breakdown != "project")
        found: dict[int, dict[int, Moved]] = {}
        for (leaf, kind), part in sums.items():
            found.setdefault(leaf, {})[kind] = part
        return found

    def _moved(self, *keys: str, of_holders: bool) -> dict[tuple[Any, ...], Moved]:
        end = _sums(self.asked, keys, of_holders=of_holders)
        before = {} if self.begins_year else _sums(self._day_before, keys, of_holders=of_holders)
        found = {key: Moved(end.get(key, NOTHING), before.get(key, NOTHING)) for key in end | before}
        return {key: part for key, part in found.items() if part != Moved()}


def _sums(asked: CapitalQuestion, keys: tuple[str, ...], *, of_holders: bool) -> dict[tuple[Any, ...], Amounts]:
    return asked.counted(asked.holder_flows() if of_holders else asked.flows(), *keys)
