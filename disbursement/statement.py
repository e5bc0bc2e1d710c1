"""A line's statement: every movement and voucher by day with the running balance, which is its proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from disbursement.models import CapitalLine, Disbursement, Movement


@dataclass(frozen=True)
class Entry:
    """`plan_vnd` or `spent_vnd` is what the row changed; the others are the sums after it."""

    id: UUID
    on: date
    label: str
    document: str
    note: str
    plan_vnd: int
    spent_vnd: int
    plan_after: int
    spent_after: int
    voucher: Disbursement | None

    @property
    def balance_after(self) -> int:
        return self.plan_after - self.spent_after

    @property
    def is_reversible(self) -> bool:
        row = self.voucher
        return row is not None and row.reverses_id is None and not hasattr(row, "reversed_by")


def entries(line: CapitalLine, up_to: date | None = None) -> Iterator[Entry]:
    """The rows of the line in the order of their days; on one day the plan comes before the spending."""
    plan = spent = 0
    for on, _order, row in sorted(_rows(line, up_to), key=lambda item: (item[0], item[1], item[2].id)):
        plan_change = row.amount_vnd if isinstance(row, Movement) else 0
        spent_change = row.spent_vnd if isinstance(row, Disbursement) else 0
        plan, spent = plan + plan_change, spent + spent_change
        is_voucher = isinstance(row, Disbursement)
        yield Entry(
            id=row.id,
            on=on,
            label=str(row.get_kind_display()),
            document=row.voucher if isinstance(row, Disbursement) else str(row.decision or ""),
            note=row.reason or (row.note if isinstance(row, Disbursement) else ""),
            plan_vnd=plan_change,
            spent_vnd=spent_change,
            plan_after=plan,
            spent_after=spent,
            voucher=row if is_voucher else None,
        )


def _rows(line: CapitalLine, up_to: date | None) -> Iterator[tuple[date, int, Any]]:
    movements = line.movements.select_related("decision")
    vouchers = line.disbursements.select_related("reversed_by")
    if up_to:
        movements, vouchers = movements.up_to(up_to), vouchers.up_to(up_to)
    for movement in movements:
        yield movement.on, 0, movement
    for voucher in vouchers:
        yield voucher.value_date, 1, voucher
