"""Vouchers: recorded once, reversed, never edited (design section 3.4)."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import events
from disbursement.models import CapitalLine, Disbursement
from disbursement.services.errors import LedgerRefused, explain


@dataclass(frozen=True)
class VoucherData:
    """A voucher as the treasury printed it; `amount_vnd` is positive."""

    voucher: str
    value_date: date
    amount_vnd: int
    kind: str = Disbursement.Kind.PAYMENT
    treasury_ref: str = ""
    note: str = ""


def record_voucher(*, line: CapitalLine, data: VoucherData, recorded_by_id: int | None) -> Disbursement:
    """Add a voucher to the ledger; raises LedgerRefused when the line cannot bear it."""
    row = Disbursement(
        line=line,
        kind=data.kind,
        amount_vnd=data.amount_vnd,
        voucher=data.voucher,
        value_date=data.value_date,
        treasury_ref=data.treasury_ref,
        note=data.note,
        recorded_by_id=recorded_by_id,
        scope_path=line.scope_path,
    )
    return _write(row, "disbursement.record")


def reverse_voucher(*, row: Disbursement, reason: str, on: date, recorded_by_id: int | None) -> Disbursement:
    """Write the opposite of `row`; both stay. Raises LedgerRefused for a second reversal or without a reason."""
    if row.reverses_id:
        raise LedgerRefused(_("Bút toán đảo không đảo lại được; hãy ghi chứng từ mới."))
    if not reason.strip():
        raise LedgerRefused(_("Ghi lý do đảo bút toán."))
    opposite = Disbursement(
        line=row.line,
        kind=row.kind,
        amount_vnd=-row.amount_vnd,
        voucher=row.voucher,
        value_date=on,
        treasury_ref=row.treasury_ref,
        note=row.note,
        reverses=row,
        reason=reason.strip(),
        recorded_by_id=recorded_by_id,
        scope_path=row.scope_path,
    )
    return _write(opposite, "disbursement.reverse")


def _write(row: Disbursement, act: str) -> Disbursement:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise explain(error) from error
    events.record(act, row, reason=row.reason, label=row.voucher, amount_vnd=row.amount_vnd, line=str(row.line_id))
    return row
