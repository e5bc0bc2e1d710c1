"""One row while it is being checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.models import ImportRow
from core.spreadsheets import CellError, Row
from core.spreadsheets.kinds import BadCell, Kind

if TYPE_CHECKING:
    from core.imports.declaration import Part

Diff = ImportRow.Diff


@dataclass(slots=True)
class Draft:
    """What a row says (`data`, as JSON), what is wrong with it, and which record it is about.

    `old` is None for a new record, otherwise the recorded values that the row changes.
    """

    part: "Part"
    row: Row
    data: dict[str, Any]
    errors: list[CellError]
    # For a key of the part, the column of the sheet that gave it where it is called otherwise.
    fills: Mapping[str, str] = field(default_factory=dict)
    remarks: list[CellError] = field(default_factory=list)
    key: str = ""
    ref: str = ""
    label: str = ""
    target_id: str = ""
    version: int | None = None
    old: dict[str, Any] | None = None

    @property
    def is_good(self) -> bool:
        return not self.errors

    @property
    def diff(self) -> str:
        if self.errors:
            return Diff.ERROR
        if self.old is None:
            return Diff.NEW
        return Diff.CHANGED if self.old else Diff.UNCHANGED

    def is_refused(self, *keys: str) -> bool:
        """Whether one of these cells has an error already."""
        cells = {self.row.ref(self.fills.get(key, key)) for key in keys}
        return any(error.cell in cells for error in self.errors)

    def refuse(self, key: str, reason: str, remedy: str) -> None:
        self.errors.append(self.row.error(self.fills.get(key, key), reason, remedy))

    def remark(self, key: str, reason: str, remedy: str = "") -> None:
        """Something to look at again that stops nothing."""
        self.remarks.append(self.row.error(self.fills.get(key, key), reason, remedy))

    def reread(self, key: str, kind: Kind) -> None:
        """Read a cell again as another kind, when what the sheet says elsewhere gives it another meaning."""
        cell, raw = self.row.ref(key), self.row.raw(key)
        if raw == "":
            return  # empty, or a formula that failed
        self.errors = [error for error in self.errors if error.cell != cell]
        try:
            self.data[key] = as_json(kind.parse(raw))
        except BadCell as bad:
            self.data[key] = None
            self.refuse(key, bad.reason, bad.remedy)

    def match(self, target_id: object, current: Mapping[str, Any], version: int | None = None) -> None:
        """This row is about that record; `current` holds what is recorded of the part's columns."""
        self.target_id, self.version = str(target_id), version
        recorded = {key: value if key in self.part.secret else as_json(value) for key, value in current.items()}
        self.old = {key: value for key, value in recorded.items() if self._differs(key, value)}

    def _differs(self, key: str, value: Any) -> bool:
        given = self.data.get(key)
        if given is None and self.part.empty_keeps:
            return False
        if key in self.part.secret:
            return not _same_secret(given, value)
        return bool(given != value)


def _same_secret(given: Any, recorded: Any) -> bool:
    """Sealed values differ each time; their index or their text in memory does not."""
    return (given or {}).get("index") == (recorded or {}).get("index")


def as_json(value: Any) -> Any:
    """A cell's value as the staging keeps it: days as ISO text, decimals as text without trailing zeros."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value == "" else value
