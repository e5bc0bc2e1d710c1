"""What the parts of a workbook would make a reader do, found by looking at their text as it is expanded.

The reader (calamine) lays a sheet out as a full rectangle and copies a shared text for every cell that uses
it: a file of 1 KB can ask for 400 GB. Its errors (#N/A, #REF!) it returns as empty cells, so they are noted
here too.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.spreadsheets import extents
from core.spreadsheets.archive import Limits, broken
from core.spreadsheets.errors import UnsafeFile

# Every repetition is bounded: in hostile text an open one takes the square of its length.
_ERROR_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?=[^<>]{0,500}\bt\s{0,9}=\s{0,9}[\"']e[\"'])"
    rb"[^<>]{0,500}?\br\s{0,9}=\s{0,9}[\"']([A-Za-z]{1,3}\d{1,7})[\"']"
)
_SHARED_USE = re.compile(
    rb"\bt\s{0,9}=\s{0,9}[\"']s[\"'][^<>]{0,500}>\s{0,99}<(?:\w{1,20}:)?v[^<>]{0,99}>\s{0,99}(\d{1,9})"
)
_SHARED_ITEM = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

LONG_TEXT = 1000
# Excel's own limit is 32,767 characters in a cell; a character has up to four bytes, and tags stand between.
LONGEST_TEXT = 200_000
MOST_ERROR_CELLS = 100_000
_START = 4096

Expanded = Callable[[], Iterator[bytes]]


@dataclass(slots=True)
class SheetScan:
    """The cells of a worksheet that hold an error value; the bytes that copies of long texts would take."""

    error_cells: list[str] = field(default_factory=list)
    copied: int = 0

    def add_error_cells(self, text: bytes) -> None:
        self.error_cells += [ref.decode().upper() for ref in _ERROR_CELL.findall(text)]
        if len(self.error_cells) > MOST_ERROR_CELLS:
            raise UnsafeFile("formula_errors", _("Tệp có quá nhiều công thức báo lỗi. Hãy sửa công thức rồi lưu lại."))


def whole_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same text, cut only between tags; a stretch without tags longer than any real one is refused."""
    held = b""
    for piece in pieces:
        text = held + piece
        cut = max(text.rfind(b"<"), 0)
        held = text[cut:]
        if len(held) > LONGEST_TEXT:
            raise broken()
        if cut:
            yield text[:cut]
    if held:
        yield held


def check_xml_start(text: bytes) -> None:
    """Refuses document type definitions, and encodings in which the patterns here would not be seen."""
    start = text[:_START].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<") or b"\0" in start or _DOCTYPE.search(start):
        raise broken()
    declaration = start[: start.find(b">") + 1].lower()
    if b"encoding" in declaration and b"utf-8" not in declaration and b"ascii" not in declaration:
        raise broken()


def scan_sheet(expanded: Expanded, long_texts: dict[int, int], limits: Limits) -> SheetScan:
    """Looks through one worksheet; raises UnsafeFile when it reaches too far."""
    scan, extent = SheetScan(), extents.upper_bound()
    for place, text in enumerate(whole_tags(expanded())):
        if place == 0:
            check_xml_start(text)
        extent.add_far(text)
        if b'"e"' in text or b"'e'" in text:
            scan.add_error_cells(text)
        if long_texts:
            scan.copied += sum(long_texts.get(int(index), 0) for index in _SHARED_USE.findall(text))
    if not extent.is_within(limits):
        extents.exact(whole_tags(expanded()), limits)
    return scan


def scan_shared_texts(pieces: Iterable[bytes]) -> dict[int, int]:
    """The shared texts longer than LONG_TEXT: their index and length in bytes."""
    long_texts: dict[int, int] = {}
    index, length = -1, 0
    for place, text in enumerate(whole_tags(pieces)):
        if place == 0:
            check_xml_start(text)
        start = 0
        for item in _SHARED_ITEM.finditer(text):
            _note_length(long_texts, index, length + item.start() - start)
            index, length, start = index + 1, 0, item.start()
        length += len(text) - start
    _note_length(long_texts, index, length)
    return long_texts


def _note_length(long_texts: dict[int, int], index: int, length: int) -> None:
    if length > LONGEST_TEXT:
        raise UnsafeFile("text", _("Một ô chứa đoạn văn bản quá dài. Hãy rút ngắn nội dung các ô."))
    if length > LONG_TEXT and index >= 0:
        long_texts[index] = length
