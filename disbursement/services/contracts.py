"""Contracts: signed, changed by annexes, accepted, settled. Nothing is edited; an error is reversed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from core.formats import format_number
from core.reversals import why_not_reverse
from disbursement.models import CapitalLine, Contract, ContractEntry, Disbursement, GapNote
from disbursement.services.errors import LedgerRefused, in_words, refuse_entry
from disbursement.services.subjects import refuse_unfit_subject
from programs.models import LivelihoodProject, Works

Kind = ContractEntry.Kind


@dataclass(frozen=True)
class ContractData:
    """As signed: about exactly one works or one livelihood project."""

    number: str
    signed_on: date
    contractor: str
    amount_vnd: int
    works: Works | None = None
    project: LivelihoodProject | None = None


@transaction.atomic
def sign_contract(*, line: CapitalLine, data: ContractData, access: Access | None) -> Contract:
    """A contract on the line, promised for its whole amount. Raises LedgerRefused."""
    refuse_entry(access, line)
    if (data.works is None) == (data.project is None):
        raise LedgerRefused(_("Chọn một công trình hoặc một dự án sinh kế."))
    if (subject := data.works or data.project) is not None:
        refuse_unfit_subject(line, subject)
    contract = Contract(
        line=line,
        works=data.works,
        project=data.project,
        number=data.number,
        signed_on=data.signed_on,
        contractor=data.contractor,
        scope_path=line.scope_path,
    )
    _save(contract)
    first = ContractEntry(kind=Kind.COMMITMENT, amount_vnd=data.amount_vnd, on=data.signed_on, document=data.number)
    _add(contract, first, access)
    events.record("disbursement.sign_contract", contract, label=data.number, amount_vnd=data.amount_vnd)
    return contract


@transaction.atomic
def add_entry(
    *, contract: Contract, kind: str, amount_vnd: int, on: date, document: str, access: Access | None
) -> ContractEntry:
    """An annex, an acceptance or a final settlement. Raises LedgerRefused."""
    refuse_entry(access, contract.line)
    if on > timezone.localdate():
        raise LedgerRefused(_("Ngày ghi sau ngày hôm nay."))
    if on < contract.signed_on:
        raise LedgerRefused(_("Ngày ghi trước ngày ký hợp đồng."))
    entry = ContractEntry(kind=kind, amount_vnd=amount_vnd, on=on, document=document)
    return _add(contract, entry, access)


@transaction.atomic
def reverse_entry(*, entry: ContractEntry, reason: str, access: Access | None) -> ContractEntry:
    """Write the opposite of an entry. Raises LedgerRefused for a second reversal or without a reason."""
    refuse_entry(access, entry.contract.line)
    if entry.reverses_id:
        raise LedgerRefused(why_not_reverse(entry))
    if not reason.strip():
        raise LedgerRefused(_("Ghi lý do đảo bút toán."))
    opposite = ContractEntry(
        kind=entry.kind,
        amount_vnd=-entry.amount_vnd,
        on=max(entry.on, timezone.localdate()),
        document=entry.document,
        reverses=entry,
        reason=reason.strip(),
    )
    return _add(entry.contract, opposite, access)


@transaction.atomic
def note_gap(*, contract: Contract, gap: str, text: str, access: Access | None) -> GapNote:
    """Why two sums of the contract differ. Raises LedgerRefused."""
    refuse_entry(access, contract.line)
    noted_by_id = access.user_id if access else None
    note = GapNote.objects.create(
        contract=contract, gap=gap, text=text, noted_by_id=noted_by_id, scope_path=contract.scope_path
    )
    events.record("disbursement.note_gap", contract, label=contract.number, gap=gap)
    return note


def advance_of(contract: Contract) -> int:
    """What of the contract's disbursed sum is advanced and not settled."""
    found: int = Disbursement.objects.filter(contract=contract).aggregate(total=Sum("advance_vnd", default=0))["total"]
    return found


def warning_about(contract: Contract | None) -> str:
    """What to look at after a voucher of the contract; "" when nothing is odd."""
    if contract is None:
        return ""
    now = Contract.objects.get(pk=contract.pk)
    over = now.disbursed_vnd - now.accepted_vnd - advance_of(now)
    if over <= 0:
        return ""
    return _("Hợp đồng %(number)s: đã thanh toán vượt khối lượng nghiệm thu %(amount)s đồng.") % {
        "number": now.number,
        "amount": format_number(over),
    }


def _add(contract: Contract, entry: ContractEntry, access: Access | None) -> ContractEntry:
    entry.contract, entry.scope_path = contract, contract.scope_path
    entry.recorded_by_id = access.user_id if access else None
    _save(entry)
    events.record("disbursement.contract_entry", contract, label=contract.number, kind=entry.kind,
                  amount_vnd=entry.amount_vnd, reason=entry.reason)  # fmt: skip
    return entry


def _save(record: Any) -> None:
    with in_words([record]):
        record.save(force_insert=True)
