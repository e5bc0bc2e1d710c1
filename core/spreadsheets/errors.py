"""What can be wrong with a file, and with one cell of it, in words an officer can act on."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

SHOWN_VALUE = 80


def cell_ref(row: int, column: int) -> str:
    """C17 for row 17, column 2: rows count from 1 as people do, columns from 0 as lists do."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def shown(value: object) -> str:
    """A cell's value as the officer sees it, short: 12 rather than 12.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN_VALUE else text[: SHOWN_VALUE - 1] + "…"


@dataclass(frozen=True, slots=True)
class CellError:
    """One bad cell; `cell` is "C17", a row ("17") or empty when the whole sheet is meant."""

    sheet: str
    cell: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = _("Trang “%(sheet)s”") % {"sheet": self.sheet}
        if self.cell.isdecimal():
            place = _("%(place)s, dòng %(row)s") % {"place": place, "row": self.cell}
        elif self.cell:
            place = _("%(place)s, ô %(cell)s") % {"place": place, "cell": self.cell}
        return " ".join(part for part in (f"{place}:", self.reason, self.remedy) if part)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


class SpreadsheetError(Exception):
    """A file or sheet that is not read at all; the message is for the officer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class UnsafeFile(SpreadsheetError):
    """A file that is refused before it is opened: too large, hostile, or of another kind."""


class UnreadableFile(SpreadsheetError):
    """A file whose kind is right and whose content cannot be read."""


class BadTable(SpreadsheetError):
    """A sheet that lacks what the import needs; `errors` says what."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__("table", " ".join(str(error) for error in errors))
        self.errors = errors
