"""Lines by what makes them one line: found together, and opened together, without a query for each."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from accounts.models import Agency
from core.models.scoped import HasPaths
from disbursement.models import CapitalLine, Movement
from disbursement.services.errors import LedgerRefused, in_words
from disbursement.services.plan import stands_elsewhere

Lines = dict["LineKey", CapitalLine]


class LineKey(NamedTuple):
    """What makes a line one line (CapitalLine); a list in JSON."""

    component_id: int
    holder_id: int
    kind_id: int
    source_id: int
    budget_year: int
    tranche_year: int
    horizon: str = CapitalLine.Horizon.YEAR.value
    is_detailed: bool = True

    @classmethod
    def of(cls, line: CapitalLine) -> Self:
        return cls(*(getattr(line, name) for name in cls._fields))

    @property
    def text(self) -> str:
        return "/".join(map(str, self))


def find_lines(access: HasPaths, keys: Iterable[LineKey]) -> Lines:
    """The lines of these dimensions that stand in the ledger."""
    wanted = set(keys)
    lines = CapitalLine.objects.visible_to(access).with_dimensions()
    lines = lines.filter(
        budget_year__in={key.budget_year for key in wanted}, holder__in={key.holder_id for key in wanted}
    )
    return {key: line for line in lines if (key := LineKey.of(line)) in wanted}


def open_lines(access: HasPaths, wanted: Mapping[LineKey, LineKey | None]) -> Lines:
    """The lines of these keys, each with the key of the line it is allocated from; new ones are opened empty.

    Parents first, a statement for each level of the tree. A line that stands already keeps its place: one that has
    no parent and no movement yet is put below the one it is asked for. Raises LedgerRefused.
    """
    found = find_lines(access, {*wanted, *(above for above in wanted.values() if above)})
    waiting = {key: above for key, above in wanted.items() if key not in found}
    while waiting:
        ready = {key: above for key, above in waiting.items() if above is None or above in found}
        if not ready:
            raise LedgerRefused(_("Dòng vốn không được phân bổ vòng lại cho chính nó."))
        _create(ready, found)
        found |= find_lines(access, ready)
        if any(key not in found for key in ready):
            raise LedgerRefused(_("Có dòng vốn ngoài phạm vi được giao cho anh/chị."))
        waiting = {key: above for key, above in waiting.items() if key not in ready}
    _put_below({found[key]: found[above] for key, above in wanted.items() if above})
    return found


def _create(ready: Mapping[LineKey, LineKey | None], found: Mapping[LineKey, CapitalLine]) -> None:
    """A line that somebody else opens at the same moment is that one."""
    holders = Agency.objects.select_related("area").in_bulk({key.holder_id for key in ready})
    rows = []
    for key, above in ready.items():
        area = holders[key.holder_id].area
        parent = found[above] if above else None
        rows.append(CapitalLine(**key._asdict(), area=area, scope_path=str(area.path), parent=parent))
    with in_words():
        CapitalLine.objects.bulk_create(rows, ignore_conflicts=True)


def _put_below(parents: Mapping[CapitalLine, CapitalLine]) -> None:
    moved = [line for line, above in parents.items() if line.parent_id != above.pk]
    used = set(Movement.objects.filter(line__in=moved).values_list("line_id", flat=True))
    for line in moved:
        if line.parent_id is not None or line.pk in used:
            raise LedgerRefused(f"{line.holder.name}: {stands_elsewhere()}")
        line.parent = parents[line]
    if moved:
        with in_words():
            CapitalLine.objects.bulk_update(moved, ["parent"])
