"""A holder's statement of account on the screen: its rows, and what each line adds to it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs.kind_names import KindNames
from core.formats import format_date, format_number
from core.tables import Cell, Column, Row, Table
from disbursement.account import Account, AccountEntry
from disbursement.account_paper import check_words
from disbursement.decision_numbers import issued_words
from disbursement.line_words import words_within_holder
from disbursement.models import CapitalLine

LINES_SHOWN = 50


def entry_table(entries: list[AccountEntry], names: KindNames, *, is_last: bool) -> Table:
    """With the balance that the page before left, and the one that it leaves itself."""
    columns = [
        Column(_("Ngày")),
        Column(_("Bút toán")),
        Column(_("Chứng từ, quyết định")),
        Column(_("Dòng vốn")),
        Column(_("Kế hoạch ±"), num=True),
        Column(_("Giải ngân"), num=True),
        Column(_("Tạm ứng ±"), num=True),
        Column(_("Còn lại"), num=True),
        Column(_("Tạm ứng chưa thu hồi"), num=True),
    ]
    first, last = entries[0], entries[-1]
    brought = _balance_row(_("Mang sang"), first.balance_before, first.outstanding_before)
    rows = [Row(brought), *(_entry_row(entry, names) for entry in entries)]
    total = _balance_row(
        _("Số dư cuối kỳ") if is_last else _("Chuyển trang sau"), last.balance_vnd, last.outstanding_vnd
    )
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=rows, total=total)


def _balance_row(name: str, balance_vnd: int, outstanding_vnd: int) -> list[Cell]:
    empty = [Cell("") for _place in range(6)]
    return [Cell(name), *empty, Cell(format_number(balance_vnd)), Cell(format_number(outstanding_vnd))]


def _entry_row(entry: AccountEntry, names: KindNames) -> Row:
    decision = reverse("disbursement:decision", args=[entry.decision_id]) if entry.decision_id else ""
    return Row(
        [
            Cell(format_date(entry.on)),
            Cell(entry.label, note=entry.note),
            Cell(entry.document, url=decision, note=issued_words(entry.decided_on)),
            _line_cell(entry.line, names),
            *(Cell(format_number(amount) if amount else "") for amount in _moved(entry)),
            Cell(format_number(entry.balance_vnd)),
            Cell(format_number(entry.outstanding_vnd)),
        ]
    )


def _line_cell(line: CapitalLine, names: KindNames) -> Cell:
    told = f"{names.of(line.kind, line.budget_year)}, {line.source.code}"
    carried = _("vốn %(year)s kéo dài") % {"year": line.tranche_year} if line.is_carried_over else ""
    note = f"{told}, {carried}" if carried else told
    return Cell(line.component.number, url=reverse("disbursement:line", args=[line.pk]), note=note)


def _moved(entry: AccountEntry) -> tuple[int, int, int]:
    return entry.plan_vnd, entry.spent_vnd, entry.advance_vnd


def line_table(account: Account, names: KindNames) -> Table:
    """What each line adds, and whether it says the same itself."""
    columns = [
        Column(_("Dòng vốn")),
        Column(_("Mang sang"), num=True),
        Column(_("Kế hoạch ±"), num=True),
        Column(_("Giải ngân"), num=True),
        Column(_("Còn lại"), num=True),
        Column(_("Tạm ứng chưa thu hồi"), num=True),
        Column(_("Đối chiếu")),
    ]
    rows = [
        Row(
            [
                Cell(words_within_holder(one.line, names), url=reverse("disbursement:line", args=[one.line.pk])),
                Cell(format_number(one.opening.balance_vnd)),
                Cell(format_number(one.moved.plan_vnd)),
                Cell(format_number(one.moved.spent_vnd)),
                Cell(format_number(one.closing.balance_vnd)),
                Cell(format_number(one.closing.advance_vnd)),
                Cell(check_words(one, account)),
            ]
        )
        for one in account.by_line[:LINES_SHOWN]
    ]
    sums = (account.opening.balance_vnd, account.moved.plan_vnd, account.moved.spent_vnd)
    after = (account.closing.balance_vnd, account.closing.advance_vnd)
    total = [Cell(_("Tổng số")), *(Cell(format_number(amount)) for amount in (*sums, *after)), Cell("")]
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=rows, total=total)
