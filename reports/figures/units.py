"""Capital by area: each unit below, laggards first, and what the area holds itself, so that the parts add up."""

from dataclasses import dataclass
from fractions import Fraction

from areas.models import Area
from reports.figures.course import NOTHING, Amounts, added
from reports.figures.ground import units_below
from reports.figures.question import CapitalQuestion


@dataclass(frozen=True)
class UnitRow:
    """`difference` is to the average of the whole area, as a ratio; None without a plan that could be spent."""

    area: Area
    amounts: Amounts
    difference: Fraction | None

    @property
    def is_below_average(self) -> bool:
        return self.difference is not None and self.difference < 0


@dataclass(frozen=True)
class UnitBoard:
    """`own`: what agencies of the area itself hold. `without_capital`: units below that have none."""

    rows: tuple[UnitRow, ...] = ()
    own: Amounts = NOTHING
    without_capital: int = 0


def by_unit(asked: CapitalQuestion) -> UnitBoard:
    """Districts of the old list, communes of the new one; in the year of the change units of both."""
    units = units_below(asked.ground)
    if not units:
        return UnitBoard()
    sums = asked.unit_sums(units)
    below = {area: found for (area, own), found in sums.items() if not own}
    itself = added(found for (_area, own), found in sums.items() if own)
    average = added([itself, *below.values()]).rate
    rows = [_row(unit, below[unit.pk], average.ratio) for unit in units if unit.pk in below]
    return UnitBoard(tuple(sorted(rows, key=_laggards_first)), itself, len(units) - len(rows))


def _row(unit: Area, amounts: Amounts, average: Fraction | None) -> UnitRow:
    ratio = None if amounts.is_for_others else amounts.rate.ratio
    return UnitRow(unit, amounts, None if ratio is None or average is None else ratio - average)


def _laggards_first(row: UnitRow) -> tuple[bool, Fraction, int, str]:
    return row.difference is None, row.amounts.rate.ratio or Fraction(0), -row.amounts.plan_vnd, row.area.sort_key
