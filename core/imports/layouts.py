"""Where the columns of an import stand in an officer's own file: by our names, as chosen before, or asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from core.imports.declaration import Importer, ImportSheet, Layout
from core.models import ImportBatch
from core.spreadsheets import BadTable, CellError, Table, UnreadableFile, UnsafeFile, open_table, sheet_names
from core.spreadsheets.sheets import is_workbook
from core.text import fold

SHEETS_TRIED = 12

Mapped = Mapping[str, Mapping[str, Any]]


class ColumnsNeeded(Exception):
    """The columns were not found; `problems` says which, the officer says where they are."""

    def __init__(self, problems: Sequence[CellError]) -> None:
        super().__init__("columns")
        self.problems = list(problems)


@dataclass(frozen=True)
class Opened:
    """A reading and the table it reads."""

    sheet: ImportSheet
    table: Table


def source_of(batch: ImportBatch) -> BytesIO:
    """The uploaded bytes; raises UnreadableFile when they are no longer kept."""
    try:
        if batch.file is None:
            raise FileNotFoundError
        with batch.file.content.open("rb") as file:
            return BytesIO(file.read())
    except FileNotFoundError as error:
        raise UnreadableFile("gone", _("Tệp không còn được lưu. Hãy tải lên lại.")) from error


def check_kind(source: BinaryIO, name: str) -> None:
    """The name must say what the content is: any text would pass for CSV. Raises UnsafeFile."""
    ending = PurePath(name).suffix.lower()
    if ending == ".csv" or (ending in (".xlsx", ".xls", ".xlsm") and is_workbook(source)):
        return  # what is wrong with an old workbook or one with macros is told when it is opened
    raise UnsafeFile("kind", _("Đây không phải tệp Excel hoặc CSV. Hãy tải lên tệp .xlsx hoặc .csv."))


def open_file(batch: ImportBatch, importer: Importer) -> list[Opened]:
    """Every reading of the file, in order; raises ColumnsNeeded or another SpreadsheetError.

    What the officer chose for this file comes first, then our own names, then what was chosen the last time.
    """
    source = source_of(batch)
    check_kind(source, batch.file_name)
    names = sheet_names(source)
    if batch.mapping:
        return _open_mapped(source, importer, names, batch.mapping)
    try:
        return _open_any(source, importer, names, {})
    except ColumnsNeeded:
        before = _chosen_before(batch)
        if not before:
            raise
        opened = _open_any(source, importer, names, before)
        batch.mapping = before
        return opened


def likely_layout(layouts: Sequence[Layout], names: Sequence[str]) -> Layout:
    """The layout that a file of these sheets most likely has."""
    return layouts[-1] if len(names) == 1 else layouts[0]


def _open_mapped(source: BytesIO, importer: Importer, names: Sequence[str], mapping: Mapped) -> list[Opened]:
    for layout in importer.file_layouts:
        if {sheet.code for sheet in layout} <= set(mapping):
            return _open_layout(source, layout, names, mapping)
    raise ColumnsNeeded([])


def _open_any(source: BytesIO, importer: Importer, names: Sequence[str], mapping: Mapped) -> list[Opened]:
    """The first layout of which every sheet is found; of none, the problems of the most likely one."""
    layouts = importer.file_layouts
    likely = likely_layout(layouts, names)
    problems: list[CellError] = []
    for layout in layouts:
        try:
            return _open_layout(source, layout, names, mapping)
        except ColumnsNeeded as missing:
            if layout is likely:
                problems = missing.problems
    raise ColumnsNeeded(problems)


def _open_layout(source: BytesIO, layout: Layout, names: Sequence[str], mapping: Mapped) -> list[Opened]:
    places: dict[str, str] = {}
    opened = []
    for sheet in layout:
        free = [name for name in names if name not in places.values()]
        tried = [places[sheet.code]] if sheet.code in places else list(_candidates(sheet, free, mapping))
        table = _open_first(source, sheet, tried, mapping.get(sheet.code, {}))
        places[sheet.code] = table.sheet
        opened.append(Opened(sheet, table))
    return opened


def _candidates(sheet: ImportSheet, names: Sequence[str], mapping: Mapped) -> Iterator[str]:
    """The chosen sheet alone; else the one of our name alone; else each in turn."""
    wanted = mapping.get(sheet.code, {}).get("sheet") or sheet.name
    alike = [name for name in names if fold(name) == fold(wanted)]
    yield from alike or names[:SHEETS_TRIED]


def _open_first(source: BytesIO, sheet: ImportSheet, names: Sequence[str], chosen: Mapping[str, Any]) -> Table:
    problems: list[CellError] = []
    for name in names:
        try:
            return open_table(
                source,
                name,
                sheet.columns,
                header_row=chosen.get("header_row"),
                mapping=chosen.get("columns"),
            )
        except BadTable as bad:
            problems = problems or bad.errors
    raise ColumnsNeeded(problems or [_no_sheet(sheet)])


def _no_sheet(sheet: ImportSheet) -> CellError:
    reason = _("Tệp không có trang này.")
    return CellError(sheet.name, "", "", reason, _("Thêm trang như tệp mẫu, hoặc chọn trang tương ứng."))


def _chosen_before(batch: ImportBatch) -> dict[str, Any]:
    """What the same person chose for the last file of this kind; the header row is found anew."""
    earlier = ImportBatch.objects.filter(kind=batch.kind, owner_id=batch.owner_id).exclude(checked_at=None)
    found = earlier.exclude(mapping={}).order_by("-created_at").values_list("mapping", flat=True).first() or {}
    return {code: {**entry, "header_row": None} for code, entry in found.items()}
