"""Tables of what was brought in beside the budget, and the sentences above them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from core.formats import format_number, format_percent
from core.tables import Cell, Column, Row, Table
from programs.models import Contribution
from reports.amounts import source_label
from reports.boards.beyond import BeyondBoard
from reports.figures.mobilised import Credit, Given, SourceGiven, UnitGiven
from reports.links import Links
from reports.money import Scale, scale_of, spoken

FORM_NAMES = dict(Contribution.Form.choices)


def beyond_news(board: BeyondBoard) -> str:
    """How much was brought in, and what that is beside the budget money disbursed."""
    year, total = {"year": board.asked.year}, board.mobilised
    if total.is_nothing:
        return _("Chưa ghi nguồn lực nào ngoài ngân sách năm %(year)s") % year
    words = year | {"amount": spoken(total.total_vnd), "rate": format_percent(board.ratio)}
    if total.has_no_value and not total.ledger_vnd:
        return _("Đóng góp ngoài ngân sách năm %(year)s chưa quy ra tiền") % year
    if board.ratio.is_missing:
        return _("Huy động ngoài ngân sách %(amount)s năm %(year)s; chưa có vốn ngân sách giải ngân để so") % words
    return _("Huy động ngoài ngân sách %(amount)s năm %(year)s, bằng %(rate)s vốn ngân sách đã giải ngân") % words


def source_table(board: BeyondBoard, links: Links) -> Table:
    """A row for each form of each source, then the sum."""
    scale = scale_of(board.mobilised.total_vnd)
    rows = [row for source in board.sources for row in _source_rows(source, scale, links)]
    return Table(
        caption=_("Nguồn lực ngoài ngân sách theo nguồn và hình thức"),
        caption_hidden=True,
        columns=[
            Column(_("Nguồn")),
            Column(_("Hình thức")),
            Column(_("Giá trị"), num=True),
            Column(_("Ngày công"), num=True),
            Column(_("Đất hiến (m²)"), num=True),
            Column(_("Lượt hộ"), num=True),
            Column(_("Lượt ghi"), num=True),
            Column(_("Chưa quy ra tiền (lượt)"), num=True),
        ],
        rows=rows,
        total=[Cell(_("Tổng huy động")), Cell(""), *_given_cells(board.mobilised, scale)],
    )


def _source_rows(source: SourceGiven, scale: Scale, links: Links) -> Iterator[Row]:
    name = source_label(source.source)
    for row in source.forms:
        url = links.contributions(nguon=str(source.source.pk), hinh_thuc=row.form)
        yield Row([Cell(name, url=url), Cell(FORM_NAMES[row.form]), *_given_cells(row.given, scale)])
    if source.given.ledger_vnd:
        note = _("vốn vay, không cộng vào tổng") if source.is_credit else ""
        url = links.lines(nguon=str(source.source.pk), keo_dai="false")
        cells = _given_cells(Given(ledger_vnd=source.given.ledger_vnd), scale)
        yield Row([Cell(name, url=url, note=note), Cell(_("qua sổ vốn (Kho bạc)")), *cells])


def _given_cells(given: Given, scale: Scale) -> list[Cell]:
    counts = (given.labour_days, given.land_m2, given.households, given.entries, given.unvalued)
    return [value_cell(given, scale), *(_count(number) for number in counts)]


def value_cell(given: Given, scale: Scale) -> Cell:
    """In money; what has no value yet is said, never shown as 0."""
    if given.is_nothing:
        return Cell("")
    if given.has_no_value and not given.ledger_vnd:
        return Cell(_("chưa quy ra tiền"))
    return Cell(scale.show(given.total_vnd))


def _count(number: int) -> Cell:
    """What there is none of stays blank: a phone leaves the line out."""
    return Cell(format_number(number) if number else "")


def unit_table(rows: Iterable[UnitGiven], scale: Scale, links: Links) -> Table:
    """Units below, each beside its own budget money; what stands at the level itself comes first."""
    return Table(
        caption=_("Nguồn lực ngoài ngân sách của từng đơn vị"),
        caption_hidden=True,
        scroll=True,
        columns=[
            Column(_("Đơn vị")),
            Column(_("Huy động"), num=True),
            Column(_("Ngày công"), num=True),
            Column(_("Đất hiến (m²)"), num=True),
            Column(_("Lượt hộ"), num=True),
            Column(_("Chưa quy ra tiền (lượt)"), num=True),
            Column(_("Cho vay"), num=True),
            Column(_("Ngân sách đã giải ngân"), num=True),
            Column(_("Huy động so với ngân sách"), num=True),
        ],
        rows=[_unit_row(row, scale, links) for row in rows],
    )


def _unit_row(row: UnitGiven, scale: Scale, links: Links) -> Row:
    nothing = row.has_nothing
    note = _("ghi tại cấp này") if row.is_own else ""
    given = row.given
    return Row(
        [
            Cell(row.area.full_name, url="" if row.is_own else links.beyond(row.area), note=note),
            Cell(_("chưa ghi"), tag="warn") if nothing and not row.is_own else value_cell(given, scale),
            *(_count(number) for number in (given.labour_days, given.land_m2, given.households, given.unvalued)),
            Cell(scale.show(row.lent_vnd) if row.lent_vnd else ""),
            Cell(scale.show(row.budget_vnd)),
            Cell(_ratio(row)),
        ]
    )


def _ratio(row: UnitGiven) -> str:
    unknown = row.ratio.is_missing or row.given.is_nothing or (row.given.has_no_value and not row.given.ledger_vnd)
    return "" if unknown else format_percent(row.ratio) or ""


def credit_facts(credit: Credit) -> list[dict[str, str]]:
    return [
        {"label": _("Doanh số cho vay trong năm"), "value": spoken(credit.lent_vnd)},
        {"label": _("Lượt hộ vay trong năm"), "value": format_number(credit.households)},
        {"label": _("Doanh số thu nợ trong năm"), "value": spoken(credit.collected_vnd)},
        {"label": _("Dư nợ đến ngày này"), "value": spoken(credit.outstanding_vnd)},
    ]
