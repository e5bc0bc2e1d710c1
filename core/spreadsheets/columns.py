"""The columns an import expects, and where they stand in an officer's sheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.spreadsheets.errors import BadTable, CellError, cell_ref
from core.spreadsheets.kinds.base import Kind, Raw, as_text
from core.text import fold

# Officers put a title, the unit and the date above their tables.
SEARCHED_ROWS = 30
_BRACKETS = re.compile(r"\([^()]*\)")
# A unit in brackets is part of what a column says: "(triệu đồng)" is not "(đồng)".
_UNIT_WORDS = re.compile(r"\b(nghin|ngan|trieu|ty|ti|trd)\b")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One expected column: `key` in code, `header` and `aliases` in sheets, `kind` of its cells."""

    key: str
    header: str
    kind: Kind
    required: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""
    note: str = ""
    width: int = 0

    def names(self) -> set[str]:
        return set().union(*(header_keys(name) for name in (self.header, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands: `header_row` counts from 1, `positions` gives each key's column from 0."""

    header_row: int
    headers: tuple[str, ...]
    positions: dict[str, int] = field(default_factory=dict)
    doubles: tuple[int, ...] = ()

    def unmatched(self) -> tuple[str, ...]:
        """Headers that no expected column took."""
        taken = set(self.positions.values())
        return tuple(text for place, text in enumerate(self.headers) if text and place not in taken)


def header_keys(text: str) -> set[str]:
    """What a header is compared by: without accents, case and signs, whole and without its brackets."""
    folded = fold(text)
    keys = {_SIGNS.sub(" ", folded).strip()}
    if not _UNIT_WORDS.search(" ".join(_BRACKETS.findall(folded))):
        keys.add(_SIGNS.sub(" ", _BRACKETS.sub(" ", folded)).strip())
    return keys - {""}


def find_layout(
    rows: Sequence[Sequence[Raw]],
    columns: Sequence[Column],
    *,
    header_rows: int = 1,
    header_row: int | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Layout:
    """The place among the first rows where most expected columns are found.

    `mapping` gives for a column's key the header that the officer chose for it.
    """
    expected = {column.key: column.names() for column in columns}
    expected |= {key: header_keys(header) for key, header in (mapping or {}).items() if key in expected}
    starts = [header_row - 1] if header_row else range(min(len(rows), SEARCHED_ROWS))
    layouts = [_layout_at(rows, start, header_rows, expected) for start in starts]
    return max(layouts, key=lambda layout: len(layout.positions), default=Layout(header_row or 1, ()))


def _layout_at(rows: Sequence[Sequence[Raw]], start: int, header_rows: int, expected: dict[str, set[str]]) -> Layout:
    headers = _headers(rows[start : start + header_rows])
    found: dict[str, int] = {}
    doubles: list[int] = []
    for place, header in enumerate(headers):
        for key in (key for key, names in expected.items() if names & header.keys):
            if key in found:
                doubles.append(place)
            found.setdefault(key, place)
    return Layout(start + 1, tuple(header.text for header in headers), found, tuple(doubles))


class _Header(NamedTuple):
    text: str
    keys: set[str]


def _headers(rows: Sequence[Sequence[Raw]]) -> list[_Header]:
    """The header of each column. Of several rows the lowest text counts, alone or after its group's."""
    width = max((len(row) for row in rows), default=0)
    lines = [[as_text(cell).strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    headers: list[_Header] = []
    group = ""
    for place in range(width):
        *above, lowest = (line[place] for line in lines)
        own_group = next((text for text in reversed(above) if text), "")
        group = own_group or group  # a group's name stands over its first column only
        text = f"{group} {lowest}".strip() if lowest else own_group
        headers.append(_Header(text, header_keys(text) | header_keys(lowest)))
    return headers


def check_layout(sheet: str, layout: Layout, columns: Sequence[Column]) -> None:
    """Raises BadTable when a required column is missing or one is there twice."""
    if not layout.positions:
        reason = _("Không tìm thấy dòng tiêu đề.")
        remedy = _("Ghi tên cột như tệp mẫu trong %(rows)d dòng đầu.") % {"rows": SEARCHED_ROWS}
        raise BadTable([CellError(sheet, "", "", reason, remedy)])
    errors = [
        CellError(
            sheet=sheet,
            cell=cell_ref(layout.header_row, place),
            value=layout.headers[place],
            reason=_("Hai cột cùng tên."),
            remedy=_("Xóa hoặc đổi tên một cột."),
        )
        for place in layout.doubles
    ]
    errors += [
        CellError(
            sheet=sheet,
            cell="",
            value="",
            reason=_("Thiếu cột “%(header)s”.") % {"header": column.header},
            remedy=_("Thêm cột này, hoặc chọn cột tương ứng trong tệp của bạn."),
        )
        for column in columns
        if column.required and column.key not in layout.positions
    ]
    if errors:
        raise BadTable(errors)
