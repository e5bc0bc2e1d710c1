"""The disbursement board as one table: every group of its rows, each with the columns that it has (reports.exports)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.rates import fixed_point
from reports.amounts import kind_label, source_label
from reports.boards.disbursement import DisbursementBoard
from reports.exports import Field, in_words, percent
from reports.figures.components import TreeRow
from reports.figures.course import Amounts, Change, Changes
from reports.figures.outlook import CurvePoint, Forecast
from reports.figures.risk import HolderOutlook

DISBURSEMENT = (
    Field("group", gettext_lazy("Nhóm")),
    Field("code", gettext_lazy("Mã")),
    Field("name", gettext_lazy("Tên")),
    Field("plan_vnd", gettext_lazy("Kế hoạch (đồng)"), "integer"),
    Field("disbursed_vnd", gettext_lazy("Đã giải ngân (đồng)"), "integer"),
    Field("remaining_vnd", gettext_lazy("Còn lại (đồng)"), "integer"),
    Field("advance_vnd", gettext_lazy("Tạm ứng chưa thu hồi (đồng)"), "integer"),
    Field("rate_percent", gettext_lazy("Tỷ lệ giải ngân (%)"), "decimal"),
    Field("difference_points", gettext_lazy("So với bình quân (điểm %)"), "decimal"),
    Field("rank", gettext_lazy("Xếp hạng"), "integer"),
    Field("unallocated_vnd", gettext_lazy("Chưa phân bổ chi tiết (đồng)"), "integer"),
    Field("month_points", gettext_lazy("So với cuối tháng trước (điểm %)"), "decimal"),
    Field("month_vnd", gettext_lazy("Giải ngân thêm từ cuối tháng trước (đồng)"), "integer"),
    Field("year_points", gettext_lazy("So với cùng ngày năm trước (điểm %)"), "decimal"),
    Field("year_vnd", gettext_lazy("Giải ngân tăng so với cùng ngày năm trước (đồng)"), "integer"),
    Field("in_month_vnd", gettext_lazy("Giải ngân trong tháng (đồng)"), "integer"),
    Field("forecast_vnd", gettext_lazy("Dự báo giải ngân (đồng)"), "integer"),
    Field("forecast_low_vnd", gettext_lazy("Dự báo thấp (đồng)"), "integer"),
    Field("forecast_high_vnd", gettext_lazy("Dự báo cao (đồng)"), "integer"),
    Field("shortfall_vnd", gettext_lazy("Dự báo thiếu so với mục tiêu (đồng)"), "integer"),
    Field("per_month_vnd", gettext_lazy("Mỗi tháng phải giải ngân (đồng)"), "integer"),
)
# Group of a row -> what people call it.
GROUPS = {
    "total": gettext_lazy("Tổng cộng"),
    "kind": gettext_lazy("Loại vốn"),
    "holder": gettext_lazy("Đơn vị"),
    "at_risk": gettext_lazy("Đơn vị có nguy cơ không đạt mục tiêu"),
    "component": gettext_lazy("Dự án"),
    "component_total": gettext_lazy("Cộng theo chương trình, dự án"),
    "cell": gettext_lazy("Đơn vị theo dự án"),
    "area": gettext_lazy("Địa bàn"),
    "area_own": gettext_lazy("Cơ quan của chính địa bàn"),
    "month": gettext_lazy("Tháng"),
    "forecast": gettext_lazy("Dự báo cuối quý, cuối năm"),
    "source": gettext_lazy("Nguồn vốn"),
}
NAMES = tuple(field.name for field in DISBURSEMENT)


def disbursement_rows(board: DisbursementBoard) -> list[list[Any]]:
    """The total and each kind; for one's own area every other group as well."""
    totals = board.totals
    rows = [_amounts("total", "total", _("Tổng cộng"), totals.total, **_changes(totals.changes))]
    rows += [
        _amounts("kind", row.kind.code, kind_label(row), row.amounts, **_changes(row.changes)) for row in totals.by_kind
    ]
    return rows if board.reach != "own" else [*rows, *_own_amounts(board)]


