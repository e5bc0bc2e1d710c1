"""What the rows of a decision do to the lines of the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.access import Access
from core.transitions import NotAllowed
from disbursement.models import CapitalDecision, DraftEntry, Movement
from disbursement.services.plan import Draft, carry_over_movements, given, load_above, movement, transfer_movements

Act = DraftEntry.Act


def rows_of(decision: CapitalDecision, access: Access) -> list[DraftEntry]:
    """Every row with its lines; raises NotAllowed when one of them is outside what the reader answers for."""
    rows = seen_rows(decision, access)
    if len(rows) != decision.entries.count():
        raise NotAllowed(_("Quyết định có dòng vốn ngoài phạm vi được giao cho anh/chị."))
    return rows


def seen_rows(decision: CapitalDecision, access: Access) -> list[DraftEntry]:
    """The rows that the reader answers for, with their lines and those above."""
    rows = list(decision.entries.visible_to(access).with_lines().order_by("id"))
    load_above(line for row in rows for line in (row.line, row.counter_line) if line is not None)
    return rows


def movements_of(row: DraftEntry, by: Draft) -> list[Movement]:
    """The movements that the row writes; raises LedgerRefused when its lines cannot be moved between."""
    amount = row.amount_vnd
    match row.act:
        case Act.TRANSFER:
            assert row.counter_line is not None
            return transfer_movements(row.line, row.counter_line, amount, by)
        case Act.CARRY_OVER:
            assert row.counter_line is not None
            return carry_over_movements(row.line, row.counter_line, amount, by, row.until)
        case Act.RECALL:
            return [movement(row.line, row.act, -amount, by)]
        case _:
            return [given(row.line, row.act, amount, by)]


@dataclass
class Effect:
    """What rows together change of each line: its plan, and what it gives on."""

    plan: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    allocated: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, movements: Iterable[Movement]) -> None:
        for row in movements:
            self.plan[row.line_id] += row.amount_vnd
            if row.line.parent_id:
                self.allocated[row.line.parent_id] += row.amount_vnd

    @property
    def free(self) -> Mapping[UUID, int]:
        """The change of what each line may still spend or give on."""
        ids = {*self.plan, *self.allocated}
        return {pk: self.plan.get(pk, 0) - self.allocated.get(pk, 0) for pk in ids}


def by_decision(decision: CapitalDecision, user_id: int | None, on: date | None = None) -> Draft:
    return Draft(decision=decision.document, on=on or decision.on, recorded_by_id=user_id)
