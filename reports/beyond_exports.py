"""What was brought in beside the budget as a table, for officers and for REST clients."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.rates import Rate
from reports.amounts import source_label
from reports.beyond_tables import FORM_NAMES
from reports.boards.beyond import BeyondBoard
from reports.exports import Field, in_words, percent
from reports.figures.mobilised import Given

BEYOND = (
    Field("group", gettext_lazy("Nhóm")),
    Field("code", gettext_lazy("Mã")),
    Field("name", gettext_lazy("Tên")),
    Field("form", gettext_lazy("Hình thức")),
    Field("value_vnd", gettext_lazy("Giá trị theo sổ đóng góp (đồng)"), "integer"),
    Field("ledger_vnd", gettext_lazy("Qua sổ vốn, ngoài tỷ lệ giải ngân (đồng)"), "integer"),
    Field("labour_days", gettext_lazy("Ngày công"), "integer"),
    Field("land_m2", gettext_lazy("Đất hiến (m²)"), "integer"),
    Field("households", gettext_lazy("Lượt hộ"), "integer"),
    Field("entries", gettext_lazy("Lượt ghi"), "integer"),
    Field("unvalued", gettext_lazy("Lượt chưa quy ra tiền"), "integer"),
    Field("lent_vnd", gettext_lazy("Cho vay (đồng)"), "integer"),
    Field("collected_vnd", gettext_lazy("Thu nợ (đồng)"), "integer"),
    Field("outstanding_vnd", gettext_lazy("Dư nợ (đồng)"), "integer"),
    Field("budget_disbursed_vnd", gettext_lazy("Vốn ngân sách đã giải ngân (đồng)"), "integer"),
    Field("ratio_percent", gettext_lazy("So với vốn ngân sách (%)"), "decimal"),
)
GROUPS = {
    "total": gettext_lazy("Tổng cộng"),
    "source": gettext_lazy("Nguồn vốn"),
    "credit": gettext_lazy("Tín dụng chính sách"),
    "unit": gettext_lazy("Địa bàn"),
}
NO_LOANS: tuple[None, ...] = (None, None, None)


def beyond_rows(board: BeyondBoard) -> list[list[Any]]:
    """The sum, each form of each source, the credit; for one's own area the units as well."""
    budget = (board.budget.disbursed_vnd, percent(board.ratio))
    rows = [_row("total", "total", _("Tổng huy động"), "", board.mobilised, NO_LOANS, *budget), *_sources(board)]
    credit = board.credit
    loans = (credit.lent_vnd, credit.collected_vnd, credit.outstanding_vnd)
    rows.append(_row("credit", "credit", _("Tín dụng chính sách"), "", None, loans, households=credit.households))
    return rows if board.reach != "own" else [*rows, *_units(board)]


def for_people(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return in_words(rows, GROUPS)


def _sources(board: BeyondBoard) -> Iterator[list[Any]]:
    for source in board.sources:
        names = ("source", source.source.code, source_label(source.source))
        for row in source.forms:
            yield _row(*names, str(FORM_NAMES[row.form]), row.given, NO_LOANS)
        if source.given.ledger_vnd:
            yield _row(*names, _("qua sổ vốn (Kho bạc)"), Given(ledger_vnd=source.given.ledger_vnd), NO_LOANS)


def _units(board: BeyondBoard) -> Iterator[list[Any]]:
    for row in board.units:
        form = _("ghi tại cấp này") if row.is_own else ""
        loans = (row.lent_vnd, None, None)
        ratio: Rate = row.ratio
        yield _row("unit", row.area.ref, row.area.full_name, form, row.given, loans, row.budget_vnd, percent(ratio))


def _row(
    group: str,
    code: str,
    name: str,
    form: str,
    given: Given | None,
    loans: tuple[int | None, ...],
    budget_vnd: int | None = None,
    ratio: Any = None,
    households: int | None = None,
) -> list[Any]:
    if given is None:
        sums: list[int | None] = [None, None, None, None, households, None, None]
    else:
        value = None if given.has_no_value else given.value_vnd
        sums = [value, given.ledger_vnd, given.labour_days, given.land_m2, given.households, given.entries,
                given.unvalued]  # fmt: skip
    return [group, code, name, form, *sums, *loans, budget_vnd, ratio]
