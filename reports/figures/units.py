"""Capital by area: each unit below, laggards first, and what the area holds itself, so that the parts add up."""

from dataclasses import dataclass
from fractions import Fraction

from areas.models import Area
from reports.figures.course import NOTHING, Amounts, Change, added
from reports.figures.ground import units_below
from reports.figures.question import CapitalQuestion


@dataclass(frozen=True)
class UnitRow:
    """`difference` is to the average of the whole area, as a ratio; None without a plan that could be spent. `month`:
    since the end of the month before."""

    area: Area
    amounts: Amounts
    difference: Fraction | None
    month: Change

    @property
    def is_below_average(self) -> bool:
        return self.difference is not None and self.difference < 0


@dataclass(frozen=True)
class UnitBoard:
    """`own`: what agencies of the area itself hold, with its change since the month before. `without_capital`: units
    below that have none."""

    rows: tuple[UnitRow, ...] = ()
    own_month: Change | None = None
    without_capital: int = 0

    @property
    def own(self) -> Amounts:
        return self.own_month.now if self.own_month else NOTHING


def by_unit(asked: CapitalQuestion) -> UnitBoard:
    """Districts of the old list, communes of the new one; in the year of the change units of both."""
    units = units_below(asked.ground)
    if not units:
        return UnitBoard()
    parts = asked.unit_parts(units)
    below = {area: found for (area, own), found in parts.items() if not own}
    itself = [found for (_area, own), found in parts.items() if own]
    own_month = asked.month_change(added(now for now, _then in itself), added(then for _now, then in itself))
    average = added([own_month.now, *(now for now, _then in below.values())]).rate
    rows = [_row(unit, asked.month_change(*below[unit.pk]), average.ratio) for unit in units if unit.pk in below]
    return UnitBoard(tuple(sorted(rows, key=_laggards_first)), own_month, len(units) - len(rows))


def _row(unit: Area, month: Change, average: Fraction | None) -> UnitRow:
    ratio = None if month.now.is_for_others else month.now.rate.ratio
    return UnitRow(unit, month.now, None if ratio is None or average is None else ratio - average, month)


def _laggards_first(row: UnitRow) -> tuple[bool, Fraction, int, str]:
    return row.difference is None, row.amounts.rate.ratio or Fraction(0), -row.amounts.plan_vnd, row.area.sort_key