def for_people(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return in_words(rows, GROUPS)


def _own_amounts(board: DisbursementBoard) -> Iterator[list[Any]]:
    for holder in board.holders.rows:
        more = {"difference_points": points(holder.difference), "rank": holder.rank} | _changes(holder.changes)
        yield _amounts("holder", holder.holder.code, holder.holder.name, holder.amounts, **more)
    yield from map(_at_risk, board.at_risk)
    for row in board.components:
        yield _amounts("component", row.component.code, row.component.name, row.amounts)
    yield from map(_subtotal, (row for row in board.component_tree if row.has_below))
    yield from _cells(board)
    for unit in board.units.rows:
        more = {"difference_points": points(unit.difference), **_change("month", unit.month)}
        yield _amounts("area", unit.area.ref, unit.area.full_name, unit.amounts, **more)
    if board.units.rows:
        area = board.asked.area
        more = _change("month", board.units.own_month) if board.units.own_month else {}
        yield _amounts("area_own", area.ref, area.full_name, board.units.own, **more)
    yield from (_month(point, point.this) for point in board.curve if point.this)
    yield from (_forecast(found, board.totals.total) for found in board.quarter_forecasts)
    for source in board.sources:
        more = _changes(source.changes)
        yield _amounts("source", source.source.code, source_label(source.source), source.amounts, **more)


def _at_risk(found: HolderOutlook) -> list[Any]:
    holder = found.row.holder
    more = {"shortfall_vnd": found.shortfall_vnd, "per_month_vnd": found.pace.per_month_vnd}
    return _amounts("at_risk", holder.code, holder.name, found.row.amounts, **more, **_expected(found.forecast))


def _subtotal(row: TreeRow) -> list[Any]:
    more = _change("month", row.month)
    if row.component is None:
        return _amounts("component_total", row.programme.code, row.programme.short_name, row.amounts, **more)
    return _amounts("component_total", row.component.code, row.component.name, row.amounts, **more)


def _cells(board: DisbursementBoard) -> Iterator[list[Any]]:
    for row in board.matrix.rows:
        for column, amounts in zip(board.matrix.columns, row.cells, strict=True):
            if amounts is not None:
                holder = row.holder.holder
                names = f"{holder.code}/{column.code}", f"{holder.name}, {column.number}"
                yield _amounts("cell", *names, amounts)


def _month(point: CurvePoint, amounts: Amounts) -> list[Any]:
    end = point.month_end
    name = _("Tháng %(month)s/%(year)s") % {"month": end.month, "year": end.year}
    return _amounts("month", end.isoformat(), name, amounts, in_month_vnd=point.in_month_vnd)


def _forecast(found: Forecast, total: Amounts) -> list[Any]:
    name = _("Dự báo đến %(day)s") % {"day": found.until.strftime("%d/%m/%Y")}
    return _amounts("forecast", found.until.isoformat(), name, total, **_expected(found))


def _expected(found: Forecast | None) -> dict[str, int]:
    if found is None:
        return {}
    return {
        "forecast_vnd": found.expected_vnd,
        "forecast_low_vnd": found.low_vnd,
        "forecast_high_vnd": found.high_vnd,
    }


def _changes(changes: Changes) -> dict[str, Any]:
    return {**_change("month", changes.month), **_change("year", changes.year)}


def _change(name: str, change: Change) -> dict[str, Any]:
    return {f"{name}_points": points(change.points), f"{name}_vnd": change.disbursed_vnd}


def _amounts(group: str, code: str, name: str, amounts: Amounts, **more: Any) -> list[Any]:
    """One row; columns that its group has nothing for are empty."""
    known = {
        "group": group,
        "code": code,
        "name": name,
        "plan_vnd": amounts.plan_vnd,
        "disbursed_vnd": amounts.disbursed_vnd,
        "remaining_vnd": amounts.remaining_vnd,
        "advance_vnd": amounts.advance_vnd,
        "rate_percent": percent(amounts.rate),
        "unallocated_vnd": amounts.unallocated_vnd,
    } | more
    return [known.get(field) for field in NAMES]


def points(difference: Fraction | None) -> Decimal | None:
    """A difference of rates in percentage points."""
    return None if difference is None else Decimal(fixed_point(difference * 100, 2))
