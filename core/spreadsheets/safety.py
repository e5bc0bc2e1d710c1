"""Is an uploaded workbook safe to open? Asked before any library sees it (ASVS V5: type by content, caps).

Refused: what is not a workbook, too large or too deep in compression, macros, embedded files, links and
connections to other places, sheets that would fill the memory. Every refusal says what to do.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.spreadsheets.archive import Limits, broken, expand, read_directory, too_much
from core.spreadsheets.errors import UnsafeFile
from core.spreadsheets.scanning import SheetScan, check_xml_start, scan_shared_texts, scan_sheet
from core.spreadsheets.workbook_parts import sheet_names_by_part

Source = Path | BinaryIO

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE_STARTS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", _OLE)
_NESTED = re.compile(r"\.(zip|7z|rar|gz|tgz|bz2|xz|jar|xls[xmb]?|doc[xm]?|ppt[xm]?|ods|exe|dll|js|vbs)$", re.IGNORECASE)
_MACROS = re.compile(r"vbaProject|(^|/)(macrosheets|dialogsheets|activeX)/", re.IGNORECASE)
_LINKS = re.compile(r"(^|/)(externalLinks/|queryTables/|connections\.xml$|customData/|model/)", re.IGNORECASE)
_NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
_SHARED_TEXTS = "xl/sharedstrings.xml"
_SMALL_PARTS = 2**20


@dataclass(frozen=True, slots=True)
class XlsxFacts:
    """What was seen on the way, by sheet name."""

    expanded_bytes: int
    sheets: dict[str, SheetScan] = field(default_factory=dict)


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The source as a binary file at its start; one that was given open stays open."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
        return
    source.seek(0)
    yield source
    source.seek(0)


def check_size(file: BinaryIO, limits: Limits) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UnsafeFile("empty", _("Tệp trống. Hãy chọn lại tệp."))
    if size > limits.max_bytes:
        message = _("Tệp lớn %(size)d MB, nhiều nhất là %(most)d MB. Hãy chia nhỏ tệp.")
        counts = {"size": -(-size // 2**20), "most": limits.max_bytes // 2**20}
        raise UnsafeFile("size", message % counts)


def check_xlsx(source: Source, limits: Limits | None = None) -> XlsxFacts:
    """Raises UnsafeFile with an instruction, or tells what the workbook holds."""
    limits = limits or Limits()
    with opened(source) as file:
        check_size(file, limits)
        _check_kind(file.read(8))
        entries = read_directory(file, limits)
        _check_names([entry.filename for entry in entries])
        return _scan(file, {entry.filename: entry for entry in entries}, limits)


def _check_kind(start: bytes) -> None:
    if start.startswith(_OLE):
        message = _("Đây là tệp .xls cũ hoặc tệp có mật khẩu. Hãy bỏ mật khẩu và lưu lại dạng .xlsx.")
        raise UnsafeFile("old_or_encrypted", message)
    if not start.startswith(b"PK"):
        raise UnsafeFile("kind", _("Đây không phải tệp Excel. Hãy tải lên tệp .xlsx hoặc .csv."))


def _check_names(names: list[str]) -> None:
    if any(_MACROS.search(name) for name in names):
        raise UnsafeFile("macros", _("Tệp có macro. Hãy lưu lại dạng .xlsx không macro."))
    if any(_LINKS.search(name) for name in names):
        message = _("Tệp có liên kết tới tệp hoặc dữ liệu khác. Hãy dán dạng giá trị (Paste Values) và bỏ liên kết.")
        raise UnsafeFile("external_links", message)
    if any(_NESTED.search(name) or "/embeddings/" in name.lower() for name in names):
        raise _nested()
    if not set(_NEEDED) <= set(names):
        raise UnsafeFile("kind", _("Đây không phải tệp Excel .xlsx. Hãy mở bằng Excel và lưu lại dạng .xlsx."))


def _nested() -> UnsafeFile:
    return UnsafeFile("nested", _("Tệp có nhúng tệp khác bên trong. Hãy xóa đối tượng nhúng rồi lưu lại."))


def _scan(file: BinaryIO, entries: dict[str, zipfile.ZipInfo], limits: Limits) -> XlsxFacts:
    """Expands everything once. Any part under xl/ might be named as a sheet, so all are looked at as one."""
    names = sheet_names_by_part(lambda part: _small_part(file, entries, part, limits))
    parts = {name.casefold(): entry for name, entry in entries.items()}
    if not names or not all(part in parts and part.startswith("xl/") and part.endswith(".xml") for part in names):
        raise broken()
    facts = XlsxFacts(expanded_bytes=sum(entry.file_size for entry in entries.values()))
    shared = parts.pop(_SHARED_TEXTS, None)
    long_texts = scan_shared_texts(expand(file, shared, limits)) if shared else {}
    copied = 0
    for part, entry in parts.items():
        if not (part.startswith("xl/") and part.endswith(".xml")):
            _drain(file, entry, limits)
            continue
        scan = scan_sheet(partial(expand, file, entry, limits), long_texts, limits)
        copied += scan.copied
        if copied > limits.max_text:
            raise too_much(limits)
        if part in names:
            facts.sheets[names[part]] = scan
    return facts


def _small_part(file: BinaryIO, entries: dict[str, zipfile.ZipInfo], part: str, limits: Limits) -> bytes:
    entry = entries.get(part)
    if entry is None or entry.file_size > _SMALL_PARTS:
        raise broken()
    content = b"".join(expand(file, entry, limits))
    check_xml_start(content)
    return content


def _drain(file: BinaryIO, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """Inflates a part to measure it and looks at how it begins."""
    pieces = expand(file, entry, limits)
    start = next(pieces, b"")
    if start.startswith(_ARCHIVE_STARTS):
        raise _nested()
    if start and entry.filename.lower().endswith((".xml", ".rels")):
        check_xml_start(start)
    for _piece in pieces:
        pass
