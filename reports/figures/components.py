"""Capital along the programmes' trees: subtotals of programmes and projects over their sub-projects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from areas.rules import lineage
from catalogs.models import Component, Programme
from reports.figures.capital import component_sums
from reports.figures.course import NOTHING, Amounts
from reports.figures.question import CapitalQuestion


@dataclass(frozen=True)
class TreeRow:
    """The sum of a component and of everything below it; without `component` that of a whole programme. `is_own`:
    what was planned on a component itself that also has parts, so that the parts add up to it."""

    programme: Programme
    component: Component | None
    depth: int
    amounts: Amounts
    has_below: bool = False
    is_own: bool = False


def by_tree(asked: CapitalQuestion) -> tuple[TreeRow, ...]:
    """Each component that has capital, below what it belongs to; programmes stand on top where there are several."""
    return tree(component_sums(asked), asked.nodes)


def tree(sums: Mapping[int, Amounts], nodes: Sequence[Component]) -> tuple[TreeRow, ...]:
    """From the sums of single components; `nodes` in the order of the tree, those above others included."""
    by_path: dict[str, Amounts] = {}
    for node in nodes:
        if node.pk in sums:
            for path in lineage(node.path):
                by_path[path] = by_path.get(path, NOTHING) + sums[node.pk]
    found = [node for node in nodes if node.path in by_path]
    parents = {node.parent_id for node in found}
    rows: list[TreeRow] = []
    for node in found:
        has_below = node.pk in parents
        rows.append(TreeRow(node.programme, node, _depth(node), by_path[node.path], has_below))
        if has_below and sums.get(node.pk, NOTHING) != NOTHING:
            rows.append(TreeRow(node.programme, node, _depth(node) + 1, sums[node.pk], is_own=True))
    programmes = list(dict.fromkeys(row.programme for row in rows))
    if len(programmes) < 2:
        return tuple(rows)
    return tuple(row for programme in programmes for row in _under(programme, rows, by_path))


def _under(programme: Programme, rows: Iterable[TreeRow], by_path: Mapping[str, Amounts]) -> list[TreeRow]:
    """A programme's subtotal, and its rows one step further in."""
    own = [replace(row, depth=row.depth + 1) for row in rows if row.programme == programme]
    root = lineage(own[0].component.path)[0]  # type: ignore[union-attr]
    return [TreeRow(programme, None, 0, by_path[root], has_below=True), *own]


def _depth(node: Component) -> int:
    """0 for what stands directly under its programme, which is the first label of the path."""
    return node.path.count(".") - 1
