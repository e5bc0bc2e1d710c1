"""What the lists of lines and vouchers show, as columns and cells (core.tables)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from core.formats import format_date, format_number
from core.rates import Rate
from core.tables import Cell, Column, Row, Table
from core.templatetags.portal import percent
from disbursement.models import CapitalLine, Disbursement
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
    return Table(
        caption=_("Đơn vị tính: đồng"),
        columns=columns,
        rows=[_line_row(line) for line in lines],
        ordering=ordering,
    )


def _line_row(line: CapitalLine) -> Row:
    carried = _("vốn %(year)s kéo dài") % {"year": line.tranche_year} if line.is_carried_over else ""
    return Row(
        [
            Cell(line.holder.name, url=reverse("disbursement:line", args=[line.pk])),
            Cell(line.component.code),
            Cell(str(line.kind), note=line.source.code),
            Cell(str(line.budget_year), note=carried),
            Cell(format_number(line.plan_vnd)),
            Cell(format_number(line.spent_vnd)),
            Cell(format_number(line.balance_vnd)),
            Cell(percent(Rate(line.spent_vnd, line.plan_vnd or None))),
        ],
        tone="late" if line.plan_vnd and not line.spent_vnd else "",
    )


def voucher_table(vouchers: Iterable[Disbursement], ordering: str) -> Table:
    columns = [
        Column(_("Số chứng từ")),
        Column(_("Ngày"), desc="ngay"),
        Column(_("Đơn vị")),
        Column(_("Nội dung")),
        Column(_("Loại vốn")),
        Column(_("Loại chứng từ")),
        Column(_("Số tiền"), num=True),
    ]
    return Table(
        caption=_("Đơn vị tính: đồng"),
        columns=columns,
        rows=[_voucher_row(row) for row in vouchers],
        ordering=ordering,
    )


def _voucher_row(row: Disbursement) -> Row:
    reversal = _("đảo bút toán") if row.reverses_id else ""
    return Row(
        [
            Cell(row.voucher, url=reverse("disbursement:line", args=[row.line_id]), note=reversal),
            Cell(format_date(row.value_date)),
            Cell(row.line.holder.name),
            Cell(row.line.component.code, note=row.note),
            Cell(str(row.line.kind)),
            Cell(row.get_kind_display()),
            Cell(format_number(row.amount_vnd)),
        ]
    )


def statement_table(entries: Iterable[Entry], *, may_reverse: bool) -> Table:
    columns = [
        Column(_("Ngày")),
        Column(_("Bút toán")),
        Column(_("Chứng từ, quyết định")),
        Column(_("Kế hoạch"), num=True),
        Column(_("Giải ngân"), num=True),
        Column(_("Lũy kế giải ngân"), num=True),
        Column(_("Còn lại"), num=True),
        Column("", said=_("Việc cần làm")),
    ]
    rows = [_entry_row(entry, may_reverse=may_reverse) for entry in entries]
    return Table(caption=_("Đơn vị tính: đồng"), columns=columns, rows=rows, scroll=True)


def _entry_row(entry: Entry, *, may_reverse: bool) -> Row:
    act = reverse("disbursement:reverse_voucher", args=[entry.id]) if may_reverse and entry.is_reversible else ""
    return Row(
        [
            Cell(format_date(entry.on)),
            Cell(entry.label, note=entry.note),
            Cell(entry.document),
            Cell(format_number(entry.plan_vnd) if entry.plan_vnd else ""),
            Cell(format_number(entry.spent_vnd) if entry.voucher else ""),
            Cell(format_number(entry.spent_after)),
            Cell(format_number(entry.balance_after)),
            Cell(_("Đảo bút toán"), url=act) if act else Cell(""),
        ]
    )
