"""Vouchers: recorded once, reversed, never edited (design section 3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from core.formats import format_date
from core.reversals import why_not_reverse
from disbursement.models import CapitalLine, Contract, Disbursement
from disbursement.services.errors import LedgerRefused, SecondReference, in_words, refuse_entry
from disbursement.services.periods import hold_open, why_late
from disbursement.services.running import first_days, refuse_debt, refuse_early_settling, refuse_unpaid_returns
from disbursement.services.subjects import refuse_unfit_subject, why_before_signing
from programs.models import LivelihoodProject, Works

_REF_LOCK_SPACE = 7311


@dataclass(frozen=True)
class VoucherData:
    """A voucher as the treasury printed it; `amount_vnd` is positive.

    `advance` is what a settlement or a refund is about; `contract`, or without one `works` or `project`, what was paid
    for: with an advance, what that one was paid for. `reason` is asked for when the voucher comes in late
    (services.periods); `same_ref` says that the treasury's reference may stand on a second voucher.
    """

    voucher: str
    value_date: date
    amount_vnd: int
    kind: str = Disbursement.Kind.PAYMENT
    treasury_ref: str = ""
    note: str = ""
    advance: Disbursement | None = None
    contract: Contract | None = None
    works: Works | None = None
    project: LivelihoodProject | None = None
    reason: str = ""
    same_ref: bool = False


def record_voucher(*, line: CapitalLine, data: VoucherData, recorded_by_id: int | None) -> Disbursement:
    """Add a voucher to the ledger; raises LedgerRefused when the line cannot bear it on that day."""
    if problem := why_not_spend(line):
        raise LedgerRefused(problem)
    if data.value_date > timezone.localdate():
        raise LedgerRefused(_("Ngày chứng từ sau ngày hôm nay."))
    if data.value_date.year < line.budget_year:
        raise LedgerRefused(too_early(line))
    if data.kind == Disbursement.Kind.SETTLEMENT and data.advance is None:
        raise LedgerRefused(_("Chọn chứng từ tạm ứng được thu hồi."))
    _refuse_other_subject(line, data)
    hold_open([line.budget_year])
    late = why_late(line, data.value_date)
    if late and not data.reason.strip():
        raise LedgerRefused(late + " " + _("Chỉ ghi được là bút toán điều chỉnh: nêu lý do."))
    if data.treasury_ref and not data.same_ref:
        _refuse_second_ref(line, data.treasury_ref)
    row = _new_voucher(line, data, recorded_by_id)
    row.is_correction, row.reason = bool(late), data.reason.strip() if late else ""
    return _write(row, "disbursement.record")


def too_early(line: CapitalLine) -> str:
    """Of a voucher dated before the budget year that it counts in; carried-over money is that year's too."""
    told = {"year": str(line.budget_year), "tranche": str(line.tranche_year)}
    if line.is_carried_over:
        sentence = _(
            "Ngày chứng từ trước năm %(year)s: vốn năm %(tranche)s kéo dài sang thì giải ngân từ 01/01/%(year)s."
        )
        return sentence % told
    return _("Ngày chứng từ trước năm %(year)s, năm của vốn.") % told


def why_not_spend(line: CapitalLine) -> str:
    """Why no voucher is ever entered on the line, and where instead; "" for a line that spends."""
    if not line.is_detailed:
        return _("Dòng vốn này còn phân bổ tiếp; chứng từ ghi vào dòng vốn của đơn vị sử dụng.")
    if line.horizon == CapitalLine.Horizon.MEDIUM:
        return _("Không giải ngân từ kế hoạch trung hạn; chứng từ ghi vào dòng vốn của năm.")
    return ""


def reverse_voucher(*, row: Disbursement, reason: str, on: date, access: Access | None) -> Disbursement:
    """Write the opposite of `row`; both stay. `on` is from when the row no longer counts: its own day for an error, so
    that the figures of no day have it. Raises LedgerRefused for a second reversal or without a reason."""
    refuse_entry(access, row.line)
    if row.reverses_id:
        raise LedgerRefused(why_not_reverse(row))
    if not reason.strip():
        raise LedgerRefused(_("Ghi lý do đảo bút toán."))
    hold_open([row.line.budget_year])
    recorded_by_id = access.user_id if access else None
    return _write(opposite_of(row, reason=reason, on=on, recorded_by_id=recorded_by_id), "disbursement.reverse")


def opposite_of(row: Disbursement, *, reason: str, on: date, recorded_by_id: int | None) -> Disbursement:
    """The row that takes `row` back, not yet written. Having a reason, it may come in late."""
    return Disbursement(
        line=row.line,
        kind=row.kind,
        amount_vnd=-row.amount_vnd,
        advance_id=row.advance_id,
        contract_id=row.contract_id,
        works_id=row.works_id,
        project_id=row.project_id,
        voucher=row.voucher,
        value_date=on,
        treasury_ref=row.treasury_ref,
        note=row.note,
        reverses=row,
        reason=reason.strip(),
        is_correction=bool(why_late(row.line, on)),
        recorded_by_id=recorded_by_id,
        scope_path=row.scope_path,
    )


