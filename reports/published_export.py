"""Published figures of one indicator as a table that leaves the portal."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exports import Column
from reports.models import PublishedFigure
from reports.published_names import confidence_name, indicator_name, unit_name

EXPORT_COLUMNS = [
    Column(gettext_lazy("Mã")),
    Column(gettext_lazy("Nơi công bố")),
    Column(gettext_lazy("Năm"), "year"),
    Column(gettext_lazy("Chuẩn nghèo")),
    Column(gettext_lazy("Chỉ tiêu")),
    Column(gettext_lazy("Giá trị"), "decimal"),
    Column(gettext_lazy("Đơn vị tính")),
    Column(gettext_lazy("Mức độ tin cậy")),
    Column(gettext_lazy("Nghi vấn")),
    Column(gettext_lazy("Nguồn")),
    Column(gettext_lazy("Ghi chú")),
]


def export_rows(figures: Any) -> list[list[Any]]:
    """Country, regions, provinces, each by year; the values as they were printed."""
    rows = figures.select_related("area", "region")
    return [_row(figure) for figure in rows.order_by("level", "edition", "area__path", "region__position", "year")]


def _row(figure: PublishedFigure) -> list[Any]:
    code, name = place_of(figure)
    return [
        code,
        name,
        figure.year,
        figure.standard_period,
        indicator_name(figure.indicator),
        figure.value,
        unit_name(figure.unit),
        confidence_name(figure.confidence),
        _("cần kiểm tra lại") if figure.doubtful else "",
        figure.source,
        figure.note,
    ]


def place_of(figure: PublishedFigure) -> tuple[str, str]:
    """Code and name of where a figure belongs; a place that its source does not identify has no code."""
    if figure.area is not None:
        return figure.area.ref, figure.area.full_name
    return (figure.region.code, figure.region.label) if figure.region else ("", figure.place)
