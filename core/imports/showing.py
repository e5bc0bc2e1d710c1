"""Staged rows in words: what is new, what changes from what to what, what is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core import tables
from core.formats import format_date, format_number
from core.imports.declaration import Part
from core.models import ImportRow
from core.spreadsheets import CellError, Column
from core.spreadsheets.kinds import Choice, Day, Dong, Number, Whole, YesNo

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One value of a row; `old` is None where nothing was recorded before."""

    label: str
    new: str
    old: str | None = None


def changes(row: ImportRow, part: Part) -> list[Change]:
    """Of a changed row what differs; of another one what it says."""
    return list(_changed(row, part) if row.old else _said(row, part))


def _changed(row: ImportRow, part: Part) -> Iterator[Change]:
    for column in part.columns:
        if column.key in row.old:
            yield Change(column.header, shown(column, row.data.get(column.key)), shown(column, row.old[column.key]))


def _said(row: ImportRow, part: Part) -> Iterator[Change]:
    """What the row says beside its own name."""
    for column in part.columns:
        value = row.data.get(column.key)
        if value is not None and value != row.label and column.key != part.ref_column:
            yield Change(column.header, shown(column, value))


def shown(column: Column, value: Any) -> str:
    """A staged value as people write it; of a sealed one its mask."""
    if value is None:
        return NOTHING
    if isinstance(value, dict):
        return str(value["masked"])
    kind = column.kind
    if show := getattr(kind, "show", None):
        return str(show(value))
    if isinstance(kind, Choice):
        return kind.options.get(str(value), str(value))
    if isinstance(kind, YesNo):
        return _("có") if value else _("không")
    if isinstance(kind, Day):
        return format_date(date.fromisoformat(value))
    return _figure(kind, value)


def _figure(kind: Any, value: Any) -> str:
    if isinstance(kind, Whole) and kind.minimum >= 1900:
        return str(value)  # a year is not grouped
    if isinstance(kind, Dong | Whole):
        return format_number(int(value))
    return format_number(Decimal(value)) if isinstance(kind, Number) else str(value)


def errors_of_rows(rows: Iterable[ImportRow]) -> Iterator[CellError]:
    """The errors of these rows, one that two readings of a row share once."""
    seen: set[CellError] = set()
    for row in rows:
        for data in row.errors:
            error = CellError.from_json(data)
            if error not in seen:
                seen.add(error)
                yield error


def error_table(errors: Iterable[CellError]) -> tables.Table:
    columns = [tables.Column(head) for head in (_("Ô"), _("Giá trị"), _("Lý do"), _("Cách sửa"))]
    rows = [
        tables.Row([tables.Cell(e.cell or NOTHING, note=e.sheet), *map(tables.Cell, texts)])
        for e in errors
        for texts in [(e.value or NOTHING, e.reason, e.remedy)]
    ]
    return tables.Table(_("Các ô cần sửa"), columns, rows, caption_hidden=True)
