"""The plan of a line: signed movements, each by a decision (design sections 3.4, 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalSource, Component
from committees.models import OfficialDocument
from core import bulk, events
from core.ids import uuid7
from disbursement.models import CapitalLine, Movement
from disbursement.services.deadlines import hand_on_deadlines, refuse_two_deadlines
from disbursement.services.errors import LedgerRefused, in_words
from disbursement.services.running import first_losses, refuse_debt


@dataclass(frozen=True)
class Draft:
    """By which decision, from which day, entered by whom."""

    decision: OfficialDocument
    on: date
    recorded_by_id: int | None = None


def open_line(
    *,
    component: Component,
    holder: Agency,
    kind: CapitalKind,
    source: CapitalSource,
    budget_year: int,
    tranche_year: int | None = None,
    horizon: str = CapitalLine.Horizon.YEAR,
    parent: CapitalLine | None = None,
    is_detailed: bool = True,
) -> CapitalLine:
    """The line of these dimensions, opened empty when there is none yet; `parent` is the line it is allocated from.

    Raises LedgerRefused when the line stands below another one already, or does not fit its parent.
    """
    dimensions = {
        "component": component,
        "holder": holder,
        "kind": kind,
        "source": source,
        "budget_year": budget_year,
        "tranche_year": tranche_year or budget_year,
        "horizon": horizon,
        "is_detailed": is_detailed,
    }
    place = {"area": holder.area, "scope_path": str(holder.area.path), "parent": parent}
    with in_words():
        line, _opened = CapitalLine.objects.get_or_create(**dimensions, defaults=place)
    return line if parent is None else _below(line, parent)


def _below(line: CapitalLine, parent: CapitalLine) -> CapitalLine:
    """The line as a child of `parent`; one that has no movement yet is put there."""
    if line.parent_id == parent.pk:
        return line
    if line.parent_id is not None or line.movements.exists():
        raise LedgerRefused(stands_elsewhere())
    line.parent = parent
    with in_words():
        line.save(update_fields=["parent"])
    return line


def stands_elsewhere() -> str:
    return _("Đơn vị đã có dòng vốn này từ nguồn phân bổ khác; hãy bổ sung hoặc điều chuyển cho dòng vốn đó.")


def open_next_year(line: CapitalLine) -> CapitalLine:
    """The line that takes what this one carries over, below the next year's line of its parent."""
    if line.horizon != CapitalLine.Horizon.YEAR:
        raise LedgerRefused(_("Kế hoạch trung hạn không kéo dài sang năm sau."))
    above = parent_of(line)
    return open_line(
        component=line.component,
        holder=line.holder,
        kind=line.kind,
        source=line.source,
        budget_year=line.budget_year + 1,
        tranche_year=line.tranche_year,
        parent=open_next_year(above) if above else None,
        is_detailed=line.is_detailed,
    )


def open_taker(giver: CapitalLine, holder: Agency, component: Component | None = None) -> CapitalLine:
    """The line of `holder` that takes from `giver`, of the same or another component; a new one stands beside it."""
    same: dict[str, Any] = {
        "component": component or giver.component,
        "holder": holder,
        "kind": giver.kind,
        "source": giver.source,
        "budget_year": giver.budget_year,
        "tranche_year": giver.tranche_year,
        "horizon": giver.horizon,
        "is_detailed": giver.is_detailed,
    }
    known: CapitalLine | None = CapitalLine.objects.filter(**same).first()
    return known or open_line(**same, parent=parent_of(giver))


def transfer_movements(giver: CapitalLine, taker: CapitalLine, amount_vnd: int, by: Draft) -> list[Movement]:
    """Both halves, and what the lines between them and the first line above both lose or gain with them."""
    if giver.budget_year != taker.budget_year:
        raise LedgerRefused(_("Chỉ điều chuyển trong cùng năm ngân sách; sang năm sau là kéo dài."))
    halves = pair(Movement.Kind.TRANSFER, giver, taker, amount_vnd, by)
    halves[1].comes_from = giver.pk
    if giver.parent_id == taker.parent_id:
        return halves
    up, down = lines_above(giver), lines_above(taker)
    if taker in up or giver in down:
        raise LedgerRefused(_("Hai dòng vốn cùng một nhánh phân bổ; hãy phân bổ hoặc thu hồi."))
    losing = [movement(line, Movement.Kind.ADJUST, -amount_vnd, by) for line in up if line not in down]
    gaining = [movement(line, Movement.Kind.ADJUST, amount_vnd, by) for line in down if line not in up]
    return [*halves, *losing, *gaining]


