"""What only the whole file shows of its vouchers: which advance they are about, and what a line can bear."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, Self
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import format_date, format_number
from core.imports.draft import Draft
from core.models import ImportRow
from core.spreadsheets import CellError
from disbursement.imports.amounts import AMOUNT
from disbursement.imports.subjects import SUBJECT_IDS
from disbursement.line_words import line_words
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services.shortfall import SPENDS

Kind = Disbursement.Kind
Errors = Iterator[tuple[int, CellError]]
CELLS = ("value_date", "contract", "subject")


def spending(row: ImportRow) -> int:
    """What the voucher adds to the disbursed sum of its line."""
    return SPENDS[row.data["voucher_kind"]] * int(row.data["amount_vnd"])


@dataclass
class Advance:
    """What is left of one, since when, and what it was paid for: `about` in words, "" for nothing of its own."""

    id: str
    left_vnd: int
    day: date
    subject: tuple[str | None, ...]
    about: str

    @classmethod
    def recorded(cls, row: Disbursement) -> Self:
        subject = tuple(str(pk) if (pk := getattr(row, name)) else None for name in SUBJECT_IDS)
        about = str(row.contract or row.works or row.project or "")
        return cls(str(row.pk), row.left_vnd, row.value_date, subject, about)

    @classmethod
    def staged(cls, row: ImportRow) -> Self:
        about = row.data["contract"] or row.data["subject"] or ""
        return cls(row.target_id, int(row.data["amount_vnd"]), value_date(row), subject_of(row), about)


class Advances:
    """The advances that settlements and refunds may name: those of the ledger, and those of the file itself."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        naming = [row for row in rows if row.data["advance_voucher"]]
        lines = {row.data["line_id"] for row in naming}
        recorded = Disbursement.objects.outstanding(timezone.localdate()).filter(line__in=lines)
        # By line and number of the advance's voucher.
        self.open: dict[tuple[str, str], Advance] = {
            (str(row.line_id), row.voucher): Advance.recorded(row)
            for row in recorded.select_related("contract", "works", "project")
        }
        for row in rows:
            if row.data["voucher_kind"] == Kind.ADVANCE:
                self.open[row.data["line_id"], row.data["voucher"]] = Advance.staged(row)

    def place(self, rows: Sequence[ImportRow]) -> tuple[dict[int, dict[str, Any]], dict[int, list[CellError]]]:
        """By row: the advance it is about with what that was paid for, or why it is about none."""
        found: dict[int, dict[str, Any]] = {}
        errors: dict[int, list[CellError]] = {}
        for row in rows:
            if not row.data["advance_voucher"]:
                continue
            advance = self.open.get((row.data["line_id"], row.data["advance_voucher"]))
            if problem := _why_not_closing(row, advance):
                errors[row.pk] = [problem]
            elif advance is not None:
                advance.left_vnd -= int(row.data["amount_vnd"])
                subject = dict(zip(SUBJECT_IDS, advance.subject, strict=True))
                found[row.pk] = {"advance_id": advance.id, **subject}
        return found, errors


def _why_not_closing(row: ImportRow, advance: Advance | None) -> CellError | None:
    number = row.data["advance_voucher"]
    if advance is None:
        reason = _("Dòng vốn không có tạm ứng chưa thu hồi của chứng từ %s.") % number
        return error_at(row, reason, _("Kiểm tra số chứng từ tạm ứng và dòng vốn."))
    told = {"voucher": number, "left": format_number(advance.left_vnd), "day": format_date(advance.day)}
    if int(row.data["amount_vnd"]) > advance.left_vnd:
        reason = _("Vượt số tạm ứng còn lại của chứng từ %(voucher)s: còn %(left)s đồng.") % told
        return error_at(row, reason, _("Kiểm tra số tiền và số chứng từ tạm ứng."))
    if value_date(row) < advance.day:
        told["own"] = format_date(value_date(row))
        reason = _("Ngày %(own)s trước ngày của chứng từ tạm ứng %(voucher)s (%(day)s).") % told
        return error_at(row, reason, _("Kiểm tra ngày chứng từ và số chứng từ tạm ứng."), "value_date")
    if any(subject_of(row)) and subject_of(row) != advance.subject:
        told["about"] = advance.about
        paid_for, nothing = (
            _("Chứng từ tạm ứng %(voucher)s được ghi cho: %(about)s."),
            _("Chứng từ tạm ứng %(voucher)s không theo hợp đồng, công trình, dự án nào."),
        )
        reason = (paid_for if advance.about else nothing) % told
        remedy = _("Để trống ô này: thu hồi, nộp trả theo đúng chứng từ tạm ứng. Hoặc kiểm tra số chứng từ tạm ứng.")
        return error_at(row, reason, remedy, "contract" if row.data["contract"] else "subject")
    return None


