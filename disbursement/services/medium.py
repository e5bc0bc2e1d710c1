"""Yearly plans against the medium-term plan of their holder."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from core.formats import format_number
from disbursement.models import CapitalLine, DraftEntry

DIMENSIONS = ("component_id", "holder_id", "kind_id", "source_id")
Key = tuple[Any, ...]


def over_medium_term(rows: Sequence[DraftEntry], changes: Mapping[UUID, int]) -> Iterator[tuple[UUID, str]]:
    """Rows after which the years add up to more than the medium-term plan, which is told and not refused."""
    gaining = [(row, line) for row in rows if (line := _gaining(row, changes))]
    periods = _medium_lines([line for _row, line in gaining])
    years = _years_of(line for found in periods.values() for line in found)
    for row, line in gaining:
        medium = _period_of(line, periods)
        if medium is None:
            continue
        allowed = medium.plan_vnd + changes.get(medium.pk, 0)
        over = _yearly_total(medium, years) + changes[line.pk] - allowed
        if over > 0:
            told = {"first": medium.tranche_year, "last": medium.budget_year, "over": format_number(over)}
            yield row.pk, _("Vượt kế hoạch trung hạn %(first)s-%(last)s %(over)s đồng.") % told


def _gaining(row: DraftEntry, changes: Mapping[UUID, int]) -> CapitalLine | None:
    """The yearly line that gets more by the row."""
    line = row.line if row.act != DraftEntry.Act.TRANSFER else row.counter_line
    if line is None or line.horizon != CapitalLine.Horizon.YEAR or changes.get(line.pk, 0) <= 0:
        return None
    return line


def _key(line: CapitalLine) -> Key:
    return tuple(getattr(line, name) for name in DIMENSIONS)


def _of_holders(lines: Iterable[CapitalLine]) -> QuerySet[CapitalLine]:
    """Lines of the same holders and components, among them all of the same dimensions."""
    lines = list(lines)
    holders, components = {line.holder_id for line in lines}, {line.component_id for line in lines}
    return CapitalLine.objects.filter(holder__in=holders, component__in=components)


def _medium_lines(lines: Sequence[CapitalLine]) -> dict[Key, list[CapitalLine]]:
    """Medium-term lines by their dimensions, the latest period first."""
    found: dict[Key, list[CapitalLine]] = defaultdict(list)
    for line in _of_holders(lines).filter(horizon=CapitalLine.Horizon.MEDIUM).order_by("-tranche_year"):
        found[_key(line)].append(line)
    return found


def _period_of(line: CapitalLine, periods: Mapping[Key, list[CapitalLine]]) -> CapitalLine | None:
    """The medium-term line that a yearly one belongs to: same component, holder, kind and source, its year inside."""
    known = periods.get(_key(line), [])
    return next((medium for medium in known if medium.tranche_year <= line.tranche_year <= medium.budget_year), None)


def _years_of(periods: Iterable[CapitalLine]) -> dict[Key, dict[int, int]]:
    """What was given for each year of its own money, by dimensions; what was carried over is not given twice."""
    years = _of_holders(periods).filter(horizon=CapitalLine.Horizon.YEAR)
    # What the holder gives on to itself stands in two of its lines.
    years = years.exclude(parent__holder=F("holder"))
    found: dict[Key, dict[int, int]] = defaultdict(dict)
    for *key, year, total in years.order_by().values_list(*DIMENSIONS, "tranche_year").annotate(Sum("plan_vnd")):
        found[tuple(key)][year] = total
    return found


def _yearly_total(medium: CapitalLine, years: Mapping[Key, Mapping[int, int]]) -> int:
    given = years.get(_key(medium), {})
    return sum(amount for year, amount in given.items() if medium.tranche_year <= year <= medium.budget_year)
