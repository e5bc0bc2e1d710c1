"""Holders by components: who is behind on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from areas.rules import lineage
from catalogs.models import Component
from reports.figures.capital import HolderRow
from reports.figures.course import NOTHING, Amounts
from reports.figures.question import CapitalQuestion

MOST_COLUMNS = 12  # what a page of 1366 pixels takes; more components are added up to their projects


@dataclass(frozen=True)
class MatrixRow:
    """One cell for each column; None where the holder was never given anything on it."""

    holder: HolderRow
    cells: tuple[Amounts | None, ...]


@dataclass(frozen=True)
class Matrix:
    """`is_rolled_up`: the columns are projects, each with its sub-projects. `alone`: columns that are a component
    itself without what lies below it, which has columns of its own."""

    columns: tuple[Component, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[Amounts, ...]
    is_rolled_up: bool = False
    alone: frozenset[int] = frozenset()


def matrix(asked: CapitalQuestion, holders: Sequence[HolderRow]) -> Matrix:
    """In the order of `holders`; the sums of its cells are those of the rows and columns."""
    parts = {key: now for key, (now, _then) in asked.holder_parts.items()}
    used = {component for _holder, component in parts}
    of_project = projects(asked.nodes)
    is_rolled_up = len(used) > MOST_COLUMNS
    column_of = {pk: of_project[pk] if is_rolled_up else pk for pk in used}
    shown = set(column_of.values())
    columns = tuple(node for node in asked.nodes if node.pk in shown)
    cells: dict[tuple[int, int], Amounts] = {}
    for (holder, component), amounts in parts.items():
        key = (holder, column_of[component])
        cells[key] = cells[key] + amounts if key in cells else amounts
    rows = tuple(MatrixRow(row, tuple(cells.get((row.holder.pk, one.pk)) for one in columns)) for row in holders)
    return Matrix(columns, rows, _totals(columns, cells), is_rolled_up, _above_others(columns))


def _above_others(columns: Sequence[Component]) -> frozenset[int]:
    above = {path for column in columns for path in lineage(column.path)[:-1]}
    return frozenset(column.pk for column in columns if column.path in above)


def _totals(columns: Sequence[Component], cells: Mapping[tuple[int, int], Amounts]) -> tuple[Amounts, ...]:
    sums = {column.pk: NOTHING for column in columns}
    for (_holder, column), amounts in cells.items():
        sums[column] += amounts
    return tuple(sums[column.pk] for column in columns)


def projects(nodes: Sequence[Component]) -> dict[int, int]:
    """Component -> the project that it belongs to; what lies above projects stands for itself."""
    by_path = {node.path: node for node in nodes if node.level == Component.Level.PROJECT}
    found: dict[int, int] = {}
    for node in nodes:
        found[node.pk] = next((by_path[path].pk for path in lineage(node.path) if path in by_path), node.pk)
    return found
