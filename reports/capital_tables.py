"""Tables of the disbursement board beside kinds, holders and sources: the tree of projects, areas, months, and who
will miss the target."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalogs.models import Component
from core.formats import format_date, format_percent
from core.tables import Cell, Column, Row, Table
from reports.amounts import AmountRow, AmountTable, against_average, plan_name
from reports.behind import Behind, behind, board_of, movements_behind, vouchers_behind
from reports.boards.disbursement import DisbursementBoard
from reports.changes import month_cell
from reports.figures.components import TreeRow
from reports.figures.outlook import CurvePoint, Forecast
from reports.figures.risk import HolderOutlook
from reports.figures.units import UnitRow
from reports.links import Links
from reports.money import Scale, scale_of, spoken


def component_table(board: DisbursementBoard, links: Links, reference_name: str) -> AmountTable:
    """The programmes' trees; each subtotal is the sum of what stands below it."""
    scale = scale_of(max((row.amounts.plan_vnd for row in board.component_tree), default=0))
    whole = behind(board, links)
    rows = [_tree_row(row, whole, scale) for row in board.component_tree]
    return against_average(board, _("Dự án, tiểu dự án"), _("Giải ngân theo dự án"), rows, scale, reference_name)


def _tree_row(row: TreeRow, whole: Behind, scale: Scale) -> AmountRow:
    component, month = row.component, month_cell(row.month, scale)
    if component is None:
        lists = whole.of(chuong_trinh=row.programme.code)
        return AmountRow(row.programme.short_name, row.amounts, scale, lists.lines, lists, month=month)
    lists = whole.of(noi_dung=component.pk, rieng="true" if row.is_own else "")
    label, note = _names(row, component)
    return AmountRow(label, row.amounts, scale, lists.lines, lists, note=note, depth=row.depth, month=month)


def _names(row: TreeRow, component: Component) -> tuple[str, str]:
    if row.is_own:
        return _("Chưa chia chi tiết"), ""
    number = component.number if component.parent_id is None else last_number(component.number)
    return number, component.name


def last_number(number: str) -> str:
    """Of "Dự án 4, tiểu dự án 1", below its project: "Tiểu dự án 1"."""
    last = number.rpartition(", ")[2]
    return last[:1].upper() + last[1:]


def unit_table(board: DisbursementBoard, links: Links, reference_name: str) -> AmountTable:
    """Units below, laggards first, each with its own board; what the area's own agencies hold stands last."""
    found, whole = board.units, behind(board, links)
    scale = scale_of(max((row.amounts.plan_vnd for row in found.rows), default=0))
    rows = [_unit_row(row, board, links, whole, scale) for row in found.rows]
    if found.own_month and (found.own.plan_vnd or found.own.disbursed_vnd):
        label = _("Cơ quan thuộc %(area)s trực tiếp giữ vốn") % {"area": board.asked.area.full_name}
        lists = whole.of(cua_dia_ban="true")
        month = month_cell(found.own_month, scale)
        rows.append(AmountRow(label, found.own, scale, lists.lines, lists, month=month))
    return against_average(board, _("Địa bàn"), _("Giải ngân theo địa bàn"), rows, scale, reference_name)


def _unit_row(row: UnitRow, board: DisbursementBoard, links: Links, whole: Behind, scale: Scale) -> AmountRow:
    lists = whole.of(dia_phuong=row.area.ref)
    url = board_of(board, links, row.area)
    return AmountRow(row.area.full_name, row.amounts, scale, url, lists, month=month_cell(row.month, scale))


def month_table(board: DisbursementBoard, links: Links) -> Table:
    """Plan and disbursement at the end of each month that has begun."""
    scale = scale_of(board.totals.total.plan_vnd)
    known = [point for point in board.curve if point.this]
    columns = [
        Column(_("Tháng")),
        Column(plan_name(board), num=True),
        Column(_("Giải ngân trong tháng"), num=True),
        Column(_("Lũy kế"), num=True),
        Column(_("Tỷ lệ"), num=True),
        Column(_("Cùng kỳ năm %(year)s") % {"year": board.asked.budget_year - 1}, num=True),
    ]
    caption = _("Giải ngân từng tháng (%(unit)s)") % {"unit": scale.unit}
    return Table(caption, columns, [_month_row(point, board, links, scale) for point in known])


def _month_row(point: CurvePoint, board: DisbursementBoard, links: Links, scale: Scale) -> Row:
    assert point.this is not None
    end, last = point.month_end, min(point.month_end, board.asked.as_of)
    first = None if (end.year, end.month) == (board.asked.budget_year, 1) else end.replace(day=1)
    running = _("đến %(day)s") % {"day": format_date(last)} if last < end else ""
    return Row(
        [
            Cell(f"{end.month}/{end.year}", note=running),
            Cell(scale.show(point.this.plan_vnd), url=movements_behind(board, links, last)),
            Cell(scale.show(point.in_month_vnd or 0), url=vouchers_behind(board, links, first, last)),
            Cell(scale.show(point.this.disbursed_vnd), url=vouchers_behind(board, links, None, last)),
            Cell(format_percent(point.this.rate) or "–"),
            Cell((format_percent(point.last.rate) if point.last else None) or "–"),
        ]
    )


def _range(found: Forecast) -> str:
    words = {"low": format_percent(found.low), "high": format_percent(found.high)}
    return _("%(low)s – %(high)s") % words


def risk_table(board: DisbursementBoard, rows: Iterable[HolderOutlook], links: Links, urge: dict[int, str]) -> Table:
    """Who will miss the target, in words of money; once the year is over, who has missed it so far."""
    ahead = [_("Dự báo đến %(day)s") % {"day": format_date(board.year_end)}, _("Khoảng dự báo")]
    heads = [
        _("Tỷ lệ"),
        *([] if board.is_over else ahead),
        _("Thiếu so với mục tiêu"),
        _("Mỗi tháng phải giải ngân"),
        _("Mỗi tháng từ đầu năm"),
    ]
    columns = [Column(_("Đơn vị")), *(Column(head, num=True) for head in heads)]
    if urge:
        columns.append(Column("", said=_("Việc cần làm")))
    whole = behind(board, links)
    found = [_risk_row(row, board, whole, urge) for row in rows]
    return Table(_("Đơn vị có nguy cơ không đạt mục tiêu"), columns, found, caption_hidden=True)


def _risk_row(found: HolderOutlook, board: DisbursementBoard, whole: Behind, urge: dict[int, str]) -> Row:
    holder, pace = found.row.holder, found.pace
    cells = [
        Cell(holder.name, url=whole.of(don_vi=holder.pk).lines),
        Cell(format_percent(found.row.amounts.rate)),
        *([] if board.is_over else _forecast_cells(found)),
        Cell(spoken(found.shortfall_vnd)),
        *(Cell("–" if amount is None else spoken(amount)) for amount in (pace.per_month_vnd, pace.done_per_month_vnd)),
    ]
    if urge:
        cells.append(Cell(_("Đôn đốc"), url=urge[holder.pk]))
    return Row(cells, tone="late" if found.row.has_disbursed_nothing else "")


def _forecast_cells(found: HolderOutlook) -> list[Cell]:
    """With its range, and a mark where it follows the area for want of an own past."""
    if found.forecast is None:
        return [Cell(_("chưa giải ngân") if found.row.has_disbursed_nothing else "–"), Cell("")]
    basis = _("theo số liệu địa bàn") if found.basis == "area" else ""
    return [Cell(format_percent(found.forecast.expected)), Cell(_range(found.forecast), note=basis)]
