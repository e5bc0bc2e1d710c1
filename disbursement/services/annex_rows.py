"""Rows of a decision's annex by the thousand, as an import brings them: a few statements, no query for each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from disbursement.models import CapitalDecision, DraftEntry
from disbursement.services.decisions import RowData, discard, keep_hand, locked_draft
from disbursement.services.errors import in_words


@dataclass(frozen=True)
class Wrote:
    """What one row of the draft says now, and what it said before; `old` is None where it was put in."""

    entry_id: UUID
    amount_vnd: int
    note: str
    old: tuple[int, str] | None = None


@transaction.atomic
def save_rows(*, decision: CapitalDecision, rows: Sequence[RowData], access: Access) -> list[Wrote]:
    """Put the rows into a draft; a row of the same act and lines gets their amount and note. Raises NotAllowed.

    The `counter_line` of a carry-over is given here, opened beforehand (services.line_keys).
    """
    decision = locked_draft(decision)
    standing = {(row.act, row.line_id, row.counter_line_id): row for row in decision.entries.all()}
    new, changed, wrote = [], [], []
    for data in rows:
        taker = data.counter_line
        row = standing.get((data.act, data.line.pk, taker.pk if taker else None))
        old = None if row is None else (row.amount_vnd, row.note)
        if row is None:
            new.append(
                row := DraftEntry(decision=decision, act=data.act, line=data.line, counter_line=data.counter_line)
            )
        elif old != (data.amount_vnd, data.note):
            changed.append(row)
        row.amount_vnd, row.note = data.amount_vnd, data.note
        row.entered_by, row.scope_path = access.user, decision.scope_path
        wrote.append(Wrote(row.pk, row.amount_vnd, row.note, old))
    with in_words():
        DraftEntry.objects.bulk_create(new)
        DraftEntry.objects.bulk_update(changed, ["amount_vnd", "note", "entered_by"])
    keep_hand(decision, access)
    events.record("disbursement.import_annex", decision, label=decision.document.number, rows=len(rows))
    return wrote


@transaction.atomic
def take_back(*, decision: CapitalDecision, wrote: Sequence[Wrote], access: Access) -> set[UUID]:
    """Put the rows of a draft back as they were, those that nobody changed since; which. Raises NotAllowed."""
    decision = locked_draft(decision)
    standing = DraftEntry.objects.in_bulk([row.entry_id for row in wrote])
    same = [row for row in wrote if still_says(row, standing)]
    DraftEntry.objects.filter(pk__in=[row.entry_id for row in same if row.old is None]).delete()
    restored = []
    for row in (row for row in same if row.old is not None):
        entry = standing[row.entry_id]
        entry.amount_vnd, entry.note = row.old
        entry.entered_by = access.user
        restored.append(entry)
    DraftEntry.objects.bulk_update(restored, ["amount_vnd", "note", "entered_by"])
    keep_hand(decision, access)
    return {row.entry_id for row in same}


def still_says(row: Wrote, standing: Mapping[UUID, DraftEntry]) -> bool:
    """Whether the draft has the row as it was written."""
    entry = standing.get(row.entry_id)
    return entry is not None and (entry.amount_vnd, entry.note) == (row.amount_vnd, row.note)


@transaction.atomic
def discard_empty(*, decision: CapitalDecision, reason: str) -> None:
    """Throw a draft away that has no row left."""
    if not locked_draft(decision).entries.exists():
        discard(decision=decision, reason=reason)


def why_closed(decision: CapitalDecision | None, *, has_moved: bool) -> str:
    """Why the annex takes no more rows; "" for a draft, or while there is none yet."""
    told = {"state": decision.get_state_display() if decision else ""}
    if decision is not None and decision.is_signed:
        return _("Quyết định này đã ký; sổ vốn chỉ thay đổi bằng quyết định khác.")
    if decision is not None and not decision.is_draft:
        return _("Quyết định này %(state)s; trả về dự thảo trước khi nhập phụ lục.") % told
    if decision is None and has_moved:
        return _("Quyết định này đã ghi vào sổ vốn; hãy ghi theo quyết định mới.")
    return ""
