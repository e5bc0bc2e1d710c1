"""The plan of a line: signed movements, each by a decision (design sections 3.4, 4)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalSource, Component
from committees.models import OfficialDocument
from core import events
from core.ids import uuid7
from disbursement.models import CapitalLine, Movement
from disbursement.services.errors import LedgerRefused, explain


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
) -> CapitalLine:
    """The line of these dimensions, opened empty when there is none yet."""
    line, _opened = CapitalLine.objects.get_or_create(
        component=component,
        holder=holder,
        kind=kind,
        source=source,
        budget_year=budget_year,
        tranche_year=tranche_year or budget_year,
        defaults={"area": holder.area, "scope_path": str(holder.area.path)},
    )
    return line


def assign(*, line: CapitalLine, amount_vnd: int, by: Draft, kind: str = Movement.Kind.ASSIGN) -> Movement:
    """Give `amount_vnd` to the line (assign or supplement); raises LedgerRefused."""
    return _write([_movement(line, kind, amount_vnd, by)])[0]


def recall(*, line: CapitalLine, amount_vnd: int, by: Draft) -> Movement:
    """Take `amount_vnd` back; raises LedgerRefused when it is already spent."""
    return _write([_movement(line, Movement.Kind.RECALL, -amount_vnd, by)])[0]


def transfer(*, giver: CapitalLine, taker: CapitalLine, amount_vnd: int, by: Draft) -> list[Movement]:
    """Move `amount_vnd` between two lines of one budget year; both halves or none."""
    if giver.budget_year != taker.budget_year:
        raise LedgerRefused(_("Chỉ điều chuyển trong cùng năm ngân sách; sang năm sau là kéo dài."))
    return _pair(Movement.Kind.TRANSFER, giver, taker, amount_vnd, by)


def carry_over(*, line: CapitalLine, amount_vnd: int, by: Draft) -> list[Movement]:
    """Carry unspent money into the next budget year, where it stays a tranche of its own."""
    next_line = open_line(
        component=line.component,
        holder=line.holder,
        kind=line.kind,
        source=line.source,
        budget_year=line.budget_year + 1,
        tranche_year=line.tranche_year,
    )
    return _pair(Movement.Kind.CARRY_OVER, line, next_line, amount_vnd, by)


def _pair(kind: str, giver: CapitalLine, taker: CapitalLine, amount_vnd: int, by: Draft) -> list[Movement]:
    if giver.pk == taker.pk:
        raise LedgerRefused(_("Hai dòng vốn phải khác nhau."))
    pair = uuid7()
    return _write([_movement(giver, kind, -amount_vnd, by, pair), _movement(taker, kind, amount_vnd, by, pair)])


def _movement(line: CapitalLine, kind: str, amount_vnd: int, by: Draft, pair: UUID | None = None) -> Movement:
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


def _write(movements: list[Movement]) -> list[Movement]:
    """Write the movements as one statement, so that the triggers see and lock their lines together."""
    try:
        with transaction.atomic():
            Movement.objects.bulk_create(movements)
    except IntegrityError as error:
        raise explain(error) from error
    for movement in movements:
        events.record(
            "disbursement.move",
            movement,
            kind=movement.kind,
            amount_vnd=movement.amount_vnd,
            line=str(movement.line_id),
        )
    return movements
