"""The heat map as rows of cells that lead to households: which of the poor lack what, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.formats import format_number
from core.rates import Rate
from households.models import Indicator
from reports.figures.deprivations import HeatMap, HeatRow
from reports.links import Links


@dataclass(frozen=True)
class HeatCell:
    """`text` is per cent without decimals; the caption says so."""

    rate: Rate
    text: str
    url: str


@dataclass(frozen=True)
class HeatLine:
    label: str
    url: str
    households: int
    cells: Sequence[HeatCell]


@dataclass(frozen=True)
class HeatView:
    """`left_out`: units that are not shown, because they have the fewest households or none."""

    year: int
    indicators: Sequence[Indicator]
    lines: Sequence[HeatLine]
    total: HeatLine
    left_out: int

    @property
    def unit_count(self) -> int:
        return len(self.lines) + self.left_out


def heat_view(found: HeatMap, links: Links, most: int | None = None) -> HeatView:
    """Units with poor households; with `most`, those with the most of them, in their usual order."""
    year = found.total_summary.year
    filled = [row for row in found.rows if row.households]
    largest = {row.area.pk for row in sorted(filled, key=lambda row: -row.households)[:most]}
    shown = [row for row in filled if row.area.pk in largest]
    return HeatView(
        year=year,
        indicators=found.indicators,
        lines=[_line(row, found.indicators, links, year) for row in shown],
        total=_line(found.total, found.indicators, links, year),
        left_out=len(found.rows) - len(shown),
    )


def _line(row: HeatRow, indicators: Sequence[Indicator], links: Links, year: int) -> HeatLine:
    cells = [
        HeatCell(rate, _text(rate), links.households(year, row.area, ket_qua="poor", thieu_hut=indicator.code))
        for rate, indicator in zip(row.rates, indicators, strict=True)
    ]
    return HeatLine(row.area.full_name, links.area(row.area, year), row.households, cells)


def _text(rate: Rate) -> str:
    return "–" if rate.ratio is None else format_number(rate.ratio * 100, 0)
