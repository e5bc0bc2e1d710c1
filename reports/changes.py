"""How an amount changed, as a cell of a table: points of the rate above, the rate of then and the money below."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.formats import MINUS, format_date, format_percent, format_points
from reports.boards.disbursement import DisbursementBoard
from reports.figures.capital import HolderRow
from reports.figures.course import Change
from reports.money import Scale


@dataclass(frozen=True)
class ChangeCell:
    """`text` is empty where there is nothing to compare with; `note` says why."""

    text: str
    note: str


def month_cell(change: Change, scale: Scale) -> ChangeCell:
    return ChangeCell("", _("lúc đó chưa được giao vốn")) if change.is_missing else _cell(change, scale)


def year_cell(change: Change, scale: Scale, holder: HolderRow | None = None) -> ChangeCell:
    if holder is not None and holder.is_new:
        return ChangeCell("", _("thành lập ngày %(day)s") % {"day": format_date(holder.holder.valid_from)})
    if change.is_missing:
        return ChangeCell("", _("lúc đó chưa được giao vốn năm %(year)s") % {"year": change.budget_year})
    return _cell(change, scale)


def _cell(change: Change, scale: Scale) -> ChangeCell:
    points = None if change.points is None else format_points(change.points, 2)
    words = {"rate": format_percent(change.then.rate), "money": signed(change.disbursed_vnd or 0, scale)}
    text = _("%(points)s điểm") % {"points": points} if points else "–"
    return ChangeCell(text, _("từ %(rate)s; %(money)s") % words)


def signed(amount_vnd: int, scale: Scale) -> str:
    sign = MINUS if amount_vnd < 0 else "+"
    return f"{sign}{scale.show(abs(amount_vnd))}"


@dataclass(frozen=True)
class ChangeHeads:
    """What the columns compare with; a head that is "" has no column."""

    month: str = ""
    year: str = ""

    @property
    def of_month(self) -> "ChangeHeads":
        return replace(self, year="")


def change_heads(board: DisbursementBoard) -> ChangeHeads:
    """Once no money of the year can move any more, only the year before is left to compare with."""
    changes = board.totals.changes
    month = "" if board.is_settled else _("So với %(day)s") % {"day": format_date(changes.month.on)}
    return ChangeHeads(month, _("So với %(day)s") % {"day": format_date(changes.year.on)})
