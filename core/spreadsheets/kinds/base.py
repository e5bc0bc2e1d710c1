"""The common shape of column kinds."""

import datetime
from typing import ClassVar, Protocol

# What a reader gives for a cell; "" is an empty one.
Raw = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta


class BadCell(Exception):
    """A cell that is not of its column's kind: why, and what to write instead."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Kind(Protocol):
    """How one column is read; texts of a kind that `repeats` are looked up when they come again."""

    repeats: ClassVar[bool]

    def parse(self, raw: Raw) -> object | None:
        """The value, None for an empty cell; raises BadCell."""

    def hint(self) -> str:
        """What the column accepts, as one sentence for the template and for remedies."""


def as_text(raw: Raw) -> str:
    """A cell as the officer sees it: 12 rather than 12.0, 22/11/2026 rather than 2026-11-22."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime.date):
        return raw.strftime("%d/%m/%Y")
    return str(raw)
