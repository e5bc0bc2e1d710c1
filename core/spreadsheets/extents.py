"""How far a worksheet reaches, by the places its rows and cells claim.

First in a quick way that can only overestimate; where that is too much, exactly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.spreadsheets.archive import Limits
from core.spreadsheets.errors import UnsafeFile

# Places beyond column Z or row 99,999, rare enough to be found fast.
_FAR = re.compile(rb"r\s*=\s*[\"'](?:([A-Za-z]{2,3})(\d{1,9})|[A-Za-z]?(\d{6,9}))[\"']")
_NEAR_ROWS, _NEAR_COLUMNS = 99_999, 26
# Of rows and cells that hold something: a tag closed at once is a format without a value.
_FILLED = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"'](?![^<>]{0,500}/>)")


@dataclass(slots=True)
class Extent:
    rows: int = 0
    columns: int = 0

    def is_within(self, limits: Limits) -> bool:
        return (
            self.rows <= limits.max_rows
            and self.columns <= limits.max_columns
            and self.rows * self.columns <= limits.max_cells
        )

    def add_far(self, text: bytes) -> None:
        for letters, row, lone_row in _FAR.findall(text):
            self.columns = max(self.columns, _column_count(letters))
            self.rows = max(self.rows, int(row or lone_row))

    def add_filled(self, text: bytes) -> None:
        for letters, row in _FILLED.findall(text):
            self.columns = max(self.columns, _column_count(letters))
            self.rows = max(self.rows, int(row))


def upper_bound() -> Extent:
    """What a sheet without far places may reach."""
    return Extent(_NEAR_ROWS, _NEAR_COLUMNS)


def exact(texts: Iterable[bytes], limits: Limits) -> Extent:
    """The extent of what is filled; raises UnsafeFile as soon as it is too much."""
    extent = Extent()
    for text in texts:
        extent.add_filled(text)
        if not extent.is_within(limits):
            raise _too_far(extent, limits)
    return extent


def _too_far(extent: Extent, limits: Limits) -> UnsafeFile:
    counts = {"rows": extent.rows, "columns": extent.columns}
    if extent.rows > limits.max_rows:
        message = _("Trang tính dài tới dòng %(rows)d, nhiều nhất là %(most)d dòng. Hãy chia nhỏ tệp.")
        return UnsafeFile("rows", message % {**counts, "most": limits.max_rows})
    if extent.columns > limits.max_columns:
        message = _("Trang tính rộng %(columns)d cột, nhiều nhất là %(most)d cột. Hãy xóa các cột thừa.")
        return UnsafeFile("columns", message % {**counts, "most": limits.max_columns})
    message = _("Trang tính quá lớn: %(rows)d dòng, %(columns)d cột. Hãy xóa phần thừa hoặc chia nhỏ tệp.")
    return UnsafeFile("cells", message % counts)


def _column_count(letters: bytes) -> int:
    """The number of columns up to AB (28)."""
    count = 0
    for letter in letters.upper():
        count = count * 26 + letter - 64
    return count
