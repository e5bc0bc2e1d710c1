"""A checked row as a voucher, and the voucher that the ledger has of it already."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from core.formats import format_number
from core.imports.draft import Draft
from core.models import ImportBatch, ImportRow
from disbursement.imports.subjects import SUBJECT_IDS
from disbursement.models import CapitalLine, Disbursement

# Line, number and kind.
VoucherKey = tuple[str, str, str]


def recorded_vouchers(lines: Iterable[CapitalLine], vouchers: Iterable[str]) -> dict[VoucherKey, Disbursement]:
    rows = Disbursement.objects.filter(line__in=list(lines), voucher__in=list(vouchers), reverses=None)
    named = rows.select_related("reversed_by", "contract", "works", "project")
    return {(str(row.line_id), row.voucher, row.kind): row for row in named}


def match_recorded(draft: Draft, found: Disbursement) -> None:
    """The same voucher again changes nothing; another amount, day or subject is never written over the ledger."""
    remedy = _("Sổ không sửa: đảo bút toán cũ, rồi ghi chứng từ với số khác.")
    if hasattr(found, "reversed_by"):
        reason = _("Chứng từ này đã bị đảo bút toán.")
        draft.refuse("voucher", reason, _("Chứng từ ghi lại cần số khác, ví dụ thêm “-2” vào sau số."))
    elif (found.amount_vnd, found.value_date.isoformat()) != (draft.data["amount_vnd"], draft.data["value_date"]):
        told = {"amount": format_number(found.amount_vnd), "day": f"{found.value_date:%d/%m/%Y}"}
        reason = _("Sổ đã ghi chứng từ này: %(amount)s đồng, ngày %(day)s.") % told
        draft.refuse("amount_vnd", reason, remedy)
    elif _is_about_else(draft, found):
        draft.refuse("contract" if draft.data["contract"] else "subject", _recorded_subject(found), remedy)
    else:
        draft.match(found.pk, {})


def _is_about_else(draft: Draft, found: Disbursement) -> bool:
    """Cells that say nothing say nothing else."""
    given = [draft.data[name] for name in SUBJECT_IDS]
    recorded = [getattr(found, name) for name in SUBJECT_IDS]
    return any(given) and given != [str(pk) if pk else None for pk in recorded]


def _recorded_subject(found: Disbursement) -> str:
    subject = found.contract or found.works or found.project
    if subject is None:
        return _("Sổ đã ghi chứng từ này, không theo hợp đồng, công trình, dự án nào.")
    return _("Sổ đã ghi chứng từ này cho: %(subject)s.") % {"subject": subject}


def voucher_of(row: ImportRow, line: CapitalLine, batch: ImportBatch) -> Disbursement:
    return Disbursement(
        id=row.target_id,
        line=line,
        kind=row.data["voucher_kind"],
        amount_vnd=row.data["amount_vnd"],
        voucher=row.data["voucher"],
        **{name: _id(row, name) for name in ("advance_id", *SUBJECT_IDS)},
        value_date=date.fromisoformat(row.data["value_date"]),
        is_correction=row.data["is_correction"],
        reason=(row.data["reason"] or "") if row.data["is_correction"] else "",
        treasury_ref=row.data["treasury_ref"] or "",
        note=row.data["note"] or "",
        recorded_by_id=batch.owner_id,
        scope_path=line.scope_path,
    )


def _id(row: ImportRow, name: str) -> UUID | None:
    given = row.data.get(name)
    return UUID(given) if given else None
