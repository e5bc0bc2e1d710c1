"""Where the cells of a head stand: a group spans its columns, a column without a group spans both rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.papers.paper import Head, HeadGroup


@dataclass(frozen=True, slots=True)
class HeadCell:
    row: int
    column: int
    label: str
    rows: int = 1
    columns: int = 1

    @property
    def is_group(self) -> bool:
        return self.columns > 1

    @property
    def last_row(self) -> int:
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        return self.column + self.columns - 1


def height(columns: Sequence[Head | HeadGroup]) -> int:
    return 2 if any(isinstance(column, HeadGroup) for column in columns) else 1


def head_cells(columns: Sequence[Head | HeadGroup]) -> list[HeadCell]:
    """Row by row, from the left."""
    return sorted(_cells(columns), key=lambda cell: (cell.row, cell.column))


def head_rows(columns: Sequence[Head | HeadGroup]) -> list[list[HeadCell]]:
    cells = head_cells(columns)
    return [[cell for cell in cells if cell.row == row] for row in range(height(columns))]


def _cells(columns: Sequence[Head | HeadGroup]) -> Iterator[HeadCell]:
    rows, place = height(columns), 0
    for column in columns:
        if isinstance(column, HeadGroup):
            yield HeadCell(0, place, column.label, columns=len(column.columns))
            for offset, head in enumerate(column.columns):
                yield HeadCell(1, place + offset, head.label)
            place += len(column.columns)
        else:
            yield HeadCell(0, place, column.label, rows=rows)
            place += 1
