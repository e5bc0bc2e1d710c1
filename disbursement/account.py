"""A holder's statement of account: every movement and voucher of its lines by day, with the running balance.

What the holder gives on to lines below leaves its account, as in the figures (decision 0013). The balance is what may
still be spent or given on. One statement in SQL adds it up over all rows and returns those of a page, so a page costs
the same memory however long the account is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Agency, AgencySuccession
from disbursement.models import CapitalLine, Disbursement, Movement

# On one day the plan comes first, then what is spent, then what is given on (disbursement.statement).
_ROWS = """
    SELECT m."on" AS day, 0 AS step, m.id, m.line_id, m.kind, m.amount_vnd AS plan_vnd, 0::bigint AS spent_vnd,
           0::bigint AS advance_vnd, m.decision_id, '' AS voucher, m.reason AS note, NULL::bigint AS taker_id
    FROM disbursement_movement m WHERE m.line_id = ANY(%(lines)s)
    UNION ALL
    SELECT d.value_date, 1, d.id, d.line_id, d.kind, 0, d.spent_vnd, d.advance_vnd, NULL, d.voucher,
           coalesce(nullif(d.reason, ''), d.note), NULL
    FROM disbursement_disbursement d WHERE d.line_id = ANY(%(lines)s)
    UNION ALL
    SELECT m."on", 2, m.id, child.parent_id, m.kind, -m.amount_vnd, 0, 0, m.decision_id, '', m.reason, child.holder_id
    FROM disbursement_movement m JOIN disbursement_capitalline child ON child.id = m.line_id
    WHERE child.parent_id = ANY(%(lines)s)
"""
_RUNNING = f"""
    WITH ledger AS ({_ROWS}), running AS (
        SELECT ledger.*,
               sum(plan_vnd - spent_vnd) OVER in_order AS balance_vnd,
               sum(advance_vnd) OVER in_order AS outstanding_vnd
        FROM ledger WINDOW in_order AS (ORDER BY day, step, id ROWS UNBOUNDED PRECEDING)
    )
    SELECT running.day, running.step, running.line_id, running.kind, running.plan_vnd, running.spent_vnd,
           running.advance_vnd, running.balance_vnd, running.outstanding_vnd, running.voucher, running.note,
           paper.number, of_capital.id, taker.name
    FROM running
    LEFT JOIN committees_officialdocument paper ON paper.id = running.decision_id
    LEFT JOIN disbursement_capitaldecision of_capital ON of_capital.document_id = running.decision_id
    LEFT JOIN accounts_agency taker ON taker.id = running.taker_id
    WHERE (%(first)s::date IS NULL OR running.day >= %(first)s) AND (%(last)s::date IS NULL OR running.day <= %(last)s)
    ORDER BY running.day, running.step, running.id
    LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 (made of the constant above)
# With what each line says itself, in one statement: a voucher that comes in between two would look like an error.
_SUMS = f"""
    SELECT line.id, line.plan_vnd - line.allocated_vnd - line.spent_vnd, {{before}}, {{within}},
           count(*) FILTER (WHERE {{inside}}), count(ledger.id)
    FROM disbursement_capitalline line LEFT JOIN ({_ROWS}) ledger ON ledger.line_id = line.id
    WHERE line.id = ANY(%(lines)s) GROUP BY line.id
"""  # noqa: S608 (made of the constants above)
_BEFORE = "coalesce(day < %(first)s::date, false)"
_INSIDE = f"day IS NOT NULL AND NOT {_BEFORE} AND coalesce(day <= %(last)s::date, true)"
_COLUMNS = ("ledger.plan_vnd", "ledger.spent_vnd", "ledger.advance_vnd")


@dataclass(frozen=True)
class AccountEntry:
    """`balance_vnd` and `outstanding_vnd` are what is left and what is advanced and not settled, after the row."""

    on: date
    line: CapitalLine
    label: str
    document: str
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
        """Whether the rows give what the lines say; None when the account ends before today's last row."""
        return None if self.last is not None else self.closing.balance_vnd == self.stored_vnd

    def entries(self, offset: int = 0, limit: int | None = None) -> Iterator[AccountEntry]:
        """The rows in the order of their days."""
        given = self._days | {"offset": offset, "limit": limit}
        with connection.cursor() as cursor:
            cursor.execute(_RUNNING, given)
            while rows := cursor.fetchmany(2000):
                yield from (self._entry(row) for row in rows)

    @property
    def _days(self) -> dict[str, Any]:
        return {"lines": list(self.lines), "first": self.first, "last": self.last}

    def _entry(self, row: tuple[Any, ...]) -> AccountEntry:
        on, step, line_id, kind, *amounts, voucher, note, number, decision_id, taker = row
        return AccountEntry(
            on,
            self.lines[line_id],
            _label(step, kind, taker),
            voucher or number or "",
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
    statement = _SUMS.format(
        before=_filtered_sums(_BEFORE),
        within=_filtered_sums(_INSIDE),
        inside=_INSIDE,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"lines": list(lines), "first": first, "last": last})
        found = {row[0]: [int(value) for value in row[1:]] for row in cursor.fetchall()}
    for pk, line in lines.items():
        stored, *amounts, rows, rows_ever = found[pk]
        if rows_ever or stored:
            yield LineSums(line, Sums(*amounts[:3]), Sums(*amounts[3:]), rows, stored)


def _filtered_sums(condition: str) -> str:
    return ", ".join(f"coalesce(sum({column}) FILTER (WHERE {condition}), 0)" for column in _COLUMNS)


def merged_into(holder: Agency) -> list[int]:
    """The agencies whose everything it took over, those before them included."""
    found: list[int] = []
    newest = [holder.pk]
    # One question for each step back in time; a province has two or three.
    while newest:
        older = AgencySuccession.objects.filter(new__in=newest, field="").exclude(old__in=[holder.pk, *found])
        newest = list(older.values_list("old", flat=True))
        found += newest
    return found
