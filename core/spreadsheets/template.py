"""Workbooks for people to fill in: drop-down lists, hints, formats, an example row, a locked header.

Made from the same columns as the import reads, so that what the template lets through the import takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from core.spreadsheets.columns import Column
from core.spreadsheets.errors import column_letters
from core.spreadsheets.reading import EXAMPLE_MARK
from core.spreadsheets.template_rules import choices, number_format, validation
from core.spreadsheets.writing import distinct_sheet_names

LISTS_SHEET = "_DanhMuc"
CHECKED_ROWS = 5000
_DEFAULT_WIDTH = 18
_HEADER_HEIGHT = 36
_ALLOWED = (
    "format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet to fill in; `rows` are given in the order of the columns and may be changed by the user."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]] = ()


def template_xlsx(target: Path | BinaryIO, sheets: Sequence[TemplateSheet], *, guide: Sequence[str] = ()) -> None:
    """Writes the template; `guide` lines stand above the list of columns on its last sheet."""
    place = str(target) if isinstance(target, Path) else target
    with xlsxwriter.Workbook(place, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        names = distinct_sheet_names(sheet.name for sheet in sheets)
        parts = [_SheetWriter(book, book.add_worksheet(name), sheet) for name, sheet in zip(names, sheets, strict=True)]
        _write_guide(book, sheets, guide)
        lists = _Lists(book)
        for part in parts:
            part.write(lists)
        lists.hide()


class _Lists:
    """The hidden sheet of drop-down lists; equal lists are kept once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.sheet: Worksheet = book.add_worksheet(LISTS_SHEET)
        self.places: dict[tuple[str, ...], str] = {}

    def place_of(self, labels: Sequence[str]) -> str:
        """The formula of the range that holds `labels`; empty for no labels."""
        if not labels:
            return ""
        if (key := tuple(labels)) not in self.places:
            letter = column_letters(len(self.places))
            for row, label in enumerate(labels):
                self.sheet.write_string(row, len(self.places), label)
            self.places[key] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(labels)}"
        return self.places[key]

    def hide(self) -> None:
        self.sheet.protect()
        self.sheet.very_hidden()


class _SheetWriter:
    def __init__(self, book: xlsxwriter.Workbook, page: Worksheet, sheet: TemplateSheet) -> None:
        self.page, self.sheet = page, sheet
        frame = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        self.header = book.add_format({**frame, "bg_color": "#DCE6F1"})
        self.needed = book.add_format({**frame, "bg_color": "#FDE9D9"})
        self.example = book.add_format({"italic": True, "font_color": "#7F7F7F", "locked": False})
        self.free = [
            book.add_format({"locked": False, "num_format": number_format(column.kind)}) for column in sheet.columns
        ]

    def write(self, lists: _Lists) -> None:
        first = 1 + self._write_header()
        for place, column in enumerate(self.sheet.columns):
            self._check_column(place, column, first, lists.place_of(choices(column.kind)))
        for number, row in enumerate(self.sheet.rows, start=first):
            for place, value in enumerate(row):
                self._write_value(number, place, value)
        self.page.freeze_panes(1, 0)
        self.page.protect("", dict.fromkeys(_ALLOWED, True))

    def _write_header(self) -> int:
        """Header and example row; how many example rows there are."""
        self.page.set_row(0, _HEADER_HEIGHT)
        for place, column in enumerate(self.sheet.columns):
            self.page.set_column(place, place, column.width or _DEFAULT_WIDTH, self.free[place])
            text = f"{column.header} *" if column.required else column.header
            self.page.write_string(0, place, text, self.needed if column.required else self.header)
        if not any(column.example for column in self.sheet.columns):
            return 0
        for place, column in enumerate(self.sheet.columns):
            text = f"{EXAMPLE_MARK} {column.example}" if place == 0 else column.example
            self.page.write_string(1, place, text, self.example)
        return 1

    def _check_column(self, place: int, column: Column, first: int, list_range: str) -> None:
        last = first + max(CHECKED_ROWS, len(self.sheet.rows)) - 1
        rule = validation(column.header, column.kind, column.note, list_range)
        self.page.data_validation(first, place, last, place, rule)

    def _write_value(self, row: int, place: int, value: Any) -> None:
        form = self.free[place]
        if value is None or value == "":
            self.page.write_blank(row, place, None, form)
        elif isinstance(value, bool):
            self.page.write_string(row, place, _("Có") if value else _("Không"), form)
        elif isinstance(value, str):
            self.page.write_string(row, place, value, form)
        elif isinstance(value, date):
            self.page.write_datetime(row, place, value, form)
        else:
            self.page.write_number(row, place, value, form)


def _write_guide(book: xlsxwriter.Workbook, sheets: Sequence[TemplateSheet], lines: Sequence[str]) -> None:
    page: Worksheet = book.add_worksheet(_("Hướng dẫn"))
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((18, 28, 10, 60, 24)):
        page.set_column(place, place, width, wrapped)
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, bold)
    start = len(lines) + bool(lines)
    for place, text in enumerate((_("Trang"), _("Cột"), _("Bắt buộc"), _("Cách ghi"), _("Ví dụ"))):
        page.write_string(start, place, text, bold)
    listed = [(sheet.name, column) for sheet in sheets for column in sheet.columns]
    for row, (name, column) in enumerate(listed, start=start + 1):
        needed = _("Có") if column.required else ""
        how = " ".join(part for part in (column.note, column.kind.hint()) if part)
        for place, text in enumerate((name, column.header, needed, how, column.example)):
            page.write_string(row, place, text, wrapped)
