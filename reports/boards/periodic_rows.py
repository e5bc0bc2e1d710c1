"""The rows of a periodic table: holders by level of area, the programme's tree, or units of the area.

A group is the sum of its leaves. Numbered as officers number: A, I, 1, a.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from accounts.models import Agency
from areas.models import Area
from areas.rules import lineage
from catalogs.models import Component, Programme
from reports.boards.periodic import PeriodicBoard, PeriodicRow, joined

LEVELS = {
    Area.Level.COUNTRY: "Cơ quan trung ương",
    Area.Level.PROVINCE: "Cấp tỉnh",
    Area.Level.DISTRICT: "Cấp huyện",
    Area.Level.COMMUNE: "Cấp xã",
}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def rows_of(board: PeriodicBoard) -> tuple[PeriodicRow, ...]:
    """The total first, as officers print it; of a unit above one's own the total alone."""
    if board.reach != "own":
        return (board.total,)
    return (board.total, *_ROWS[board.breakdown](board))


# --- by holder ------------------------------------------------------------------------------------------


def holder_rows(board: PeriodicBoard) -> Iterator[PeriodicRow]:
    """Under the level of their areas; without that when all are of one level."""
    holders = Agency.objects.filter(pk__in=board.leaves).select_related("area").order_by("area__sort_key", "code")
    by_level: dict[str, list[Agency]] = defaultdict(list)
    for holder in holders:
        by_level[holder.area.level].append(holder)
    is_grouped = len(by_level) > 1
    levels = [level for level in Area.Level.values if level in by_level]
    for place, level in enumerate(levels, 1):
        if is_grouped:
            sums = joined(board.leaves[holder.pk] for holder in by_level[level])
            name = LEVELS.get(Area.Level(level), "")
            yield PeriodicRow(level, name, sums, 1, roman(place), is_group=True, filters={"cap_don_vi": level})
        for number, holder in enumerate(by_level[level], 1):
            yield _holder_row(board, holder, number, depth=2 if is_grouped else 1)


def _holder_row(board: PeriodicBoard, holder: Agency, number: int, depth: int) -> PeriodicRow:
    filters = {"don_vi": str(holder.pk)}
    return PeriodicRow(holder.code, holder.name, board.leaves[holder.pk], depth, str(number), filters=filters)


# --- by project -----------------------------------------------------------------------------------------


def project_rows(board: PeriodicBoard) -> Iterator[PeriodicRow]:
    """The tree down to where capital was planned; with several programmes each stands above its own."""
    planned = dict(Component.objects.filter(pk__in=board.leaves).values_list("path", "pk"))
    above = {path for leaf in planned for path in lineage(leaf)}
    nodes = list(Component.objects.filter(path__in=above).select_related("programme").in_tree_order())
    programmes = list(dict.fromkeys(node.programme for node in nodes))
    tree = _Tree(board, planned, nodes)
    for place, programme in enumerate(programmes, 1):
        own = [node for node in nodes if node.programme == programme]
        if len(programmes) > 1:
            yield tree.programme_row(programme, own, place)
        yield from tree.below(None, own, marks=_MARKS, depth=1 if len(programmes) == 1 else 2)


class _Tree:
    def __init__(self, board: PeriodicBoard, planned: dict[str, int], nodes: Sequence[Component]) -> None:
        self.board, self.planned = board, planned
        self.children: dict[int | None, list[Component]] = defaultdict(list)
        for node in nodes:
            self.children[node.parent_id].append(node)

    def programme_row(self, programme: Programme, nodes: Iterable[Component], place: int) -> PeriodicRow:
        sums = joined(self.board.leaves[node.pk] for node in nodes if node.pk in self.board.leaves)
        filters = {"chuong_trinh": programme.code}
        return PeriodicRow(
            programme.code, programme.short_name, sums, 1, chr(64 + place), is_group=True, filters=filters
        )

    def below(
        self, parent: int | None, own: Sequence[Component], *, marks: Sequence[Callable[[int], str]], depth: int
    ) -> Iterator[PeriodicRow]:
        siblings = [node for node in own if node.parent_id == parent]
        for place, node in enumerate(siblings, 1):
            has_parts = bool(self.children[node.pk])
            yield self._row(node, marks[0](place), depth, is_group=has_parts)
            if has_parts and node.pk in self.board.leaves:
                yield self._own_row(node, depth + 1)
            yield from self.below(node.pk, own, marks=marks[1:] or marks, depth=depth + 1)

    def _row(self, node: Component, number: str, depth: int, *, is_group: bool) -> PeriodicRow:
        within = [pk for path, pk in self.planned.items() if node.path in lineage(path)]
        sums = joined(self.board.leaves[pk] for pk in within)
        name, filters = f"{node.number}: {node.name_vi}", {"noi_dung": str(node.pk)}
        return PeriodicRow(node.code, name, sums, depth, number, is_group=is_group, filters=filters)

    def _own_row(self, node: Component, depth: int) -> PeriodicRow:
        """What was planned on a node that also has parts, so that the parts add up to it."""
        filters = {"noi_dung": str(node.pk), "rieng": "true"}
        return PeriodicRow(node.code, "Chưa chia chi tiết", self.board.leaves[node.pk], depth, "-", filters=filters)


# --- by area --------------------------------------------------------------------------------------------


def area_rows(board: PeriodicBoard) -> Iterator[PeriodicRow]:
    """What the unit holds itself, then each unit below it; older units that it is read from stand apart."""
    areas = dict(Area.objects.filter(pk__in=board.leaves).values_list("pk", "path"))
    units = board.asked.ground.units
    for place, unit in enumerate(units, 1):
        rows = list(_unit_rows(board, unit, areas))
        if len(units) > 1 and rows:
            name = f"{unit.full_name} (danh mục {unit.edition})"
            filters = {"dia_phuong": unit.ref}
            sums = joined(row.sums for row in rows)
            yield PeriodicRow(unit.ref, name, sums, 1, roman(place), is_group=True, filters=filters)
            rows = [replace(row, depth=2) for row in rows]
        yield from rows


def _unit_rows(board: PeriodicBoard, unit: Area, areas: dict[int, str]) -> Iterator[PeriodicRow]:
    depth = len(lineage(unit.path))
    within: dict[str, list[int]] = defaultdict(list)
    for pk, path in areas.items():
        steps = lineage(path)
        if unit.path in steps:
            within[steps[depth] if len(steps) > depth else unit.path].append(pk)
    if own := within.pop(unit.path, None):
        sums = joined(board.leaves[pk] for pk in own)
        filters = {"dia_phuong": unit.ref, "rieng_cap": "true"}
        yield PeriodicRow(unit.ref, f"{unit.full_name} trực tiếp quản lý", sums, 1, "1", filters=filters)
    start = 2 if own else 1
    for number, child in enumerate(Area.objects.filter(path__in=within).order_by("sort_key", "id"), start):
        sums = joined(board.leaves[pk] for pk in within[child.path])
        filters = {"dia_phuong": child.ref}
        yield PeriodicRow(child.ref, child.full_name, sums, 1, str(number), filters=filters)


# --- numbers --------------------------------------------------------------------------------------------


def roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text, number = text + letters * (number // value), number % value
    return text


def lettered(number: int) -> str:
    return chr(96 + number) if number <= 26 else str(number)


_MARKS: tuple[Callable[[int], str], ...] = (roman, str, lettered, lambda _number: "-")
_ROWS: dict[str, Callable[[PeriodicBoard], Iterator[PeriodicRow]]] = {
    "holder": holder_rows,
    "project": project_rows,
    "area": area_rows,
}
