"""Tables of a unit's page."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import Area, Population
from core.formats import format_datetime, format_number
from core.tables import Cell, Column, Row, Table


def population_table(area: Area, correct_url: Callable[[int], str] | None = None) -> Table:
    """Households and persons by year, the current version of each; with a link to correct it where given."""
    rows = Population.objects.current().filter(area=area).select_related("entered_by")
    columns = [
        Column(_("Năm")),
        Column(_("Số hộ"), num=True),
        Column(_("Nhân khẩu"), num=True),
        Column(_("Nguồn số liệu")),
        Column(_("Ghi lúc")),
        *([Column("", said=_("Việc"))] if correct_url else []),
    ]
    caption = _("Tổng số hộ, nhân khẩu theo năm")
    return Table(caption, columns, [_row(row, correct_url) for row in rows], caption_hidden=True)


def _row(row: Population, correct_url: Callable[[int], str] | None) -> Row:
    version = _("lần %(n)d: %(reason)s") % {"n": row.version, "reason": row.reason} if row.reason else ""
    return Row(
        [
            Cell(str(row.year)),
            Cell(format_number(row.households)),
            Cell(format_number(row.persons)),
            Cell(row.source, url=_evidence_url(row), note=version),
            Cell(format_datetime(row.recorded_at), note=str(row.entered_by or "")),
            *([Cell(_("Điều chỉnh"), url=correct_url(row.year))] if correct_url else []),
        ]
    )


def _evidence_url(row: Population) -> str:
    return reverse("file", kwargs={"pk": row.evidence_file_id}) if row.evidence_file_id else ""


def children_table(area: Area) -> Table:
    """The units directly below, in Vietnamese order."""
    children = area.children.all()
    sized = any(child.area_km2 is not None for child in children)
    columns = [
        Column(_("Tên đơn vị")),
        Column(_("Mã")),
        *([Column(_("Diện tích (km²)"), num=True)] if sized else []),
    ]
    return Table(_("Các đơn vị trực thuộc"), columns, [_child_row(child, sized=sized) for child in children])


def _child_row(child: Area, *, sized: bool) -> Row:
    names = [Cell(child.full_name, url=child.get_absolute_url()), Cell(child.code)]
    if not sized:
        return Row(names)
    return Row([*names, Cell("–" if child.area_km2 is None else format_number(child.area_km2, 2))])
