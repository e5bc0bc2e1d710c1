"""The unit that stands above a table, in a cell of its own or at the end of the title: "Đơn vị tính: triệu đồng".

What a unit means for a column is the importer's to say; here it is only found.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.spreadsheets.errors import cell_ref
from core.spreadsheets.kinds.base import Raw, as_text
from core.text import one_line

_LABEL = re.compile(r"\b(?P<sure>đơn vị tính|don vi tinh|đvt|dvt)\b\W*|\b(?:đơn vị|don vi)\s*:\s*", re.IGNORECASE)
_END = re.compile(r"[);\n].*")
# A title is longer than any unit; what stands behind it is looked at, and no more.
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class UnitNote:
    """What stands behind the label, and in which cell. `is_sure`: "Đơn vị tính" speaks of a unit, whatever follows;
    behind a mere "Đơn vị:" stands an agency as often."""

    cell: str
    text: str
    is_sure: bool = True


def unit_notes(rows: Iterable[Sequence[Raw]]) -> tuple[UnitNote, ...]:
    """The notes in the rows above a table, from its first row on."""
    return tuple(
        note
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row)
        if isinstance(cell, str) and (note := _note(number, place, row))
    )


def _note(number: int, place: int, row: Sequence[Raw]) -> UnitNote | None:
    text = one_line(as_text(row[place])[-_LONGEST:])
    label = _LABEL.search(text)
    if label is None:
        return None
    rest = _END.sub("", text[label.end() :]).strip(" .:")
    if not rest:  # the unit in the next cell
        rest = next((found for cell in row[place + 1 :] if (found := one_line(as_text(cell)))), "")
    return UnitNote(cell_ref(number, place), rest, bool(label["sure"])) if rest else None