def subject_of(row: ImportRow) -> tuple[str | None, ...]:
    return tuple(row.data[name] for name in SUBJECT_IDS)


def unbearable(rows: Sequence[ImportRow], spent: int, most: int) -> Iterator[tuple[ImportRow, int]]:
    """Refunds beyond what was `spent`, payments beyond `most`; with each what could be given back, or paid.

    In the order of the file; refunds make room for payments and payments for refunds, as in one statement.
    """
    given = sum(spending(row) for row in rows if spending(row) > 0)
    for row in (row for row in rows if spending(row) < 0):
        if spent + given + spending(row) < 0:
            yield row, spent + given
        else:
            spent += spending(row)
    for row in (row for row in rows if spending(row) > 0):
        if spent + spending(row) > most:
            yield row, most - spent
        else:
            spent += spending(row)


def overdrawn(line: CapitalLine, rows: Sequence[ImportRow]) -> Errors:
    """The rows that the line cannot bear, by id."""
    found = list(unbearable(rows, line.spent_vnd, line.plan_vnd))
    words = line_words(line) if found else ""
    for row, left in found:
        if spending(row) < 0:
            told = {"line": words, "spent": format_number(left)}
            reason = _("Nộp trả nhiều hơn số đã giải ngân của dòng vốn %(line)s: %(spent)s đồng.") % told
            yield row.pk, error_at(row, reason, _("Kiểm tra số tiền và loại chứng từ."))
        else:
            told = {"line": words, "left": format_number(left)}
            reason = _("Vượt số vốn còn lại của dòng vốn %(line)s: còn %(left)s đồng.") % told
            yield row.pk, error_at(row, reason, _("Kiểm tra số tiền, hoặc nhập kế hoạch bổ sung trước."))


def entries_by_day(lines: Iterable[CapitalLine]) -> dict[UUID, dict[date, int]]:
    """Of each line what its plan and its vouchers in the ledger leave over, day by day (services.running)."""
    found: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    ids = [line.pk for line in lines]
    plan = Movement.objects.filter(line__in=ids).order_by().values_list("line", "on").annotate(Sum("amount_vnd"))
    spent = Disbursement.objects.not_reversed().filter(line__in=ids).order_by().values_list("line", "value_date")
    for line_id, day, amount in plan:
        found[line_id][day] += amount
    for line_id, day, amount in spent.annotate(Sum("spent_vnd")):
        found[line_id][day] -= amount
    return found


def before_the_money(entries: Mapping[date, int], rows: Sequence[ImportRow]) -> Errors:
    """The rows dated before the line had the money, the latest first, until no day is left in debt."""
    days = dict(entries)
    for row in rows:
        days[value_date(row)] = days.get(value_date(row), 0) - spending(row)
    spenders = sorted((row for row in rows if spending(row) > 0), key=lambda row: (value_date(row), row.pk))
    while spenders and (debt := _first_debt(days, min(value_date(row) for row in rows))):
        early = [row for row in spenders if value_date(row) <= debt]
        if not early:
            return
        spenders.remove(early[-1])
        days[value_date(early[-1])] += spending(early[-1])
        reason = _("Đến ngày %(day)s dòng vốn chưa đủ vốn được giao.") % {"day": f"{debt:%d/%m/%Y}"}
        yield early[-1].pk, error_at(early[-1], reason, _("Kiểm tra ngày chứng từ và ngày hiệu lực của quyết định."))


def _first_debt(days: Mapping[date, int], since: date) -> date | None:
    ordered = sorted(days)
    sums = accumulate(days[day] for day in ordered)
    return next((day for day, kept in zip(ordered, sums, strict=True) if kept < 0 and day >= since), None)


def value_date(row: ImportRow) -> date:
    return date.fromisoformat(row.data["value_date"])


def error_at(row: ImportRow, reason: str, remedy: str, column: str = AMOUNT) -> CellError:
    """At the amount, which may stand in several columns, or at another cell (CELLS)."""
    cell, value = row.data["cells"].get(column, (row.data["cell"], row.data["written"]))
    return CellError(row.sheet, cell, value, reason, remedy)


def cells_of(draft: Draft) -> dict[str, tuple[str, str]]:
    """Where the cells stand that may turn out wrong later, and what is written there."""
    found = ((name, draft.row.error(name, "", "")) for name in CELLS)
    return {name: (at.cell, at.value) for name, at in found}
