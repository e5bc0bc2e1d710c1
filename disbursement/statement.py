"""A line's statement: every movement, allocation and voucher by day with the running balance, which is its proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from core.formats import format_number
from core.reversals import why_not_reverse
from disbursement.decision_numbers import Told, decisions_of
from disbursement.models import CapitalLine, Disbursement, Movement


@dataclass(frozen=True)
class Entry:
    """`plan_vnd`, `allocated_vnd` or `spent_vnd` is what the row changed; the others are the sums after it."""

    id: UUID | None
    on: date
    label: str
    document: str
    note: str
    plan_vnd: int
    allocated_vnd: int
    spent_vnd: int
    plan_after: int
    allocated_after: int
    spent_after: int
    voucher: Disbursement | None
    paper: Told | None = None

    @property
    def balance_after(self) -> int:
        return self.plan_after - self.allocated_after - self.spent_after

    @property
    def used_vnd(self) -> int:
        """Spent by a line that spends, given on by one that gives on; no line does both."""
        return self.spent_vnd + self.allocated_vnd

    @property
    def used_after(self) -> int:
        return self.spent_after + self.allocated_after

    @property
    def is_reversible(self) -> bool:
        return self.voucher is not None and not why_not_reverse(self.voucher)


@dataclass(frozen=True)
class Allocation:
    """What one decision gave on to the lines below on one day, or took back from them."""

    on: date
    kind: str
    decision_id: UUID | None
    lines: int
    amount_vnd: int


def entries(line: CapitalLine, up_to: date | None = None) -> Iterator[Entry]:
    """The rows of the line in the order of their days; on one day the plan comes before what is done with it."""
    plan = allocated = spent = 0
    rows = sorted(_rows(line, up_to), key=lambda item: item[:3])
    papers = decisions_of(row.decision_id for *_place, row in rows if not isinstance(row, Disbursement))
    for on, _order, _id, row in rows:
        plan_change = row.amount_vnd if isinstance(row, Movement) else 0
        allocated_change = row.amount_vnd if isinstance(row, Allocation) else 0
        spent_change = row.spent_vnd if isinstance(row, Disbursement) else 0
        paper = None if isinstance(row, Disbursement) else papers.get(row.decision_id)
        plan, allocated, spent = plan + plan_change, allocated + allocated_change, spent + spent_change
        yield Entry(
            on=on,
            plan_vnd=plan_change,
            allocated_vnd=allocated_change,
            spent_vnd=spent_change,
            plan_after=plan,
            allocated_after=allocated,
            spent_after=spent,
            voucher=row if isinstance(row, Disbursement) else None,
            paper=paper,
            **_words(row, str(paper or "")),
        )


def _words(row: Movement | Disbursement | Allocation, document: str) -> dict[str, Any]:
    """How a row names itself."""
    if isinstance(row, Allocation):
        label = str(Movement.Kind(row.kind).label)
        note = _("%(n)s dòng vốn cấp dưới") % {"n": format_number(row.lines)}
        return {"id": None, "label": label, "document": document, "note": note}
    if isinstance(row, Disbursement):
        note = row.reason or row.note
        return {"id": row.id, "label": _voucher_label(row), "document": row.voucher, "note": note}
    return {"id": row.id, "label": str(row.get_kind_display()), "document": document, "note": row.reason}


def _voucher_label(voucher: Disbursement) -> str:
    """A settlement adds nothing to what is disbursed, so its label tells the amount."""
    label = str(voucher.get_kind_display())
    if voucher.kind == Disbursement.Kind.SETTLEMENT:
        label += ": " + _("%(amount)s đồng") % {"amount": format_number(abs(voucher.amount_vnd))}
    return _("đảo bút toán: %(what)s") % {"what": label} if voucher.reverses_id else label


def _rows(line: CapitalLine, up_to: date | None) -> Iterator[tuple[date, int, str, Any]]:
    movements = line.movements.all()
    vouchers = line.disbursements.select_related("reversed_by")
    below = Movement.objects.filter(line__parent=line)
    if up_to:
        movements, vouchers, below = movements.up_to(up_to), vouchers.up_to(up_to), below.up_to(up_to)
    for movement in movements:
        yield movement.on, 0, str(movement.id), movement
    for voucher in vouchers:
        yield voucher.value_date, 1, str(voucher.id), voucher
    groups = below.order_by().values_list("on", "kind", "decision")
    for on, kind, decision, lines, amount in groups.annotate(Count("line", distinct=True), Sum("amount_vnd")):
        yield on, 2, f"{decision}{kind}", Allocation(on, kind, decision, lines, amount)
