"""The officer's own workbook, with the bad cells coloured and the reason beside each."""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from core.spreadsheets.archive import Limits, broken
from core.spreadsheets.errors import CellError, UnsafeFile
from core.spreadsheets.safety import Source, check_xlsx, opened
from core.spreadsheets.writing import ExportColumn, Sheet, distinct_sheet_names
from core.text import one_line

# openpyxl takes some fifty times the size of the expanded text in memory.
MAX_EXPANDED = 24 * 2**20
MAX_MARKED = 5000
_BAD = PatternFill("solid", fgColor="FFF8CBAD")
_AUTHOR = "Cổng thông tin"
_COMMENT_SIZE = (120, 320)


def annotate_xlsx(
    source: Source, errors: Sequence[CellError], target: Path | BinaryIO, *, limits: Limits | None = None
) -> int:
    """Writes a copy of `source` with the bad cells marked and a sheet that lists them; returns how many.

    Raises UnsafeFile for a workbook too large to hold in memory: then give `error_list` as a file instead.
    """
    if check_xlsx(source, limits).expanded_bytes > MAX_EXPANDED:
        raise UnsafeFile("annotate", _("Tệp quá lớn để đánh dấu từng ô; hãy tải danh sách lỗi."))
    book = _load(source)
    by_sheet: dict[str, dict[str, list[CellError]]] = defaultdict(lambda: defaultdict(list))
    for error in errors[:MAX_MARKED]:
        by_sheet[error.sheet][error.cell].append(error)
    marked = sum(_mark_sheet(book[name], cells) for name, cells in by_sheet.items() if name in book.sheetnames)
    _add_list(book, errors[:MAX_MARKED])
    book.save(target)
    return marked


def error_list(errors: Iterable[CellError]) -> Sheet:
    """The errors as a sheet for `write_xlsx` or `csv_rows`."""
    return Sheet(
        name=_("Lỗi cần sửa"),
        columns=[ExportColumn(header, "text", width) for header, width in _list_columns()],
        rows=[(error.sheet, error.cell, error.value, error.reason, error.remedy) for error in errors],
    )


def _list_columns() -> list[tuple[str, int]]:
    return [(_("Trang"), 18), (_("Ô"), 8), (_("Giá trị"), 24), (_("Lý do"), 44), (_("Cách sửa"), 60)]


def _load(source: Source) -> Any:
    try:
        with opened(source) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decorations that the copy loses
            return openpyxl.load_workbook(file, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parts raise on a bent file
        raise broken() from error


def _mark_sheet(sheet: Any, cells: dict[str, list[CellError]]) -> int:
    """Colours the cells of one sheet; those that are only a row or nothing stand in the list alone."""
    corners = {
        sheet.cell(row, column).coordinate: area.coord.split(":")[0]
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
    }
    marked = 0
    for ref, errors in cells.items():
        if ref and not ref.isdecimal():
            cell = sheet[corners.get(ref, ref)]
            cell.fill = copy(_BAD)
            cell.comment = Comment(_comment(errors), _AUTHOR, *_COMMENT_SIZE)
            marked += 1
    return marked


def _comment(errors: Iterable[CellError]) -> str:
    return "\n".join(one_line(f"{error.reason} {error.remedy}") for error in errors)


def _add_list(book: Any, errors: Iterable[CellError]) -> None:
    """The last sheet, so that the first is still the one to import, and the one that is shown on opening."""
    *_others, name = distinct_sheet_names([*book.sheetnames, _("Lỗi cần sửa")])
    sheet = book.create_sheet(name)
    lines = [[header for header, _width in _list_columns()]]
    lines += [[error.sheet, error.cell, error.value, error.reason, error.remedy] for error in errors]
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            cell = sheet.cell(row, column, one_line(text))
            cell.data_type = "s"  # never a formula
            cell.font = Font(bold=row == 1)
    for column, (_header, width) in enumerate(_list_columns(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    book.active = book.sheetnames.index(name)
    for other in book.worksheets:  # two selected sheets would be edited together
        other.sheet_view.tabSelected = other is sheet
