"""The heat map of holders by projects: the darker, the further behind the average; empty cells had nothing to spend."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from catalogs.models import Component
from core.formats import format_number
from reports.behind import Behind, behind
from reports.boards.disbursement import DisbursementBoard
from reports.figures.course import Amounts
from reports.figures.matrix import Matrix, MatrixRow
from reports.links import Links

# Rates as shares of the average of the day: in March ten per cent is fine, in December it is not. What is not
# disbursed at all has the darkest step for itself.
STEPS = (Fraction(1, 2), Fraction(3, 4), Fraction(1))


@dataclass(frozen=True)
class HeatCell:
    """`tone` is a class of the heat map; an empty `text` had nothing to spend."""

    text: str = ""
    url: str = ""
    tone: str = "heat-0"


@dataclass(frozen=True)
class HeatLine:
    label: str
    url: str
    rate: str
    cells: Sequence[HeatCell]


@dataclass(frozen=True)
class HeatColumn:
    label: str
    title: str


@dataclass(frozen=True)
class CapitalHeat:
    """`key`: the limits of the steps in per cent, from the average down, for the legend."""

    columns: Sequence[HeatColumn]
    lines: Sequence[HeatLine]
    total: HeatLine
    key: Sequence[str]
    is_rolled_up: bool
    left_out: int


def capital_heat(board: DisbursementBoard, links: Links, most: int) -> CapitalHeat:
    """Laggards first, as the holders stand; no more than `most` of them."""
    found, average = board.matrix, board.holders.average
    limits = [(average.rate.ratio or Fraction(0)) * step for step in STEPS]
    whole = behind(board, links)
    totals = [
        _cell(amounts, limits, _cell_lines(whole, column, found))
        for column, amounts in zip(found.columns, found.totals, strict=True)
    ]
    return CapitalHeat(
        columns=[_column(column, found) for column in found.columns],
        lines=[_line(row, found, whole, limits) for row in found.rows[:most]],
        total=HeatLine(_("Tất cả đơn vị"), whole.lines, _percent(average.rate.ratio), totals),
        key=[format_number(limit * 100, 0) for limit in reversed(limits)],
        is_rolled_up=found.is_rolled_up,
        left_out=max(len(found.rows) - most, 0),
    )


def _column(column: Component, found: Matrix) -> HeatColumn:
    label, title = short(column.code), f"{column.number}: {column.name}"
    if column.pk not in found.alone:
        return HeatColumn(label, title)
    return HeatColumn(_("%(code)s chưa chia") % {"code": label}, _("%(name)s (chưa chia chi tiết)") % {"name": title})


def _cell_lines(of_row: Behind, column: Component, found: Matrix) -> str:
    return of_row.of(noi_dung=column.pk, rieng="true" if column.pk in found.alone else "").lines


def short(code: str) -> str:
    """As papers write it where room is scarce: "DA4.TDA1" as "DA4 TDA1"."""
    return code.replace(".", " ")


def _line(row: MatrixRow, found: Matrix, whole: Behind, limits: Sequence[Fraction]) -> HeatLine:
    of_holder = whole.of(don_vi=row.holder.holder.pk)
    cells = [
        _cell(amounts, limits, _cell_lines(of_holder, column, found))
        for column, amounts in zip(found.columns, row.cells, strict=True)
    ]
    return HeatLine(row.holder.holder.name, of_holder.lines, _percent(_rate(row.holder.amounts)), cells)


def _cell(amounts: Amounts | None, limits: Sequence[Fraction], url: str) -> HeatCell:
    rate = None if amounts is None else _rate(amounts)
    return HeatCell() if rate is None else HeatCell(_percent(rate), url, tone(rate, limits))


def _rate(amounts: Amounts) -> Fraction | None:
    """None of what had nothing to spend."""
    return None if amounts.is_for_others else amounts.rate.ratio


def tone(rate: Fraction, limits: Sequence[Fraction]) -> str:
    """heat-1 from the highest limit on, darker below each, heat-5 for nothing at all."""
    return "heat-5" if rate <= 0 else f"heat-{4 - bisect_right(limits, rate)}"


def _percent(rate: Fraction | None) -> str:
    """Without decimals; what is not zero does not read as zero."""
    if rate is None:
        return ""
    return "<1" if 0 < rate < Fraction(1, 200) else format_number(rate * 100, 0)
