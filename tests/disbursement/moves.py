"""Movements of one decision without its draft: the ledger alone, as signing writes it."""

from datetime import date

from disbursement.models import CapitalLine, Movement
from disbursement.services.plan import (
    Draft,
    carry_over_movements,
    given,
    movement,
    open_next_year,
    transfer_movements,
    write,
)


def assign(*, line: CapitalLine, amount_vnd: int, by: Draft, kind: str = Movement.Kind.ASSIGN) -> Movement:
    """Give `amount_vnd` to the line (assign, supplement or allocate); raises LedgerRefused.

    What a line below another one gets is taken from the unallocated money of that one.
    """
    return write([given(line, kind, amount_vnd, by)])[0]


def recall(*, line: CapitalLine, amount_vnd: int, by: Draft) -> Movement:
    """Take `amount_vnd` back, to the line above if there is one; raises LedgerRefused when it is already spent."""
    return write([movement(line, Movement.Kind.RECALL, -amount_vnd, by)])[0]


def transfer(*, giver: CapitalLine, taker: CapitalLine, amount_vnd: int, by: Draft) -> list[Movement]:
    """Move `amount_vnd` between two lines of one budget year; both halves or none."""
    return write(transfer_movements(giver, taker, amount_vnd, by))


def carry_over(*, line: CapitalLine, amount_vnd: int, by: Draft, until: date | None = None) -> list[Movement]:
    """Carry unspent money into the next budget year, where it stays a tranche of its own.

    `until` is the last day on which the decision lets it be disbursed; without one the year's closing date holds.
    """
    return write(carry_over_movements(line, open_next_year(line), amount_vnd, by, until))
