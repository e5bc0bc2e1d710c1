"""Workbooks written as a stream: a hundred thousand rows in about two seconds, in little memory.

For lists and exports. A sheet has a header that stays in view, filters, widths and number formats; text is
text, whatever it begins with. For workbooks that people fill in see `template`.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from core.spreadsheets import package_xml
from core.spreadsheets.errors import column_letters
from core.spreadsheets.sheet_xml import ValueKind, rows_xml
from core.spreadsheets.styles import STYLES, styles_xml

LONGEST_SHEET_NAME = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTHS: dict[str, float] = {"text": 24, "date": 12, "datetime": 18, "whole": 16, "decimal": 14}
_OTHER_WIDTH = 11.0
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: whole is grouped (1.234.567), plain is not (2026), percent takes 0.4654 for 46,54%."""

    header: str
    kind: ValueKind = "text"
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows` is read once, `title` stands above the header, `footer` on every printed page."""

    name: str
    columns: Sequence[ExportColumn]
    rows: Iterable[Sequence[Any]]
    title: Sequence[str] = ()
    footer: str = ""


def write_xlsx(target: Path | BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Writes the sheets; raises TooManyRows for more than a worksheet has. Equal input gives equal bytes."""
    names = distinct_sheet_names([sheet.name for sheet in sheets])
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        headers = [len(sheet.title) + 1 for sheet in sheets]
        for part, content in package_xml.parts(names, headers).items():
            archive.writestr(_entry(part), package_xml.DECLARATION + content)
        archive.writestr(_entry("xl/styles.xml"), package_xml.DECLARATION + styles_xml())
        for number, sheet in enumerate(sheets, start=1):
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part_file:
                for piece in _pieces(_sheet_xml(sheet)):
                    part_file.write(piece)


def distinct_sheet_names(names: Iterable[str]) -> list[str]:
    """Names that Excel takes: at most 31 characters, none of []:*?/\\, no two alike."""
    taken: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = " ".join(_FORBIDDEN_IN_NAME.sub(" ", name).split()).strip("'")[:LONGEST_SHEET_NAME]
        plain = plain or f"Trang {number}"
        if plain.casefold() in {other.casefold() for other in taken}:
            suffix = f" ({number})"
            plain = plain[: LONGEST_SHEET_NAME - len(suffix)] + suffix
        taken.append(plain)
    return taken


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = 1  # type: ignore[attr-defined]
    return entry


def _pieces(texts: Iterator[str]) -> Iterator[bytes]:
    """The texts as bytes, few enough of them to compress well and fast."""
    held: list[bytes] = []
    size = 0
    for text in texts:
        held.append(text.encode())
        size += len(held[-1])
        if size > _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _sheet_xml(sheet: Sheet) -> Iterator[str]:
    header_row = len(sheet.title) + 1
    last = column_letters(len(sheet.columns) - 1)
    yield package_xml.DECLARATION + package_xml.SHEET_OPEN
    yield package_xml.frozen_below(header_row)
    widths = "".join(_width_xml(place, column) for place, column in enumerate(sheet.columns, start=1))
    yield f"<cols>{widths}</cols><sheetData>"
    for number, line in enumerate(sheet.title, start=1):
        yield _line_xml(number, [line], "title")
    yield _line_xml(header_row, [column.header for column in sheet.columns], "header")
    last_row = header_row
    for row, text in rows_xml([column.kind for column in sheet.columns], sheet.rows, header_row + 1):
        last_row = row
        yield text
    yield f'</sheetData><autoFilter ref="A{header_row}:{last}{last_row}"/>'
    yield package_xml.page_setup(sheet.footer)
    yield "</worksheet>"


def _line_xml(number: int, texts: Sequence[str], style: str) -> str:
    cells = (
        f'<c r="{column_letters(place)}{number}" s="{STYLES[style]}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _width_xml(place: int, column: ExportColumn) -> str:
    width = column.width or _WIDTHS.get(column.kind, _OTHER_WIDTH)
    style = STYLES.get(column.kind, STYLES["text"])
    return f'<col min="{place}" max="{place}" width={quoteattr(str(width))} style="{style}" customWidth="1"/>'
