"""The rows of one sheet, from a workbook or a CSV file, after the safety checks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import python_calamine
from django.utils.translation import gettext as _

from core.spreadsheets.archive import Limits, broken
from core.spreadsheets.delimited import read_csv
from core.spreadsheets.errors import BadTable, CellError
from core.spreadsheets.kinds.base import Raw
from core.spreadsheets.safety import Source, check_xlsx, opened
from core.text import fold

CSV_SHEET = "CSV"
_WORKBOOK_STARTS = (b"PK", b"\xd0\xcf\x11\xe0")
_REF = re.compile(r"([A-Z]+)(\d+)")


@dataclass(slots=True)
class SheetData:
    """`lines` from row 1 on; `formula_errors` gives the columns of a row whose formulas failed."""

    name: str
    lines: Iterator[Sequence[Raw]] = field(repr=False)
    total_rows: int | None = None
    formula_errors: dict[int, set[int]] = field(default_factory=dict, repr=False)


def is_workbook(source: Source) -> bool:
    with opened(source) as file:
        return file.read(8).startswith(_WORKBOOK_STARTS)


def sheet_names(source: Source, limits: Limits | None = None) -> list[str]:
    """The visible sheets of a checked workbook; a CSV file has one."""
    if not is_workbook(source):
        return [CSV_SHEET]
    check_xlsx(source, limits)
    return _visible(_load(source))


def open_sheet(source: Source, sheet: str | None, limits: Limits | None = None) -> SheetData:
    """The sheet of that name (accents and case aside), or the first visible one; raises SpreadsheetError."""
    if not is_workbook(source):
        return SheetData(CSV_SHEET, read_csv(source, limits))
    facts = check_xlsx(source, limits)
    workbook = _load(source)
    name = _chosen(_visible(workbook), sheet)
    try:
        content = workbook.get_sheet_by_name(name)
    except python_calamine.CalamineError as error:
        raise broken() from error
    errors: dict[int, set[int]] = {}
    for row, column in map(_place, facts.sheets[name].error_cells if name in facts.sheets else ()):
        errors.setdefault(row, set()).add(column)
    return SheetData(name, content.iter_rows(), content.end[0] + 1 if content.end else 0, errors)


def _load(source: Source) -> python_calamine.CalamineWorkbook:
    try:
        with opened(source) as file:
            return python_calamine.load_workbook(BytesIO(file.read()))
    except python_calamine.CalamineError as error:
        raise broken() from error


def _visible(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _chosen(names: list[str], wanted: str | None) -> str:
    if wanted is None and names:
        return names[0]
    if wanted is not None and wanted in names:
        return wanted
    alike = [name for name in names if fold(name) == fold(wanted or "")]
    if alike:
        return alike[0]
    raise BadTable(
        [
            CellError(
                sheet=wanted or "",
                cell="",
                value="",
                reason=_("Tệp không có trang này."),
                remedy=_("Các trang có trong tệp: %(names)s.") % {"names": ", ".join(names) or "–"},
            )
        ]
    )


def _place(ref: str) -> tuple[int, int]:
    """C17 as row 17, column 2."""
    parts = _REF.fullmatch(ref)
    if parts is None:
        raise broken()
    column = 0
    for letter in parts[1]:
        column = column * 26 + ord(letter) - 64
    return int(parts[2]), column - 1
