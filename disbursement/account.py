"""A holder's statement of account: every movement and voucher of its lines by day, with the running balance.

What the holder gives on to lines below leaves its account, as in the figures (decision 0013). The balance is what may
still be spent or given on. One statement in SQL adds it up over all rows and returns those of a page, so a page costs
the same memory however long the account is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Agency
from disbursement.account_sql import BEFORE, COLUMNS, INSIDE, RUNNING, SUMS
from disbursement.models import CapitalLine, Disbursement, Movement


@dataclass(frozen=True)
class AccountEntry:
    """`step` orders the rows of a day: plan, spending, what is given on. `balance_vnd` and `outstanding_vnd` are what
    is left and what is advanced and not settled, after the row."""

    on: date
    step: int
    id: UUID
    kind: str
    line: CapitalLine
    label: str
    document: str
    decided_on: date | None
    decision_id: UUID | None
    note: str
    plan_vnd: int
    spent_vnd: int
    advance_vnd: int
    balance_vnd: int
    outstanding_vnd: int

    @property
    def balance_before(self) -> int:
        return self.balance_vnd - self.plan_vnd + self.spent_vnd

    @property
    def outstanding_before(self) -> int:
        return self.outstanding_vnd - self.advance_vnd


@dataclass(frozen=True)
class Sums:
    plan_vnd: int = 0
    spent_vnd: int = 0
    advance_vnd: int = 0

    @property
    def balance_vnd(self) -> int:
        return self.plan_vnd - self.spent_vnd

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.plan_vnd + other.plan_vnd, self.spent_vnd + other.spent_vnd, self.advance_vnd + other.advance_vnd
        )


@dataclass(frozen=True)
class LineSums:
    """What a line brought along, what happened to it, and what the line itself says that it holds as of now, as
    the triggers of the ledger keep it."""

    line: CapitalLine
    opening: Sums
    moved: Sums
    rows: int
    stored_vnd: int

    @property
    def closing(self) -> Sums:
        return self.opening + self.moved


@dataclass(frozen=True)
class Account:
    """The lines of a holder, and of those merged into it, in one budget year; between the two days that are given."""

    holder: Agency
    lines: Mapping[UUID, CapitalLine]
    by_line: tuple[LineSums, ...]
    first: date | None = None
    last: date | None = None

    @property
    def opening(self) -> Sums:
        return sum((one.opening for one in self.by_line), Sums())

    @property
    def moved(self) -> Sums:
        return sum((one.moved for one in self.by_line), Sums())

    @property
    def closing(self) -> Sums:
        return self.opening + self.moved

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.by_line)

    @property
    def stored_vnd(self) -> int:
        """What the lines say that they hold, read in the statement that added the rows up."""
        return sum(one.stored_vnd for one in self.by_line)

    @property
    def is_proven(self) -> bool | None:
        return self.proves(self)

    def proves(self, one: "Account | LineSums") -> bool | None:
        """Whether the rows, or those of one line, give what the lines say; None when the account ends before today's
        last row."""
        return None if self.last is not None else one.closing.balance_vnd == one.stored_vnd

    def entries(
        self, offset: int = 0, limit: int | None = None, after: Sequence[Any] | None = None
    ) -> Iterator[AccountEntry]:
        """The rows in the order of their days; `after` is the day, step and id of the row before.

        Read apart from the sums: a voucher may come in between, but not within core.db.moments.one_moment.
        """
        place = dict(zip(("after_day", "after_step", "after_id"), after or (None, None, None), strict=True))
        given = self._days | place | {"offset": offset, "limit": limit}
        with connection.cursor() as cursor:
            cursor.execute(RUNNING, given)
            while rows := cursor.fetchmany(2000):
                yield from (self._entry(row) for row in rows)

    @property
    def _days(self) -> dict[str, Any]:
        return {"lines": list(self.lines), "first": self.first, "last": self.last}

    def _entry(self, row: tuple[Any, ...]) -> AccountEntry:
        on, step, pk, line_id, kind, *amounts, voucher, note, number, decided_on, decision_id, taker = row
        return AccountEntry(
            on,
            step,
            pk,
            kind,
            self.lines[line_id],
            _label(step, kind, taker),
            voucher or number or "",
            decided_on,
            decision_id,
            note,
            *(int(amount) for amount in amounts),
        )


def _label(step: int, kind: str, taker: str | None) -> str:
    if step == 1:
        return str(Disbursement.Kind(kind).label)
    label = str(Movement.Kind(kind).label)
    return _("%(act)s cho %(taker)s") % {"act": label, "taker": taker} if step == 2 and taker else label


def account_of(
    holder: Agency, lines: Iterable[CapitalLine], first: date | None = None, last: date | None = None
) -> Account:
    """`lines` come with all that names them."""
    known = {line.pk: line for line in lines}
    return Account(holder, known, tuple(_by_line(known, first, last)), first, last)


def _by_line(lines: Mapping[UUID, CapitalLine], first: date | None, last: date | None) -> Iterator[LineSums]:
    """Lines that have no row and say that they hold nothing are left out."""
    statement = SUMS.format(
        before=_filtered_sums(BEFORE),
        within=_filtered_sums(INSIDE),
        inside=INSIDE,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"lines": list(lines), "first": first, "last": last})
        found = {row[0]: [int(value) for value in row[1:]] for row in cursor.fetchall()}
    for pk, line in lines.items():
        stored, *amounts, rows, rows_ever = found[pk]
        if rows_ever or stored:
            yield LineSums(line, Sums(*amounts[:3]), Sums(*amounts[3:]), rows, stored)


def _filtered_sums(condition: str) -> str:
    return ", ".join(f"coalesce(sum({column}) FILTER (WHERE {condition}), 0)" for column in COLUMNS)
