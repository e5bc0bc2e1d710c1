"""Reading a table row by row, every error with the name of its cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from core.spreadsheets.archive import Limits
from core.spreadsheets.columns import SEARCHED_ROWS, Column, Layout, check_layout, find_layout
from core.spreadsheets.errors import CellError, cell_ref, shown
from core.spreadsheets.kinds.base import BadCell, Kind, Raw
from core.spreadsheets.safety import Source
from core.spreadsheets.sheets import open_sheet
from core.spreadsheets.units import UnitNote, unit_notes
from core.text import fold

# A row of the template that shows what to write begins so, and is never imported.
EXAMPLE_MARK = "Ví dụ:"
_EXAMPLE_KEY = fold(EXAMPLE_MARK)
_REMEMBERED = 20_000

Parse = Callable[[Raw], object | None]
Plan = list[tuple[int, Parse, Column]]


@dataclass(slots=True)
class Row:
    """One row: values by column key (None where empty or bad), and what is wrong with its cells."""

    number: int
    values: dict[str, Any]
    errors: list[CellError]
    table: "Table" = field(repr=False)
    cells: Sequence[Raw] = field(repr=False)

    def ref(self, key: str) -> str:
        """C17: where the value of `key` stands; the row alone when the sheet has no such column."""
        place = self.table.layout.positions.get(key)
        return str(self.number) if place is None else cell_ref(self.number, place)

    def raw(self, key: str) -> Raw:
        """The cell as the file has it; "" when the sheet has no such column."""
        place = self.table.layout.positions.get(key)
        return "" if place is None else self.cells[place]

    def header(self, key: str) -> str:
        """The column's name as the officer wrote it."""
        place = self.table.layout.positions.get(key)
        return "" if place is None else self.table.layout.headers[place]

    def error(self, key: str, reason: str, remedy: str) -> CellError:
        """An error of this row, for the rules of the domain too."""
        place = self.table.layout.positions.get(key)
        value = "" if place is None else shown(self.cells[place])
        return CellError(self.table.sheet, self.ref(key), value, reason, remedy)


@dataclass(slots=True)
class Table:
    """A sheet whose header was found; `rows()` reads it once. `units` stand above the header."""

    sheet: str
    columns: Sequence[Column]
    layout: Layout
    first_row: int
    total_rows: int | None
    lines: Iterator[Sequence[Raw]] = field(repr=False)
    formula_errors: Mapping[int, set[int]] = field(repr=False)
    units: tuple[UnitNote, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Every row that is neither empty nor the template's example."""
        keys = tuple(column.key for column in self.columns)
        places = self.layout.positions
        plan = [(places[c.key], _parser(c.kind), c) for c in self.columns if c.key in places]
        width = max(places.values(), default=-1) + 1
        for number, line in enumerate(self.lines, start=self.first_row):
            cells = line if len(line) >= width else [*line, *[""] * (width - len(line))]
            if not self._is_passed_over(number, cells):
                row = Row(number, dict.fromkeys(keys), [], self, cells)
                _fill(row, plan)
                yield row

    def _is_passed_over(self, number: int, cells: Sequence[Raw]) -> bool:
        if number in self.formula_errors:
            return False
        first = next((cell for cell in cells if cell != "" and not (isinstance(cell, str) and cell.isspace())), None)
        return first is None or (isinstance(first, str) and first[:1] in "Vv" and fold(first).startswith(_EXAMPLE_KEY))


def _fill(row: Row, plan: Plan) -> None:
    failed = row.table.formula_errors.get(row.number, ())
    for place, parse, column in plan:
        try:
            value = parse(row.cells[place])
        except BadCell as bad:
            row.errors.append(row.error(column.key, bad.reason, bad.remedy))
            continue
        row.values[column.key] = value
        if place in failed:
            row.errors.append(row.error(column.key, _("Công thức trong ô báo lỗi."), column.kind.hint()))
        elif value is None and column.required:
            row.errors.append(row.error(column.key, _("Ô bắt buộc còn trống."), column.kind.hint()))


def _parser(kind: Kind) -> Parse:
    """`kind.parse`, which a kind with few different texts does once for each of them."""
    parse = kind.parse
    if not kind.repeats:
        return parse
    known: dict[str, object | None] = {}

    def look_up(raw: Raw) -> object | None:
        if type(raw) is not str:
            return parse(raw)
        try:
            return known[raw]
        except KeyError:
            value = parse(raw)
        if len(known) < _REMEMBERED:
            known[raw] = value
        return value

    return look_up


def open_table(
    source: Source,
    sheet: str | None,
    columns: Sequence[Column],
    *,
    header_rows: int = 1,
    header_row: int | None = None,
    mapping: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Table:
    """Checks the file and finds the sheet (None: the first visible) and its header; raises SpreadsheetError.

    Without `header_row` (counted from 1) the header is looked for in the first rows. `mapping` gives for a
    column's key the header that the officer chose in the file.
    """
    data = open_sheet(source, sheet, limits)
    head = list(islice(data.lines, (header_row or SEARCHED_ROWS) + header_rows))
    layout = find_layout(head, columns, header_rows=header_rows, header_row=header_row, mapping=mapping)
    check_layout(data.name, layout, columns)
    above = layout.header_row - 1 + header_rows
    units = unit_notes(head[: layout.header_row - 1])
    lines = chain(head[above:], data.lines)
    return Table(data.name, columns, layout, above + 1, data.total_rows, lines, data.formula_errors, units)


def read_table(
    source: Source,
    sheet: str | None,
    columns: Sequence[Column],
    *,
    header_rows: int = 1,
    mapping: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Iterator[Row]:
    """The rows of one sheet; what `open_table` raises it raises before the first row is asked for."""
    table = open_table(source, sheet, columns, header_rows=header_rows, mapping=mapping, limits=limits)
    return table.rows()


def preview(source: Source, sheet: str | None, count: int = 20, limits: Limits | None = None) -> list[list[str]]:
    """The first rows as text, for the page on which an officer says which column is which."""
    return [[shown(cell) for cell in line] for line in islice(open_sheet(source, sheet, limits).lines, count)]
