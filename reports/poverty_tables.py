"""Tables of the poverty page, as columns and rows (core.tables)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.formats import format_number, format_percent
from core.rates import Rate
from core.tables import Cell, Column, Row, Table
from households.measures import POVERTY
from reports.figures.poverty import PovertySummary
from reports.links import Links

# Class -> columns of its households, of those of ethnic minorities, and of its persons.
CLASSES = (
    ("poor", "poor_households", "minority_poor_households", "poor_persons"),
    ("near_poor", "near_poor_households", "minority_near_poor_households", "near_poor_persons"),
    ("average_living", "average_living_households", "", "average_living_persons"),
    ("not_poor", "not_poor_households", "", "not_poor_persons"),
)
WAYS_IN = ("stayed_poor", "relapsed", "near_poor_to_poor", "newly_poor")
WAYS_OUT = ("poor_to_near_poor", "poor_to_above")
NEAR_WAYS = ("stayed_near_poor", "relapsed_near_poor", "newly_near_poor", "near_poor_to_above")


def class_table(found: PovertySummary, links: Links) -> Table:
    """Official classes: only poor and near-poor have a rate, for only they are looked for everywhere."""
    columns = [
        Column(_("Phân loại")),
        Column(_("Số hộ"), num=True),
        Column(_("Tỷ lệ trên tổng số hộ"), num=True),
        Column(_("Hộ dân tộc thiểu số"), num=True),
        Column(_("Nhân khẩu"), num=True),
    ]
    rows = [_class_row(found, links, *names) for names in CLASSES if found.counts[names[1]]]
    return Table(_("Kết quả phân loại hộ"), columns, rows, caption_hidden=True, total=_multidimensional(found))


def _class_row(found: PovertySummary, links: Links, code: str, households: str, minority: str, persons: str) -> Row:
    rate = found.official_rate(households) if code in ("poor", "near_poor") else None
    return Row(
        [
            Cell(POVERTY.label(households)),
            Cell(format_number(found.counts[households]), url=links.households(found.year, found.area, ket_qua=code)),
            Cell(rate_text(rate) if rate else "–"),
            Cell(format_number(found.counts[minority]) if minority else "–"),
            Cell(format_number(found.counts[persons])),
        ]
    )


def _multidimensional(found: PovertySummary) -> list[Cell]:
    counts = found.counts
    return [
        Cell(_("Nghèo đa chiều (hộ nghèo và hộ cận nghèo)")),
        Cell(format_number(found.multidimensional_households)),
        Cell(rate_text(found.multidimensional_rate)),
        Cell(format_number(counts["minority_poor_households"] + counts["minority_near_poor_households"])),
        Cell(format_number(counts["poor_persons"] + counts["near_poor_persons"])),
    ]


def rate_text(rate: Rate) -> str:
    """A share of all resident households, or what is missing for it."""
    return format_percent(rate) or _("thiếu tổng số hộ")


def movement_table(found: PovertySummary) -> Table | None:
    """Ways into the list of the poor, and ways out of it; None in the first review that is held."""
    movements = found.movements
    if movements is None:
        return None
    columns = [Column(_("Biến động")), Column(_("Số hộ"), num=True)]
    rows = [
        Row([Cell(POVERTY.label(code)), Cell(format_number(movements[code]))])
        for code in (*WAYS_IN, *WAYS_OUT, *NEAR_WAYS)
    ]
    return Table(_("Biến động so với kỳ rà soát trước"), columns, rows, caption_hidden=True)


def area_table(rows: Iterable[PovertySummary], links: Links, *, provisional: bool, ordering: str = "") -> Table:
    """Units below: the official rates beside progress while the review runs; sorts where `ordering` is given."""

    def sorts(name: str) -> str:
        return name if ordering else ""

    columns = [
        Column(_("Đơn vị"), asc=sorts("ten")),
        Column(_("Hộ nghèo"), num=True, desc=sorts("ho_ngheo")),
        Column(_("Tỷ lệ"), num=True, desc=sorts("ty_le")),
        Column(_("Hộ cận nghèo"), num=True, desc=sorts("can_ngheo")),
        Column(_("Tỷ lệ"), num=True),
        Column(_("Thoát nghèo"), num=True),
        Column(_("Tổng số hộ"), num=True),
        *([Column(_("Đã có kết quả"), num=True, asc=sorts("tien_do"))] if provisional else []),
    ]
    lines = [_area_row(found, links, provisional=provisional) for found in rows]
    return Table(_("Hộ nghèo, hộ cận nghèo theo đơn vị"), columns, lines, caption_hidden=True, ordering=ordering)


def _area_row(found: PovertySummary, links: Links, *, provisional: bool) -> Row:
    counts = found.counts
    progress = Cell(
        format_percent(found.progress) or "–",
        note=_("%(done)s/%(all)s hộ")
        % {"done": format_number(counts["scored_total"]), "all": format_number(counts["listed_total"])},
    )
    name = Cell(found.area.full_name, url=links.area(found.area, found.year))
    known = [Cell("–")] * 5 if provisional and not counts["scored_total"] else _class_cells(found, links)
    return Row([name, *known, _total_households(found), *([progress] if provisional else [])])


def _class_cells(found: PovertySummary, links: Links) -> list[Cell]:
    def count(code: str) -> Cell:
        url = links.households(found.year, found.area, ket_qua=code)
        return Cell(format_number(found.counts[f"{code}_households"]), url=url)

    left = found.left_poverty
    return [
        count("poor"),
        Cell(rate_text(found.poor_rate)),
        count("near_poor"),
        Cell(rate_text(found.near_poor_rate)),
        Cell("–" if left is None else format_number(left)),
    ]


def _total_households(found: PovertySummary) -> Cell:
    if found.total_households is not None:
        return Cell(format_number(found.total_households))
    if found.communes == 1:
        return Cell(_("chưa báo cáo"), tag="warn")
    return Cell(_("thiếu %(n)s xã") % {"n": format_number(found.missing_communes)}, tag="warn")


ORDERINGS = {
    "ten": lambda row: row.area.sort_key,
    "ho_ngheo": lambda row: -row.counts["poor_households"],
    "ty_le": lambda row: -(row.poor_rate.ratio or -1),
    "can_ngheo": lambda row: -row.counts["near_poor_households"],
    "tien_do": lambda row: row.progress.ratio or 0,
}
