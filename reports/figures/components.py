"""Capital along the programmes' trees: subtotals of programmes and projects over their sub-projects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from areas.rules import lineage
from catalogs.models import Component, Programme
from reports.figures.capital import component_parts
from reports.figures.course import NOTHING, Amounts, Change
from reports.figures.question import CapitalQuestion

Part = tuple[Amounts, Amounts]  # as of the day, and at the end of the month before
NONE: Part = (NOTHING, NOTHING)


@dataclass(frozen=True)
class TreeRow:
    """The sum of a component and of everything below it; without `component` that of a whole programme. `is_own`:
    what was planned on a component itself that also has parts, so that the parts add up to it. `month`: since the end
    of the month before."""

    programme: Programme
    component: Component | None
    depth: int
    month: Change
    has_below: bool = False
    is_own: bool = False

    @property
    def amounts(self) -> Amounts:
        return self.month.now


def by_tree(asked: CapitalQuestion) -> tuple[TreeRow, ...]:
    """Each component that has capital, below what it belongs to; programmes stand on top where there are several."""
    parts = component_parts(asked)
    sums = _sums_by_path(parts, asked.nodes)
    found = [node for node in asked.nodes if node.path in sums]
    parents = {node.parent_id for node in found}
    rows: list[TreeRow] = []
    for node in found:
        has_below, month = node.pk in parents, asked.month_change(*sums[node.path])
        rows.append(TreeRow(node.programme, node, _depth(node), month, has_below))
        own = parts.get(node.pk, NONE)
        if has_below and own[0] != NOTHING:
            rows.append(TreeRow(node.programme, node, _depth(node) + 1, asked.month_change(*own), is_own=True))
    programmes = list(dict.fromkeys(row.programme for row in rows))
    if len(programmes) < 2:
        return tuple(rows)
    return tuple(row for programme in programmes for row in _under(asked, programme, rows, sums))


def _sums_by_path(parts: Mapping[int, Part], nodes: Iterable[Component]) -> dict[str, Part]:
    """Of every component with everything below it."""
    sums: dict[str, Part] = {}
    for node in nodes:
        for path in lineage(node.path) if node.pk in parts else ():
            (now, then), (more, more_then) = sums.get(path, NONE), parts[node.pk]
            sums[path] = (now + more, then + more_then)
    return sums


def _under(
    asked: CapitalQuestion, programme: Programme, rows: Iterable[TreeRow], sums: Mapping[str, Part]
) -> list[TreeRow]:
    """A programme's subtotal, and its rows one step further in."""
    own = [replace(row, depth=row.depth + 1) for row in rows if row.programme == programme]
    root = lineage(own[0].component.path)[0]  # type: ignore[union-attr]
    return [TreeRow(programme, None, 0, asked.month_change(*sums[root]), has_below=True), *own]


def _depth(node: Component) -> int:
    """0 for what stands directly under its programme, which is the first label of the path."""
    return node.path.count(".") - 1
