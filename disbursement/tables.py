"""What the lists of lines and vouchers show, as columns and cells (core.tables)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs.kind_names import KindNames
from committees.models import OfficialDocument
from core.formats import format_date, format_number
from core.rates import Rate
from core.tables import Cell, Column, Row, Table
from core.templatetags.portal import percent
from disbursement.decision_numbers import Told, issued_words
from disbursement.entering import may_enter
from disbursement.line_words import years_of
from disbursement.models import CapitalLine, Disbursement, TreasuryStatement
from disbursement.reconciliation import Item
from disbursement.statement import Entry


def line_table(lines: Iterable[CapitalLine], ordering: str) -> Table:
    columns = [
        Column(_("Đơn vị")),
        Column(_("Nội dung")),
        Column(_("Loại vốn")),
        Column(_("Năm"), num=True, desc="nam"),
        Column(_("Kế hoạch"), num=True, desc="ke_hoach"),
        Column(_("Đã giải ngân"), num=True, desc="giai_ngan"),
        Column(_("Còn lại"), num=True),
        Column(_("Tỷ lệ"), num=True),
    ]
    names = KindNames.load()
    return Table(
        caption=_("Đơn vị tính: đồng"),
        columns=columns,
        rows=[_line_row(line, names) for line in lines],
        ordering=ordering,
    )


def _line_row(line: CapitalLine, names: KindNames) -> Row:
    year = years_of(line) if line.horizon == CapitalLine.Horizon.MEDIUM else str(line.budget_year)
    carried = _("vốn %(year)s kéo dài") % {"year": line.tranche_year} if line.is_carried_over else ""
    return Row(
        [
            Cell(line.holder.name, url=reverse("disbursement:line", args=[line.pk])),
            Cell(line.component.number, said=line.component.name),
            Cell(names.of(line.kind, line.budget_year), note=line.source),
            Cell(year, note=carried),
            Cell(format_number(line.plan_vnd)),
            Cell(format_number(line.spent_vnd)),
            Cell(format_number(line.balance_vnd)),
            Cell(percent(Rate(line.spent_vnd, line.plan_vnd or None)) if line.is_detailed else _("chưa chi tiết")),
        ],
        tone="late" if line.is_detailed and line.plan_vnd and not line.spent_vnd else "",
    )


def children_table(lines: Iterable[CapitalLine]) -> Table:
    """The lines that a line was allocated to."""
    columns = [
        Column(_("Đơn vị")),
        Column(_("Nội dung")),
        Column(_("Kế hoạch"), num=True),
        Column(_("Đã phân bổ"), num=True),
        Column(_("Đã giải ngân"), num=True),
        Column(_("Còn lại"), num=True),
    ]
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=[_child_row(line) for line in lines])


def _child_row(line: CapitalLine) -> Row:
    return Row(
        [
            Cell(line.holder.name, url=reverse("disbursement:line", args=[line.pk])),
            Cell(line.component.number, said=line.component.name),
            Cell(format_number(line.plan_vnd)),
            Cell("" if line.is_detailed else format_number(line.allocated_vnd)),
            Cell(format_number(line.spent_vnd) if line.is_detailed else ""),
            Cell(format_number(line.balance_vnd)),
        ]
    )


def voucher_table(vouchers: Iterable[Disbursement], ordering: str) -> Table:
    columns = [
        Column(_("Chứng từ")),
        Column(_("Ngày"), num=True, desc="ngay"),
        Column(_("Đơn vị")),
        Column(_("Nội dung")),
        Column(_("Hợp đồng, công trình")),
        Column(_("Loại vốn")),
        Column(_("Số tiền"), num=True),
        Column(_("Tính vào giải ngân"), num=True),
    ]
    names = KindNames.load()
    return Table(
        caption=_("Đơn vị tính: đồng"),
        columns=columns,
        rows=[_voucher_row(row, names) for row in vouchers],
        ordering=ordering,
    )


def _voucher_row(row: Disbursement, names: KindNames) -> Row:
    what = voucher_words(str(row.get_kind_display()), is_reversal=row.reverses_id is not None)
    return Row(
        [
            Cell(row.voucher, url=reverse("disbursement:line", args=[row.line_id]), note=what),
            Cell(format_date(row.value_date)),
            Cell(row.line.holder.name),
            Cell(row.line.component.number, said=row.line.component.name, note=row.note),
            subject_cell(row),
            Cell(names.of(row.line.kind, row.line.budget_year)),
            Cell(format_number(row.amount_vnd)),
            Cell(format_number(row.spent_vnd)),
        ]
    )


def voucher_words(kind: str, *, is_reversal: bool) -> str:
    return _("đảo bút toán: %(what)s") % {"what": kind} if is_reversal else kind


def subject_cell(row: Disbursement) -> Cell:
    """What was paid for: the contract with its works or project, or one of these alone."""
    if row.contract is not None:
        about = row.contract.works or row.contract.project
        return Cell(
            row.contract.number, url=reverse("disbursement:contract", args=[row.contract_id]), note=str(about or "")
        )
    if row.works is not None:
        return Cell(row.works.name, url=reverse("disbursement:works_money", args=[row.works_id]))
    if row.project is not None:
        return Cell(row.project.name, url=reverse("disbursement:project_money", args=[row.project_id]))
    return Cell("")


def decision_cell(document: Told | None) -> Cell:
    """Number and day, leading to what the decision does to capital, or else to the register of papers."""
    if document is None:
        return Cell("")
    url, note = "", issued_words(document.issued_on)
    if isinstance(document, OfficialDocument):
        of_capital = getattr(document, "capital_decision", None)
        url = reverse("committees:document", args=[document.pk])
        if of_capital is not None:
            url = reverse("disbursement:decision", args=[of_capital.pk])
    return Cell(document.number, url=url, note=note)


def statement_table(entries: Iterable[Entry], *, may_reverse: bool, is_detailed: bool) -> Table:
    """Of a line that spends, or of one that gives on: then the allocations stand in the place of the spending."""
    used, total = (_("Giải ngân"), _("Lũy kế giải ngân")) if is_detailed else (_("Đã phân bổ"), _("Lũy kế phân bổ"))
    columns = [
        Column(_("Ngày")),
        Column(_("Bút toán")),
        Column(_("Chứng từ, quyết định")),
        Column(_("Kế hoạch"), num=True),
        Column(used, num=True),
        Column(total, num=True),
        Column(_("Còn lại"), num=True),
        Column("", said=_("Việc cần làm")),
    ]
    rows = [_entry_row(entry, may_reverse=may_reverse) for entry in entries]
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=rows)


def _entry_row(entry: Entry, *, may_reverse: bool) -> Row:
    act = reverse("disbursement:reverse_voucher", args=[entry.id]) if may_reverse and entry.is_reversible else ""
    return Row(
        [
            Cell(format_date(entry.on)),
            Cell(entry.label, note=entry.note),
            decision_cell(entry.paper) if entry.paper else Cell(entry.document),
            Cell(format_number(entry.plan_vnd) if entry.plan_vnd else ""),
            Cell(format_number(entry.used_vnd) if entry.voucher or entry.allocated_vnd else ""),
            Cell(format_number(entry.used_after)),
            Cell(format_number(entry.balance_after)),
            Cell(_("Đảo bút toán"), url=act) if act else Cell(""),
        ]
    )


# The outcomes of a reconciliation, what is to be done first.
MATCHES = {
    "differs": gettext_lazy("Chênh lệch"),
    "unknown": gettext_lazy("Sổ chưa ghi"),
    "missing": gettext_lazy("Bảng kê không có"),
    "accepted": gettext_lazy("Đã chấp nhận"),
    "matched": gettext_lazy("Khớp"),
}
DIFFERENCES = {
    "amount_vnd": gettext_lazy("khác số tiền"),
    "value_date": gettext_lazy("khác ngày"),
    "kind": gettext_lazy("khác loại"),
    "line_id": gettext_lazy("khác dòng vốn"),
}


def item_table(statement: TreasuryStatement, items: Iterable[Item], access: Any) -> Table:
    columns = [
        Column(_("Số chứng từ")),
        Column(_("Ngày"), num=True),
        Column(_("Đơn vị")),
        Column(_("Nội dung")),
        Column(_("Theo Kho bạc (đồng)"), num=True),
        Column(_("Theo sổ (đồng)"), num=True),
        Column(_("Kết quả")),
        Column("", said=_("Việc cần làm")),
    ]
    rows = [_item_row(statement, item, may_settle=may_enter(access, *item.pair.lines)) for item in items]
    return Table(caption=_("Kết quả đối chiếu"), columns=columns, rows=rows, caption_hidden=True)


def _item_row(statement: TreasuryStatement, item: Item, *, may_settle: bool) -> Row:
    pair = item.pair
    entry = pair.row or pair.voucher
    url = reverse("disbursement:settle_item", args=[statement.pk, pair.item_id]) if may_settle else ""
    differences = ", ".join(str(DIFFERENCES[name]) for name in pair.differences)
    tone = "warn" if item.is_open else "good"
    return Row(
        [
            Cell(entry.voucher, note=entry.treasury_ref),
            Cell(format_date(entry.value_date)),
            Cell(entry.line.holder.name),
            Cell(entry.line.component.number, said=entry.line.component.name, note=entry.line.budget_year),
            Cell(format_number(pair.row.amount_vnd) if pair.row else "–"),
            Cell(format_number(pair.voucher.amount_vnd) if pair.voucher else "–"),
            Cell(MATCHES[item.state], tag=tone, note=differences),
            Cell(_("Xử lý") if item.is_open else _("Xem"), url=url) if url and pair.match != "matched" else Cell(""),
        ]
    )
