"""Settling the differences between the treasury's statement and the ledger; nothing changes by itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from disbursement.models import Disbursement, Settlement, StatementRow, TreasuryStatement
from disbursement.reconciliation import Item, reconcile
from disbursement.rules.matching import Match
from disbursement.services.approvals import SUBJECTS, enter_voucher
from disbursement.services.errors import LedgerRefused, refuse_entry
from disbursement.services.spending import VoucherData, reverse_voucher, same_spender

Act = Settlement.Act
NOTHING: Mapping[str, Any] = {}
ACTS = {
    Match.UNKNOWN: (Act.RECORD, Act.ACCEPT),
    Match.DIFFERS: (Act.REENTER, Act.ACCEPT),
    Match.MISSING: (Act.REVERSE, Act.ACCEPT),
    Match.MATCHED: (),
}


def acts_for(item: Item) -> tuple[Settlement.Act, ...]:
    """What may be done about the item; a matched or an accepted one is done with."""
    return ACTS[item.pair.match] if item.is_open else ()


@transaction.atomic
def settle_item(
    *,
    statement: TreasuryStatement,
    item_id: UUID,
    act: str,
    reason: str,
    access: Access,
    paid_for: Mapping[str, Any] = NOTHING,
) -> Settlement:
    """Do one act about one item. Raises LedgerRefused, also when somebody else has settled it meanwhile.

    `paid_for`: the contract, works or project (SUBJECTS) of an unknown row that is recorded; statements name none.
    """
    statement = TreasuryStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    item = next((item for item in reconcile(statement, access) if item.pair.item_id == item_id), None)
    if item is None or act not in acts_for(item):
        raise LedgerRefused(_("Mục này đã được xử lý, hoặc sổ đã thay đổi; hãy xem lại bảng đối chiếu."))
    refuse_entry(access, *item.pair.lines)
    reason = reason.strip()
    if act != Act.RECORD and not reason:
        raise LedgerRefused(_("Nêu lý do."))
    result = _write(item, act, reason, access, paid_for)
    settled = Settlement.objects.create(
        statement=statement,
        row=item.pair.row,
        voucher=item.pair.voucher,
        act=act,
        reason=reason,
        result=result,
        settled_by=access.user,
        scope_path=statement.scope_path,
    )
    events.record("disbursement.settle_item", statement, reason=reason, label=statement.number, done=str(act))
    return settled


def _write(item: Item, act: str, reason: str, access: Access, paid_for: Mapping[str, Any]) -> Disbursement | None:
    """What the act writes into the ledger; None when nothing, or when it waits for approval first."""
    row, voucher = item.pair.row, item.pair.voucher
    if act in (Act.REENTER, Act.REVERSE):
        reverse_voucher(row=voucher, reason=reason, on=voucher.value_date, access=access)
    if act in (Act.RECORD, Act.REENTER):
        subject = paid_for if act == Act.RECORD else _subject(row, voucher)
        entered = enter_voucher(line=row.line, data=_as_voucher(row, subject, reason), access=access)
        return entered if isinstance(entered, Disbursement) else None
    return None


def _as_voucher(row: StatementRow, subject: Mapping[str, Any], reason: str) -> VoucherData:
    return VoucherData(
        voucher=_free_number(row),
        value_date=row.value_date,
        amount_vnd=row.amount_vnd,
        kind=row.kind,
        treasury_ref=row.treasury_ref,
        note=row.note,
        advance=_advance(row),
        reason=reason,
        same_ref=_repeats_ref(row),
        **subject,
    )


def _subject(row: StatementRow, replaced: Disbursement) -> dict[str, Any]:
    """What the voucher that is entered again was paid for, unless the treasury paid it from another spender's line."""
    if not same_spender(replaced.line, row.line):
        return {}
    return {name: getattr(replaced, name) for name in SUBJECTS}


def _repeats_ref(row: StatementRow) -> bool:
    """Whether the treasury itself has the reference on several rows: one order that pays from several lines."""
    others = row.statement.rows.exclude(pk=row.pk)
    return bool(row.treasury_ref) and others.filter(treasury_ref=row.treasury_ref).exists()


def _advance(row: StatementRow) -> Disbursement | None:
    """The advance that the row names by its voucher's number, or that was entered for that one: by then its own number
    has a suffix."""
    if not row.advance_voucher:
        return None
    advances = row.line.disbursements.outstanding(timezone.localdate())
    named = Settlement.objects.filter(row__line=row.line, row__kind="advance", row__voucher=row.advance_voucher)
    written = Q(pk__in=named.exclude(result=None).values("result"))
    found = advances.filter(Q(voucher=row.advance_voucher) | written).first()
    if found is None:
        number = row.advance_voucher
        raise LedgerRefused(_("Dòng vốn không có tạm ứng chưa thu hồi của chứng từ %s.") % number)
    return found


def _free_number(row: StatementRow) -> str:
    """The voucher's number; with a suffix when it stands in the ledger already, reversed."""
    taken = set(row.line.disbursements.filter(kind=row.kind).values_list("voucher", flat=True))
    number, turn = row.voucher, 2
    while number in taken:
        number, turn = f"{row.voucher[:56]}-{turn}", turn + 1
    return number
