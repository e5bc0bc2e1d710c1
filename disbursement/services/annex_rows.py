"""Rows of a decision's annex by the thousand, as an import brings them: a few statements, no query for each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from disbursement.models import CapitalDecision, DraftEntry
from disbursement.services.decisions import RowData, discard, keep_hand, locked_draft
from disbursement.services.errors import in_words
from disbursement.services.row_events import tell_rows


class Says(NamedTuple):
    """What a row of a draft says of its lines: what an import may change in it."""

    amount_vnd: int
    note: str
    until: date | None = None

    @classmethod
    def of(cls, row: DraftEntry | RowData) -> Self:
        return cls(row.amount_vnd, row.note, row.until)

    @classmethod
    def from_json(cls, given: Sequence[Any]) -> Self:
        amount, note, until = given
        return cls(amount, note, date.fromisoformat(until) if until else None)

    def as_json(self) -> list[Any]:
        return [self.amount_vnd, self.note, self.until.isoformat() if self.until else None]

    def put_into(self, row: DraftEntry) -> None:
        row.amount_vnd, row.note, row.until = self


CHANGED = (*Says._fields, "entered_by")


@dataclass(frozen=True)
class Wrote:
    """What one row of the draft says now, and what it said before; `old` is None where it was put in."""

    entry_id: UUID
    says: Says
    old: Says | None = None


@transaction.atomic
def save_rows(*, decision: CapitalDecision, rows: Sequence[RowData], access: Access) -> list[Wrote]:
    """Put the rows into a draft; a row of the same act and lines gets what they say. Raises NotAllowed.

    The `counter_line` of a carry-over is given here, opened beforehand (services.line_keys).
    """
    decision = locked_draft(decision)
    standing = {(row.act, row.line_id, row.counter_line_id): row for row in decision.entries.all()}
    new, changed, wrote = [], [], []
    for data in rows:
        taker = data.counter_line
        row = standing.get((data.act, data.line.pk, taker.pk if taker else None))
        says, old = Says.of(data), None if row is None else Says.of(row)
        if row is None:
            new.append(
                row := DraftEntry(decision=decision, act=data.act, line=data.line, counter_line=data.counter_line)
            )
        elif old != says:
            changed.append(row)
        says.put_into(row)
        row.entered_by, row.scope_path = access.user, decision.scope_path
        wrote.append(Wrote(row.pk, says, old))
    with in_words():
        DraftEntry.objects.bulk_create(new)
        DraftEntry.objects.bulk_update(changed, CHANGED)
    keep_hand(decision, access)
    tell_rows("disbursement.import_annex", decision, len(rows))
    return wrote


@transaction.atomic
def take_back(*, decision: CapitalDecision, wrote: Sequence[Wrote], access: Access) -> set[UUID]:
    """Put the rows of a draft back as they were, those that nobody changed since; which. Raises NotAllowed."""
    decision = locked_draft(decision)
    standing = DraftEntry.objects.in_bulk([row.entry_id for row in wrote])
    same = [row for row in wrote if still_says(row, standing)]
    DraftEntry.objects.filter(pk__in=[row.entry_id for row in same if row.old is None]).delete()
    restored = []
    for row in same:
        if row.old is not None:
            entry = standing[row.entry_id]
            row.old.put_into(entry)
            entry.entered_by = access.user
            restored.append(entry)
    DraftEntry.objects.bulk_update(restored, CHANGED)
    keep_hand(decision, access)
    if same:
        tell_rows("disbursement.take_back_annex", decision, len(same))
    return {row.entry_id for row in same}


def still_says(row: Wrote, standing: Mapping[UUID, DraftEntry]) -> bool:
    """Whether the draft has the row as it was written."""
    entry = standing.get(row.entry_id)
    return entry is not None and Says.of(entry) == row.says


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
