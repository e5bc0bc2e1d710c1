"""Tables of published statistics: one series with its sources, and a region's provinces by year."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from areas.models import Area, Region
from core.formats import format_number
from core.tables import Cell, Column, Row, Table
from reports.figures.published import RegionSum, SeriesPoint
from reports.models import PublishedFigure
from reports.published_names import confidence_name

DOUBT = "(?)"


def figure_text(figure: PublishedFigure) -> str:
    return format_number(figure.value)


def series_table(points: Sequence[SeriesPoint]) -> Table:
    """Latest year first, each value with its standard, source and confidence."""
    columns = [
        Column(_("Năm")),
        Column(_("Giá trị"), num=True),
        Column(_("Chuẩn nghèo")),
        Column(_("Mức độ tin cậy")),
        Column(_("Nguồn")),
    ]
    return Table(_("Giá trị công bố theo năm"), columns, [_series_row(point) for point in reversed(points)])


def _series_row(point: SeriesPoint) -> Row:
    figure = point.figure
    change = _("chuẩn mới, không so sánh với năm trước") if point.breaks else ""
    return Row(
        [
            Cell(str(figure.year)),
            Cell(figure_text(figure)),
            Cell(figure.standard_period or "–", note=change),
            Cell(confidence_name(figure.confidence), tag="warn" if figure.doubtful else "", note=""),
            Cell(figure.source, note=figure.note),
        ],
        tone="warn" if figure.doubtful else "",
    )


Values = Mapping[tuple[int, int], PublishedFigure]


def province_table(areas: Sequence[Area], years: Sequence[int], values: Values, chosen: Area | None) -> Table:
    """Provinces by year; what was not published is a dash, what is doubtful is marked."""
    return Table(
        caption=_("Các tỉnh trong vùng theo năm"),
        columns=[Column(_("Tỉnh, thành phố")), *(Column(str(year), num=True) for year in years)],
        rows=[_province_row(area, years, values, is_chosen=area == chosen) for area in areas],
        caption_hidden=True,
        scroll=True,
    )


def _province_row(area: Area, years: Sequence[int], values: Values, *, is_chosen: bool) -> Row:
    name = Cell(area.full_name, note=_("đang xem") if is_chosen else "")
    return Row([name, *(_cell(values.get((area.pk, year))) for year in years)])


def _cell(figure: PublishedFigure | None) -> Cell:
    if figure is None:
        return Cell("–")
    return Cell(figure_text(figure), note=DOUBT if figure.doubtful else "")


def region_table(sums: Sequence[RegionSum]) -> Table:
    """What the provinces of each region add up to, beside what was printed for the region."""
    columns = [
        Column(_("Vùng")),
        Column(_("Cộng các tỉnh"), num=True),
        Column(_("Vùng công bố"), num=True),
        Column(_("Đối chiếu")),
    ]
    return Table(_("Tổng hợp theo vùng"), columns, [_region_row(row) for row in sums], caption_hidden=True)


def _region_row(row: RegionSum) -> Row:
    printed = row.published.value if row.published else None
    return Row(
        [
            Cell(row.region.label),
            Cell("–" if row.value is None else format_number(row.value)),
            Cell("–" if printed is None else format_number(printed)),
            _check(row, printed),
        ]
    )


def _check(row: RegionSum, printed: Decimal | None) -> Cell:
    doubt = _("%(n)s ô cần kiểm tra lại") % {"n": row.doubtful_figures} if row.doubtful_figures else ""
    if row.missing:
        names = ", ".join(area.name for area in row.missing)
        return Cell(_("thiếu %(names)s") % {"names": names}, tag="warn" if len(row.missing) < 3 else "", note=doubt)
    if printed is None or row.value is None:
        return Cell(_("chưa có số của vùng để đối chiếu"), note=doubt)
    if printed == row.value:
        return Cell(_("khớp"), tag="good", note=doubt)
    return Cell(_("lệch %(n)s") % {"n": format_number(row.value - printed)}, tag="late", note=doubt)


def region_of(area: Area, members: Mapping[Region, Sequence[Area]]) -> Region | None:
    return next((region for region, areas in members.items() if area in areas), None)
