"""What only the whole annex shows: one day, halves that agree, and what the checking of a decision says of its rows.

The rows are written into the draft and checked there as the page does it, in a savepoint that is rolled back: what the
officer reads before importing is what the checker would read afterwards.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from committees.models import OfficialDocument
from core.formats import format_date, format_number
from core.models import ImportRow
from core.spreadsheets import CellError
from core.transitions import NotAllowed
from disbursement.imports.annex_draft import Written, effective_days, write_draft
from disbursement.imports.annex_halves import error_at
from disbursement.imports.lines import LineNames
from disbursement.services.checking import Finding, check
from disbursement.services.rows import seen_rows

Told = dict[int, list[CellError]]


class _Rehearsed(Exception):
    """Ends the savepoint of a rehearsal."""


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever the block writes, and whatever it locks, is let go."""
    with suppress(_Rehearsed), transaction.atomic():
        yield
        raise _Rehearsed


def refuse_days(rows: Sequence[ImportRow]) -> Iterator[tuple[int, CellError]]:
    """A decision applies from one day: rows that state another one than the first that states one."""
    days = effective_days(rows)
    if len(days) < 2:
        return
    (first, day), *_others = days.items()
    for row in rows:
        if row.data["on"] not in (None, first):
            told = {"row": day.number, "day": format_date(day.date)}
            reason = _("Một quyết định chỉ có một ngày hiệu lực; dòng %(row)s ghi ngày %(day)s.") % told
            yield row.pk, error_at(row, reason, _("Ghi một ngày cho mọi dòng, hoặc để trống."), "on")


@dataclass
class Rehearsed:
    """By staged row: why it is not written, and what to look at."""

    errors: Told = field(default_factory=lambda: defaultdict(list))
    remarks: Told = field(default_factory=lambda: defaultdict(list))


def rehearse(document: OfficialDocument, rows: Sequence[ImportRow], names: LineNames, access: Access) -> Rehearsed:
    """Write the rows into the draft of their decision, ask the checking, and take everything back."""
    told = Rehearsed()
    with rolled_back():
        try:
            written = write_draft(document, rows, names, access)
        except NotAllowed as refusal:
            for row in rows:
                told.errors[row.pk].append(error_at(row, str(refusal), _("Kiểm tra lại quyết định."), "decision"))
        else:
            told.errors.update(written.errors)
            _listen(told, written, access)
            _tell_rest(told, written, rows[0])
    return told


def _listen(told: Rehearsed, written: Written, access: Access) -> None:
    by_entry = {wrote.entry_id: meant.rows for meant, wrote in written.rows}
    for finding in dict.fromkeys(check(written.decision, seen_rows(written.decision, access))):
        for row in by_entry.get(finding.row_id, ()):
            place = told.errors if finding.is_refusal else told.remarks
            place[row.pk].append(_found_at(row, finding))


def _found_at(row: ImportRow, finding: Finding) -> CellError:
    remedies = {
        "amount_vnd": _("Sửa dòng này, hoặc các dòng cùng dòng vốn."),
        "until": _("Ghi hạn như quyết định; để trống là theo hạn chung của năm sau."),
        "on": _("Kiểm tra ngày hiệu lực; để trống là ngày ban hành quyết định."),
    }
    remedy = remedies.get(finding.about, _("Kiểm tra ô này."))
    return error_at(row, finding.text, remedy if finding.is_refusal else "", finding.about)


def _tell_rest(told: Rehearsed, written: Written, first: ImportRow) -> None:
    """Rows of the draft that the file does not have stay, which whoever sends a corrected annex should know."""
    ids = [wrote.entry_id for _meant, wrote in written.rows]
    if rest := written.decision.entries.exclude(pk__in=ids).count():
        reason = _("Dự thảo còn %(n)s dòng không có trong tệp này; các dòng đó giữ nguyên.") % {
            "n": format_number(rest)
        }
        told.remarks[first.pk].append(error_at(first, reason, "", "decision"))


def by_row(found: Iterator[tuple[int, CellError]]) -> Mapping[int, list[CellError]]:
    errors: dict[int, list[CellError]] = defaultdict(list)
    for pk, error in found:
        errors[pk].append(error)
    return errors
