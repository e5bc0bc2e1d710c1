"""Values of a table as text, the same on the page and in Word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.formats import format_date, format_number
from core.papers.paper import MISSING, Cell, Head, Line, PaperTable
from core.papers.units import DONG
from core.rates import Rate, fixed_point

_DAY_ZERO = date(1899, 12, 30).toordinal()  # of a worksheet


def shown(value: object, head: Head, table: PaperTable) -> str:
    """Nothing stays nothing; a rate without its whole is a dash, never 0."""
    if value is None or value == "":
        return ""
    if isinstance(value, Rate):
        return MISSING if value.ratio is None else format_number(value.ratio * 100, 2)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and head.kind == "amount":
        return (table.unit or DONG).show(value)
    return value if isinstance(value, str) else format_number(value, head.places)  # type: ignore[arg-type]


def number_of(value: object, head: Head, table: PaperTable) -> int | float | None:
    """The figure as it is shown, for a worksheet, which counts days too; None for what is no figure."""
    if isinstance(value, Rate):
        return None if value.ratio is None else float(fixed_point(value.ratio * 100, 2))
    if isinstance(value, int) and head.kind == "amount":
        return (table.unit or DONG).number(value)
    if isinstance(value, date) and head.kind == "day":
        return value.toordinal() - _DAY_ZERO
    if value is None or isinstance(value, str | date):
        return None
    return value if isinstance(value, int) else float(value)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    kind: str
    url: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    cells: Sequence[ShownCell]
    level: int
    style: str


def shown_line(line: Line, table: PaperTable) -> ShownLine:
    """The first text of a row is its name: it heads the row and is moved by its level."""
    pairs = list(zip(table.heads, line.cells, strict=True))
    name = next((place for place, (head, _cell) in enumerate(pairs) if head.kind == "text"), 0)
    cells = [_shown_cell(cell, head, table, is_name=place == name) for place, (head, cell) in enumerate(pairs)]
    return ShownLine(cells, line.level, line.style)


def _shown_cell(cell: Cell, head: Head, table: PaperTable, *, is_name: bool) -> ShownCell:
    return ShownCell(shown(cell.value, head, table), head.kind, cell.url, is_name)
