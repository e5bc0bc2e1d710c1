"""What an official paper is made of. Plain values: the writers draw the same object and nobody asks the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from core.papers.units import Unit
from core.rates import Rate

# "order" is a running number, "amount" dong shown in the unit of the table, "day" a date.
CellKind = Literal["order", "text", "amount", "count", "percent", "day"]
Value = str | int | Decimal | Fraction | date | Rate | None
# A total is bold; a group is bold and has the rows that follow below it; a note is in italics.
Style = Literal["", "total", "group", "note"]
MISSING = "–"


@dataclass(frozen=True, slots=True)
class Head:
    """A column; `width` is its share of the page beside the others. Counts have `places` decimals; without, each as
    many as it has."""

    label: str
    kind: CellKind = "text"
    width: float = 1.0
    places: int | None = None


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """Columns under a common head."""

    label: str
    columns: Sequence[Head]


@dataclass(frozen=True, slots=True)
class Cell:
    """`url` is what stands behind the figure; only the page shows it."""

    value: Value = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `level` 0 is outermost and moves the first text to the right."""

    cells: Sequence[Cell]
    level: int = 0
    style: Style = ""

    @property
    def is_bold(self) -> bool:
        return self.style in ("total", "group")


@dataclass(frozen=True, slots=True)
class PaperTable:
    """`unit` is stated once above the table; `lines` is read more than once."""

    columns: Sequence[Head | HeadGroup]
    lines: Sequence[Line]
    unit: Unit | None = None
    notes: Sequence[str] = ()

    @property
    def heads(self) -> list[Head]:
        """The columns themselves, without their groups."""
        return [head for column in self.columns for head in _heads_of(column)]

    @property
    def unit_line(self) -> str:
        return f"Đơn vị tính: {self.unit.name}" if self.unit else ""


def _heads_of(column: Head | HeadGroup) -> Iterable[Head]:
    return column.columns if isinstance(column, HeadGroup) else (column,)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lead` stands bold before the text."""

    text: str
    lead: str = ""
    is_basis: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The body of a paper, or an annex: `about` under the title, `note` in italics ("Kèm theo Quyết định số ...")."""

    title: str
    about: str = ""
    note: str = ""
    paragraphs: Sequence[Paragraph] = ()
    tables: Sequence[PaperTable] = ()
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`superior` is the agency above, `symbol` what follows the number ("BC-SNNMT"); without `number` the office
    writes it when the paper goes out."""

    issuer: str
    symbol: str
    place: str
    on: date
    superior: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """Who receives the paper, and the posts of who signs, one a line ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")."""

    receivers: Sequence[str]
    posts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Paper:
    """An annex that is filed alone has neither letterhead nor closing."""

    body: Section
    letterhead: Letterhead | None = None
    addressee: str = ""
    closing: Closing | None = None
    annexes: Sequence[Section] = field(default_factory=tuple)
    is_demo: bool = False

    @property
    def sections(self) -> list[Section]:
        return [self.body, *self.annexes]
