"""The queue of a treasury statement: what agrees with the ledger, what does not, what somebody has settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from core.models.scoped import HasPaths
from disbursement.models import Disbursement, Settlement, StatementRow, TreasuryStatement
from disbursement.rules.matching import Match, Pair, match_statement


@dataclass(frozen=True)
class Item:
    """A pair of the matching, and what was decided about it; `is_kept` of what an undone statement had settled, about
    which there is nothing left to do."""

    pair: Pair
    accepted: Settlement | None
    is_kept: bool = False

    @property
    def is_open(self) -> bool:
        return self.pair.match != Match.MATCHED and self.accepted is None and not self.is_kept

    @property
    def state(self) -> str:
        return "accepted" if self.accepted else str(self.pair.match)


def reconcile(statement: TreasuryStatement, access: HasPaths) -> list[Item]:
    """The statement against the ledger as it is now, as far as the reader may see both.

    Nothing of this is stored, so nothing of it is out of date. A statement of which rows were taken back expects no
    voucher: what of it was settled stays, and rows of another import of it.
    """
    rows = list(
        statement.rows.visible_to(access).select_related(
            "line__holder", "line__component", "line__kind", "line__source"
        )
    )
    settlements = list(statement.settlements.select_related("settled_by").order_by("id"))
    settled = {done.row_id for done in settlements if done.row_id} if statement.undone_at else set()
    linked = {done.row_id: done.result_id for done in settlements if done.row_id and done.result_id}
    pairs = match_statement(rows, _candidates(statement, rows, access), linked)
    accepted = {(s.row_id, s.voucher_id): s for s in settlements if s.act == Settlement.Act.ACCEPT}
    elsewhere = _in_other_statements(statement, [pair.voucher for pair in pairs if pair.row is None])
    items = (
        Item(
            pair,
            accepted.get((pair.row and pair.row.id, pair.voucher and pair.voucher.id)),
            is_kept=pair.row is not None and pair.row.id in settled,
        )
        for pair in pairs
        if pair.row is not None or _belongs(statement, pair.voucher, elsewhere)
    )
    return [item for item in items if item.pair.row is not None or item.accepted or not statement.undone_at]


def _candidates(statement: TreasuryStatement, rows: Sequence[StatementRow], access: HasPaths) -> QuerySet[Disbursement]:
    """Vouchers that stand: of the statement's holders in its period, and whatever its rows may name."""
    holders = {row.line.holder_id for row in rows}
    in_period = Q(value_date__range=(statement.period_from, statement.period_to), line__holder__in=holders)
    named = Q(line__in={row.line_id for row in rows}, voucher__in={row.voucher for row in rows})
    by_ref = Q(treasury_ref__in={row.treasury_ref for row in rows} - {""})
    written = Q(pk__in=statement.settlements.exclude(result=None).values("result"))
    written |= Q(pk__in=statement.settlements.exclude(voucher=None).values("voucher"))
    found = Disbursement.objects.visible_to(access).not_reversed().filter(in_period | named | by_ref | written)
    return found.select_related("line__holder", "line__component", "line__kind", "line__source").order_by("id")


def _belongs(statement: TreasuryStatement, voucher: Disbursement, elsewhere: set[UUID]) -> bool:
    """Whether the statement ought to hold the voucher."""
    return statement.period_from <= voucher.value_date <= statement.period_to and voucher.pk not in elsewhere


def _in_other_statements(statement: TreasuryStatement, vouchers: Sequence[Disbursement]) -> set[UUID]:
    """Those that another statement holds."""
    if not vouchers:
        return set()
    rows = StatementRow.objects.filter(line__in={voucher.line_id for voucher in vouchers}).exclude(statement=statement)
    known: set[tuple[object, ...]] = set()
    for line_id, kind, number, ref in rows.values_list("line", "kind", "voucher", "treasury_ref"):
        known |= {(line_id, kind, number), (line_id, ref)}
    return {
        voucher.pk
        for voucher in vouchers
        if (voucher.line_id, voucher.kind, voucher.voucher) in known
        or (voucher.treasury_ref and (voucher.line_id, voucher.treasury_ref) in known)
    }
