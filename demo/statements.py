"""The treasury's statement of October 2026 beside the ledger: most agrees, some waits in the queue, one is settled."""

from datetime import date, timedelta

from accounts.models import User
from areas.models import Area
from demo.capital import MILLION
from disbursement.models import Disbursement, Settlement, StatementRow, TreasuryStatement

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
HOLDERS = ("X.30292", "X.30664", "X.30781", "X.30898", "X.30970")
FEE_VND = 18_500_000


def write_statement(province: Area, users: dict[str, User]) -> None:
    statement = TreasuryStatement.objects.create(
        area=province,
        number="BK-10/2026",
        period_from=FIRST,
        period_to=LAST,
        imported_by=users["taichinh"],
        scope_path=str(province.path),
    )
    found = Disbursement.objects.filter(line__holder__code__in=HOLDERS, value_date__range=(FIRST, LAST))
    vouchers = list(found.select_related("line", "advance").order_by("value_date", "voucher"))
    payments = [voucher for voucher in vouchers if voucher.kind == Disbursement.Kind.PAYMENT]
    differs, late, missing = payments[0], payments[1], payments[-1]
    rows = {voucher.pk: _row(statement, voucher, n) for n, voucher in enumerate(vouchers) if voucher is not missing}
    rows[differs.pk].amount_vnd -= 9 * MILLION
    rows[late.pk].value_date += timedelta(days=1)
    StatementRow.objects.bulk_create([*rows.values(), _unknown(statement, missing)])
    Settlement.objects.create(
        statement=statement,
        row=rows[late.pk],
        voucher=late,
        act=Settlement.Act.ACCEPT,
        reason="Kho bạc hạch toán vào ngày hôm sau; số tiền khớp.",
        settled_by=users["taichinh"],
        scope_path=statement.scope_path,
    )


def _row(statement: TreasuryStatement, voucher: Disbursement, number: int) -> StatementRow:
    return StatementRow(
        statement=statement,
        line=voucher.line,
        kind=voucher.kind,
        voucher=voucher.voucher,
        value_date=voucher.value_date,
        amount_vnd=voucher.amount_vnd,
        treasury_ref=f"0261-{4100 + number}",
        advance_voucher=voucher.advance.voucher if voucher.advance else "",
        note=voucher.note,
        scope_path=voucher.scope_path,
    )


def _unknown(statement: TreasuryStatement, like: Disbursement) -> StatementRow:
    """Paid by the treasury from the line of `like`, and recorded by nobody."""
    return StatementRow(
        statement=statement,
        line=like.line,
        kind=Disbursement.Kind.PAYMENT,
        voucher="KB26-PHI-081",
        value_date=date(2026, 10, 28),
        amount_vnd=FEE_VND,
        treasury_ref="0261-4181",
        note="Chi phí thẩm định, nghiệm thu (mô phỏng)",
        scope_path=like.scope_path,
    )
