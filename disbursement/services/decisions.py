"""Decisions about capital: drafted row by row, checked, signed. Signing writes every movement at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Agency
from committees.models import OfficialDocument
from core import events
from core.formats import format_date, format_number
from core.transitions import NotAllowed, move, why_not
from disbursement.machine import MACHINE, why_not_edit
from disbursement.models import CapitalDecision, CapitalLine, DecisionHand, DraftEntry
from disbursement.services.checking import check
from disbursement.services.errors import explain
from disbursement.services.plan import open_next_year, open_taker, write
from disbursement.services.row_events import tell_row, tell_rows
from disbursement.services.rows import Act, by_decision, movements_of, rows_of

# Kinds of document that assign capital; an official letter or a plan does not.
DECIDING = ("quyet-dinh", "quyet-dinh-qppl", "nghi-quyet")
LATEST_EFFECT = timedelta(days=365)


@dataclass(frozen=True)
class RowData:
    """A row of the annex. `counter_line` is who gets what a transfer takes; a carry-over finds its own, and may say
    `until` when its money may be disbursed."""

    act: str
    line: CapitalLine
    amount_vnd: int
    counter_line: CapitalLine | None = None
    note: str = ""
    until: date | None = None


def papers_to_use(access: Access) -> QuerySet[OfficialDocument]:
    """Decisions and resolutions of the register that move no capital yet, the newest first."""
    papers = OfficialDocument.objects.editable_by(access).filter(kind__code__in=DECIDING)
    free = papers.filter(capital_decision=None, movements=None)
    return free.select_related("kind").order_by("-issued_on", "number")


def why_not_from(document: OfficialDocument, on: date) -> str:
    """Why the decision does not apply from that day; "" when it may."""
    if on < document.issued_on:
        return _("Ngày hiệu lực không được trước ngày ban hành quyết định.")
    if on > (last := document.issued_on + LATEST_EFFECT):
        told = {"last": format_date(last)}
        return _("Ngày hiệu lực không quá một năm sau ngày ban hành quyết định: chậm nhất %(last)s.") % told
    return ""


@transaction.atomic
def draft_decision(*, document: OfficialDocument, on: date, access: Access) -> CapitalDecision:
    """Begin the annex of a decision that stands in the document register. Raises NotAllowed."""
    if wrong := why_not_from(document, on):
        raise NotAllowed(wrong)
    if document.movements.exists():
        raise NotAllowed(_("Quyết định này đã ghi vào sổ vốn; hãy ghi theo quyết định mới."))
    decision, is_new = CapitalDecision.objects.get_or_create(
        document=document,
        defaults={"on": on, "drafted_by": access.user, "scope_path": document.scope_path},
    )
    if not is_new:
        raise NotAllowed(_("Quyết định này đã có dự thảo hoặc đã ký."))
    events.record("disbursement.draft_decision", decision, label=document.number)
    return decision


@transaction.atomic
def save_row(*, decision: CapitalDecision, data: RowData, access: Access) -> DraftEntry:
    """Add a row to a draft. Raises NotAllowed."""
    decision = locked_draft(decision)
    (row,) = _put_rows(decision, [data], access)
    tell_row("disbursement.add_row", decision, row)
    return row


@transaction.atomic
def save_rows_at_once(*, decision: CapitalDecision, rows: Sequence[RowData], access: Access) -> None:
    """Add the rows of one act to a draft. Raises NotAllowed."""
    decision = locked_draft(decision)
    _put_rows(decision, rows, access)
    tell_rows("disbursement.add_rows", decision, len(rows))


def _put_rows(decision: CapitalDecision, rows: Sequence[RowData], access: Access) -> list[DraftEntry]:
    entries = [_entry(decision, data, access) for data in rows]
    try:
        with transaction.atomic():
            DraftEntry.objects.bulk_create(entries)
    except IntegrityError as error:
        if "draft_entry_once" not in str(error):
            raise explain(error) from error
        raise NotAllowed(_("Quyết định đã có dòng này; hãy sửa số tiền của dòng đó.")) from error
    keep_hand(decision, access)
    return entries


def _entry(decision: CapitalDecision, data: RowData, access: Access) -> DraftEntry:
    row = DraftEntry(decision=decision, act=data.act, line=data.line, amount_vnd=data.amount_vnd, note=data.note)
    row.until = data.until
    row.counter_line = open_next_year(data.line) if data.act == Act.CARRY_OVER else data.counter_line
    if data.act == Act.TRANSFER and row.counter_line is None:
        raise NotAllowed(_("Chưa chọn dòng vốn nhận điều chuyển."))
    row.entered_by, row.scope_path = access.user, decision.scope_path
    return row


@transaction.atomic
def change_amount(
    *, row: DraftEntry, amount_vnd: int, note: str, access: Access, until: date | None = None
) -> DraftEntry:
    """Another amount (positive as in the annex), note or, of a carry-over, deadline for a row of a draft.

    Raises NotAllowed, also when somebody took the row out meanwhile.
    """
    decision = locked_draft(row.decision)
    row = _still_there(decision, row)
    before: dict[str, int | str] = {"before_vnd": row.amount_vnd}
    if note != row.note:
        before |= {"note": note, "before_note": row.note}
    row.amount_vnd = -amount_vnd if row.amount_vnd < 0 else amount_vnd
    row.note, row.until, row.entered_by = note, until, access.user
    row.save(update_fields=["amount_vnd", "note", "until", "entered_by"])
    keep_hand(decision, access)
    tell_row("disbursement.change_row", decision, row, **before)
    return row


@transaction.atomic
def pass_on(*, decision: CapitalDecision, holder: Agency, successor: Agency, access: Access) -> int:
    """Rows that transfer all that an agency merged away has left to the one that followed it; how many."""
    if problem := why_not_pass_on(holder=holder, access=access):
        raise NotAllowed(problem)
    rows = [
        RowData(Act.TRANSFER, line, line.balance_vnd, open_taker(line, successor), _("Đơn vị kế tục"))
        for line in money_of(holder, access).order_by("budget_year", "id")
    ]
    save_rows_at_once(decision=decision, rows=rows, access=access)
    return len(rows)


def money_of(holder: Agency, access: Access) -> QuerySet[CapitalLine]:
    """The lines of the agency that have something left."""
    return CapitalLine.objects.visible_to(access).with_dimensions().filter(holder=holder).with_money_left()


def why_not_pass_on(*, holder: Agency, access: Access) -> str:
    return "" if money_of(holder, access).exists() else _("Đơn vị này không còn dòng vốn nào có số dư.")


@transaction.atomic
def delete_row(*, row: DraftEntry, access: Access) -> None:
    """Take a row out of a draft; who did it is an author of what is left. Raises NotAllowed."""
    decision = locked_draft(row.decision)
    row = _still_there(decision, row)
    tell_row("disbursement.remove_row", decision, row)
    row.delete()
    keep_hand(decision, access)


@transaction.atomic
def discard(*, decision: CapitalDecision, reason: str) -> None:
    """Throw a draft away; the document stays in its register."""
    decision = locked_draft(decision)
    events.record("disbursement.discard_decision", decision, label=decision.document.number, reason=reason)
    decision.delete()


def why_not_move(*, decision: CapitalDecision, act: str, access: Access) -> str:
    """Why the act cannot be done now, for who is about to: what is wrong, and "" when nothing is."""
    problem = _why_not_again(decision, act) or why_not(MACHINE, decision, act, access)
    if problem or act not in ("check", "sign"):
        return problem
    try:
        _refuse_findings(decision, rows_of(decision, access))
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def _why_not_again(decision: CapitalDecision, act: str) -> str:
    if act != "sign" or not decision.is_signed:
        return ""
    told = {"who": decision.signed_by, "at": format_date(timezone.localtime(decision.signed_at).date())}
    return _("%(who)s đã ký quyết định này ngày %(at)s; sổ vốn không ghi lần thứ hai.") % told


@transaction.atomic
def move_decision(*, decision: CapitalDecision, act: str, access: Access, reason: str = "") -> CapitalDecision:
    """Do `act` of the machine: check, return or reject (with the reason), sign. Raises NotAllowed.

    The decision's row is locked: of two who sign at once the second reads who was first.
    """
    decision = _locked(decision)
    if problem := _why_not_again(decision, act):
        raise NotAllowed(problem)
    move(MACHINE, decision, act, access, evidence=reason)
    if act in ("check", "sign"):
        _refuse_findings(decision, rows := rows_of(decision, access))
    if act == "sign":
        _write_rows(decision, rows, access)
    _stamp(decision, act, access)
    events.record(f"disbursement.{act}_decision", decision, label=decision.document.number, reason=reason)
    return decision


def keep_hand(decision: CapitalDecision, access: Access) -> None:
    """Whoever changes a row neither checks nor signs the decision (machine.by_another)."""
    if access.user_id is not None:
        hand = DecisionHand(decision=decision, user_id=access.user_id, scope_path=decision.scope_path)
        DecisionHand.objects.bulk_create([hand], ignore_conflicts=True)


def _locked(decision: CapitalDecision) -> CapitalDecision:
    found = CapitalDecision.objects.select_for_update(of=("self",)).select_related("document", "signed_by")
    return found.get(pk=decision.pk)


def _still_there(decision: CapitalDecision, row: DraftEntry) -> DraftEntry:
    """The row as it is under the lock of its decision, not as it was when the page was asked for."""
    found = decision.entries.with_lines().filter(pk=row.pk).first()
    if found is None:
        raise NotAllowed(_("Dòng này vừa được người khác bỏ khỏi phụ lục. Tải lại trang để xem phụ lục hiện nay."))
    return found


def locked_draft(decision: CapitalDecision) -> CapitalDecision:
    decision = _locked(decision)
    if problem := why_not_edit(decision):
        raise NotAllowed(problem)
    return decision


def _refuse_findings(decision: CapitalDecision, rows: list[DraftEntry]) -> None:
    refusals = [finding.text for finding in check(decision, rows) if finding.is_refusal]
    if refusals:
        told = {"n": format_number(len(refusals)), "first": refusals[0]}
        raise NotAllowed(_("Còn %(n)s điểm phải sửa, trước hết: %(first)s") % told)


def _write_rows(decision: CapitalDecision, rows: list[DraftEntry], access: Access) -> None:
    """All movements as one statement: every row or none."""
    by = by_decision(decision, access.user_id)
    write([movement for row in rows for movement in movements_of(row, by)])


def _stamp(decision: CapitalDecision, act: str, access: Access) -> None:
    now: Any = timezone.now()
    if act == "check":
        decision.checked_by, decision.checked_at = access.user, now
    elif act == "sign":
        decision.signed_by, decision.signed_at = access.user, now
    else:
        decision.checked_by, decision.checked_at = None, None
    decision.save(update_fields=["state", "checked_by", "checked_at", "signed_by", "signed_at"])