def write_vouchers(rows: Sequence[Disbursement]) -> None:
    """Write the rows as one statement, so that the triggers see and lock their lines together.

    Raises LedgerRefused, with nothing written, when a line or an advance cannot bear them on any day.
    """
    _follow_advances(rows)
    with in_words(rows):
        Disbursement.objects.bulk_create(rows)
        since = first_days(rows)
        refuse_debt(since)
        refuse_early_settling(rows)
        refuse_unpaid_returns(since)


def _follow_advances(rows: Sequence[Disbursement]) -> None:
    """What settles an advance, or gives it back, is about the contract, works or project of that advance."""
    closing = [row for row in rows if row.advance_id and row.reverses_id is None]
    own = {row.pk: row for row in rows}
    asked = {row.advance_id for row in closing} - own.keys()
    advances = own | (Disbursement.objects.in_bulk(asked) if asked else {})
    for row in closing:
        if (advance := advances.get(row.advance_id)) is None:
            continue  # One of another area; the database refuses it.
        subject = _subject_of(advance)
        if any(_subject_of(row)) and _subject_of(row) != subject:
            told = {"voucher": advance.voucher}
            raise LedgerRefused(
                _(
                    "Thu hồi, nộp trả tạm ứng được ghi cho đúng hợp đồng, công trình, dự án của chứng từ tạm ứng"
                    " %(voucher)s: để trống các ô đó."
                )
                % told
            )
        row.contract_id, row.works_id, row.project_id = subject


def _subject_of(row: Disbursement) -> tuple[UUID | None, UUID | None, UUID | None]:
    return row.contract_id, row.works_id, row.project_id


def earlier_with_ref(refs: Sequence[str]) -> dict[str, Disbursement]:
    """Vouchers that stand in the ledger under these references of the treasury, as far as the actor sees."""
    rows = Disbursement.objects.not_reversed().filter(treasury_ref__in=[ref for ref in refs if ref])
    return {row.treasury_ref: row for row in rows.select_related("line__holder", "recorded_by").order_by("-id")}


def told_earlier(row: Disbursement) -> str:
    """Which voucher has the reference already, who recorded it and when."""
    who = row.recorded_by.full_name if row.recorded_by else _("hệ thống")
    told = {"voucher": row.voucher, "holder": row.line.holder.name, "who": who, "on": format_date(row.recorded_at)}
    return _("đã ghi ở chứng từ %(voucher)s của %(holder)s, %(who)s ghi ngày %(on)s") % told


def same_spender(one: CapitalLine, other: CapitalLine) -> bool:
    """Whether a contract of one line may be paid from the other."""
    return (one.holder_id, one.component_id) == (other.holder_id, other.component_id)


def _refuse_other_subject(line: CapitalLine, data: VoucherData) -> None:
    """A contract tells its works or project itself; either is of the component and the place that the line pays for."""
    if sum(subject is not None for subject in (data.contract, data.works, data.project)) > 1:
        raise LedgerRefused(_("Chỉ chọn một: hợp đồng, công trình hoặc dự án sinh kế."))
    if data.contract is not None:
        _refuse_other_contract(line, data.contract, data.value_date)
    subject = data.works or data.project
    if subject is not None:
        refuse_unfit_subject(line, subject)


def _refuse_other_contract(line: CapitalLine, contract: Contract, day: date) -> None:
    if not same_spender(contract.line, line):
        raise LedgerRefused(_("Hợp đồng được chọn của đơn vị hoặc nội dung khác."))
    if early := why_before_signing(contract, day):
        raise LedgerRefused(early + " " + _("Kiểm tra ngày chứng từ và hợp đồng được chọn."))


def _refuse_second_ref(line: CapitalLine, ref: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_REF_LOCK_SPACE, ref])
    if earlier := earlier_with_ref([ref]).get(ref):
        sentence = _("Mã tham chiếu Kho bạc %(ref)s %(where)s.") % {"ref": ref, "where": told_earlier(earlier)}
        raise SecondReference(
            sentence + " " + _("Nếu một lệnh chi ghi cho nhiều dòng vốn, chọn “Vẫn ghi mã tham chiếu này”.")
        )


def _new_voucher(line: CapitalLine, data: VoucherData, recorded_by_id: int | None) -> Disbursement:
    return Disbursement(
        line=line,
        kind=data.kind,
        amount_vnd=data.amount_vnd,
        advance=data.advance,
        contract=data.contract,
        works=data.works,
        project=data.project,
        voucher=data.voucher,
        value_date=data.value_date,
        treasury_ref=data.treasury_ref,
        note=data.note,
        recorded_by_id=recorded_by_id,
        scope_path=line.scope_path,
    )


def _write(row: Disbursement, act: str) -> Disbursement:
    write_vouchers([row])
    events.record(act, row, reason=row.reason, label=row.voucher, amount_vnd=row.amount_vnd, line=str(row.line_id))
    return row
