"""What only the whole file shows of its vouchers: which advance they are about, and what a line can bear."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import format_number
from core.models import ImportRow
from core.spreadsheets import CellError
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services.shortfall import SPENDS, line_words

Kind = Disbursement.Kind
Errors = Iterator[tuple[int, CellError]]


def spending(row: ImportRow) -> int:
    """What the voucher adds to the disbursed sum of its line."""
    return SPENDS[row.data["voucher_kind"]] * int(row.data["amount_vnd"])


class Advances:
    """The advances that settlements and refunds may name: those of the ledger, and those of the file itself."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        naming = [row for row in rows if row.data["advance_voucher"]]
        lines = {row.data["line_id"] for row in naming}
        recorded = Disbursement.objects.outstanding(timezone.localdate()).filter(line__in=lines)
        # (line, number of the advance's voucher) -> [id, what is left of it]
        self.left: dict[tuple[str, str], list[Any]] = {
            (str(advance.line_id), advance.voucher): [str(advance.pk), advance.left_vnd] for advance in recorded
        }
        for row in rows:
            if row.data["voucher_kind"] == Kind.ADVANCE:
                self.left[row.data["line_id"], row.data["voucher"]] = [row.target_id, int(row.data["amount_vnd"])]

    def place(self, rows: Sequence[ImportRow]) -> tuple[dict[int, dict[str, str]], dict[int, list[CellError]]]:
        """By row: the advance it is about, or why it is about none."""
        found: dict[int, dict[str, str]] = {}
        errors: dict[int, list[CellError]] = {}
        for row in rows:
            number = row.data["advance_voucher"]
            if not number:
                continue
            advance, amount = self.left.get((row.data["line_id"], number)), int(row.data["amount_vnd"])
            if advance is None:
                reason = _("Dòng vốn không có tạm ứng chưa thu hồi của chứng từ %s.") % number
                errors[row.pk] = [error_at(row, reason, _("Kiểm tra số chứng từ tạm ứng và dòng vốn."))]
            elif amount > advance[1]:
                told = {"voucher": number, "left": format_number(advance[1])}
                reason = _("Vượt số tạm ứng còn lại của chứng từ %(voucher)s: còn %(left)s đồng.") % told
                errors[row.pk] = [error_at(row, reason, _("Kiểm tra số tiền và số chứng từ tạm ứng."))]
            else:
                advance[1] -= amount
                found[row.pk] = {"advance_id": advance[0]}
        return found, errors


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
    for row, left in unbearable(rows, line.spent_vnd, line.plan_vnd):
        if spending(row) < 0:
            told = {"line": line_words(line), "spent": format_number(left)}
            reason = _("Nộp trả nhiều hơn số đã giải ngân của dòng vốn %(line)s: %(spent)s đồng.") % told
            yield row.pk, error_at(row, reason, _("Kiểm tra số tiền và loại chứng từ."))
        else:
            told = {"line": line_words(line), "left": format_number(left)}
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


def error_at(row: ImportRow, reason: str, remedy: str) -> CellError:
    return CellError(row.sheet, row.data["cell"], row.data["written"], reason, remedy)