def carry_over_movements(
    line: CapitalLine, taker: CapitalLine, amount_vnd: int, by: Draft, until: date | None = None
) -> list[Movement]:
    """A pair for the line and for each one above it: the whole branch moves into the next year.

    The deadline is that of the line where the money rests: those above only pass it on, and may do so of others'.
    """
    kind = Movement.Kind.CARRY_OVER
    old, new = [line, *lines_above(line)], [taker, *lines_above(taker)]
    halves = [half for level in zip(old, new, strict=True) for half in pair(kind, *level, amount_vnd, by)]
    halves[1].until = until
    return halves


def lines_above(line: CapitalLine) -> list[CapitalLine]:
    """The lines that this one is allocated from, the nearest first."""
    above = parent_of(line)
    return [] if above is None else [above, *lines_above(above)]


def load_above(lines: Iterable[CapitalLine]) -> None:
    """Give each line the ones above it, a query a level; those that the actor does not see stay out."""
    waiting = [line for line in lines if line.parent_id]
    while waiting:
        found = CapitalLine.objects.with_dimensions().in_bulk({line.parent_id for line in waiting})
        for line in waiting:
            if line.parent_id in found:
                line.parent = found[line.parent_id]
        waiting = [above for above in found.values() if above.parent_id]


def parent_of(line: CapitalLine) -> CapitalLine | None:
    """The line above; raises LedgerRefused when it belongs to an area that the actor does not see."""
    if line.parent_id is None:
        return None
    if CapitalLine.parent.is_cached(line):
        return line.parent
    found = CapitalLine.objects.with_dimensions().filter(pk=line.parent_id).first()
    if found is None:
        raise LedgerRefused(_("Dòng vốn cấp trên ở ngoài địa bàn được giao; việc này do cấp trên quyết định."))
    return found


def pair(kind: str, giver: CapitalLine, taker: CapitalLine, amount_vnd: int, by: Draft) -> list[Movement]:
    """Two halves that add up to zero."""
    if giver.pk == taker.pk:
        raise LedgerRefused(_("Hai dòng vốn phải khác nhau."))
    both = uuid7()
    return [movement(giver, kind, -amount_vnd, by, both), movement(taker, kind, amount_vnd, by, both)]


def given(line: CapitalLine, kind: str, amount_vnd: int, by: Draft) -> Movement:
    """What changes one line only: its gain is money of the line above, and without one stays under its own deadline."""
    row = movement(line, kind, amount_vnd, by)
    row.comes_from = line.parent_id or line.pk
    return row


def movement(line: CapitalLine, kind: str, amount_vnd: int, by: Draft, pair: UUID | None = None) -> Movement:
    return Movement(
        line=line,
        kind=kind,
        amount_vnd=amount_vnd,
        decision=by.decision,
        on=by.on,
        pair=pair,
        recorded_by_id=by.recorded_by_id,
        scope_path=line.scope_path,
    )


def write(movements: list[Movement]) -> list[Movement]:
    """Write the movements as one statement, so that the triggers see and lock their lines together.

    Raises LedgerRefused, with nothing written, when they leave a line in debt on any day, or with two deadlines.
    """
    hand_on_deadlines(movements)
    with in_words(movements):
        bulk.insert(movements)
        refuse_debt(first_losses(movements))
        refuse_two_deadlines(movements)
    events.record_each("disbursement.move", ((row, _told(row)) for row in movements))
    return movements


def _told(row: Movement) -> dict[str, Any]:
    return {"kind": row.kind, "amount_vnd": row.amount_vnd, "line": str(row.line_id)}
