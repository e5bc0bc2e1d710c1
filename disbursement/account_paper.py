"""A holder's statement of account on official paper: all rows, then what each line adds to it."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.issuers import Issuer
from catalogs.kind_names import KindNames
from core.demo import is_demo
from core.formats import format_date, format_number
from core.papers.paper import Cell, Closing, Head, HeadGroup, Line, Paper, PaperTable, Paragraph, Section, Style, Value
from core.papers.units import DONG
from disbursement.account import Account, AccountEntry, LineSums, Sums
from disbursement.decision_numbers import issued_words
from disbursement.line_words import words_within_holder

MOVED = HeadGroup(
    "Phát sinh",
    (Head("Kế hoạch (+/-)", "amount", 1.5), Head("Giải ngân", "amount", 1.5), Head("Tạm ứng (+/-)", "amount", 1.4)),
)
LEFT = HeadGroup("Số dư", (Head("Còn lại", "amount", 1.5), Head("Tạm ứng chưa thu hồi", "amount", 1.4)))
ENTRY_COLUMNS = (
    Head("Ngày", "day", 1.4),
    Head("Bút toán", "text", 2.4),
    Head("Chứng từ, quyết định", "text", 1.5),
    Head("Dòng vốn", "text", 2.4),
    MOVED,
    LEFT,
)
LINE_COLUMNS = (
    Head("TT", "order", 0.5),
    Head("Dòng vốn", "text", 4),
    Head("Mang sang", "amount", 1.5),
    MOVED,
    LEFT,
    Head("Đối chiếu", "text", 1.8),
)


def account_paper(account: Account, budget_year: int, access: Access, on: date, narrowed: str = "") -> Paper:
    """`narrowed` says what leaves lines or days of the year out."""
    issuer = Issuer.for_reader(access)
    about = f"{account.holder.name}, năm ngân sách {budget_year}"
    notes = [f"Bộ lọc: {narrowed}."] if narrowed else []
    part = [Paragraph(access.part_note)] if access.part_note else []
    entries, lines = entries_table(account, notes), lines_table(account, notes)
    body = Section("Sổ chi tiết vốn", about, period_words(account), part, [entries], is_wide=True)
    by_line = Section("Cộng theo dòng vốn", about, "", part, [lines], is_wide=True)
    return Paper(
        body,
        letterhead=issuer.letterhead("BC-", on) if issuer else None,
        closing=Closing([account.holder.name, "Lưu: VT"], issuer.posts) if issuer else None,
        annexes=[by_line],
        is_demo=is_demo(),
    )


def period_words(account: Account) -> str:
    first = f"từ ngày {format_date(account.first)}" if account.first else ""
    last = f"đến hết ngày {format_date(account.last)}" if account.last else ""
    return f"({' '.join(part for part in (first, last) if part)})" if first or last else ""


def proof_words(account: Account) -> str:
    """The account as an equation, and whether the lines say the same."""
    figures = (
        account.opening.balance_vnd,
        account.moved.plan_vnd,
        account.moved.spent_vnd,
        account.closing.balance_vnd,
    )
    opening, plan, spent, closing = (format_number(figure) for figure in figures)
    words = {"opening": opening, "plan": plan, "spent": spent, "closing": closing}
    equation = _("Mang sang %(opening)s + kế hoạch %(plan)s - giải ngân %(spent)s = còn lại %(closing)s đồng") % words
    if account.is_proven is None:
        return f"{equation}."
    if account.is_proven:
        lines = {"n": format_number(len(account.by_line))}
        return equation + _(", đúng bằng số còn lại ghi ở %(n)s dòng vốn tính trong sổ này.") % lines
    stored = {"stored": format_number(account.stored_vnd)}
    told = _("; KHÔNG KHỚP với số còn lại ghi ở các dòng vốn: %(stored)s đồng. Báo ngay người quản trị.") % stored
    return f"{equation}{told}"


def entries_table(account: Account, notes: Sequence[str]) -> PaperTable:
    lines = [_sum_line("Mang sang", None, account.opening), *_entry_lines(account)]
    lines.append(_sum_line("Cộng phát sinh", account.moved, account.closing))
    return PaperTable(ENTRY_COLUMNS, lines, DONG, [proof_words(account), *notes])


def _entry_lines(account: Account) -> Iterator[Line]:
    names = KindNames.load()
    words = {pk: words_within_holder(line, names) for pk, line in account.lines.items()}
    for entry in account.entries():
        yield Line([Cell(value) for value in _entry_values(entry, words[entry.line.pk])])


def _entry_values(entry: AccountEntry, line: str) -> list[Value]:
    label = f"{entry.label} ({entry.note})" if entry.note else entry.label
    amounts = [entry.plan_vnd or "", entry.spent_vnd or "", entry.advance_vnd or ""]
    document = f"{entry.document} {issued_words(entry.decided_on)}".rstrip()
    return [entry.on, label, document, line, *amounts, entry.balance_vnd, entry.outstanding_vnd]


def _sum_line(name: str, moved: Sums | None, after: Sums, style: Style = "total") -> Line:
    amounts: list[Value] = [moved.plan_vnd, moved.spent_vnd, moved.advance_vnd] if moved else ["", "", ""]
    values: list[Value] = ["", name, "", "", *amounts, after.balance_vnd, after.advance_vnd]
    return Line([Cell(value) for value in values], 0, style)


def lines_table(account: Account, notes: Sequence[str]) -> PaperTable:
    names = KindNames.load()
    lines = [_line_line(number, one, names, account) for number, one in enumerate(account.by_line, 1)]
    total = ["", "Tổng số", account.opening.balance_vnd, *_of(account.moved), *_after(account.closing), ""]
    return PaperTable(LINE_COLUMNS, [Line([Cell(value) for value in total], 0, "total"), *lines], DONG, notes)


def _line_line(number: int, one: LineSums, names: KindNames, account: Account) -> Line:
    words, checked = words_within_holder(one.line, names), check_words(one, account)
    values = [str(number), words, one.opening.balance_vnd, *_of(one.moved), *_after(one.closing), checked]
    return Line([Cell(value) for value in values])


def check_words(one: LineSums, account: Account) -> str:
    is_proven = account.proves(one)
    if is_proven is None:
        return ""
    if is_proven:
        return _("khớp")
    return _("dòng vốn ghi %(stored)s") % {"stored": format_number(one.stored_vnd)}


def _of(sums: Sums) -> list[Value]:
    return [sums.plan_vnd, sums.spent_vnd, sums.advance_vnd]


def _after(sums: Sums) -> list[Value]:
    return [sums.balance_vnd, sums.advance_vnd]
