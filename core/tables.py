"""A list as columns and rows, drawn by templates/components/table.html."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """`asc` and `desc` name the list's orderings by this column (core.pages.ListPage), if it sorts.

    `said` names a column without a label.
    """

    label: Any
    num: bool = False
    asc: str = ""
    desc: str = ""
    said: Any = ""

    @property
    def name(self) -> Any:
        return self.label or self.said


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is already formatted; `tag` is a tone of components/tag.html; `note` stands smaller behind.

    `said` is the full name of what stands there as a code.
    """

    text: Any
    url: str = ""
    tag: str = ""
    note: Any = ""
    said: Any = ""

    @property
    def is_blank(self) -> bool:
        """Nothing stands there: a phone leaves its line out."""
        return self.text == "" and not self.note


@dataclass(frozen=True, slots=True)
class Row:
    """The first cell heads the row. `tone` is late, warn or nothing."""

    cells: Sequence[Cell]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """On a phone each row becomes a card; `scroll` keeps all columns instead, in a box that scrolls."""

    caption: Any
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Sequence[Cell] = field(default_factory=tuple)
    ordering: str = ""
    caption_hidden: bool = False
    scroll: bool = False

    @property
    def lines(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Each row with its cells beside their columns."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]

    @property
    def total_line(self) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, self.total, strict=True)) if self.total else []
