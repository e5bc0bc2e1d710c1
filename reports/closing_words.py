"""Until when the figures of a budget year are provisional, in words (catalogs.ClosingDate)."""

from django.utils.translation import gettext as _

from core.formats import format_date
from reports.amounts import kind_label
from reports.boards.disbursement import DisbursementBoard


def provisional_words(board: DisbursementBoard) -> str:
    """ "" once nothing more may be disbursed, or the figures are frozen; kinds that close apart are named."""
    if not board.is_provisional:
        return ""
    year, days = board.asked.budget_year, set(board.closings.values())
    if len(days) < 2:
        words = {"year": year, "day": format_date(board.closes_on)}
        return _("Số liệu năm %(year)s là tạm tính, chốt sau ngày %(day)s.") % words
    parts = [
        _("%(kind)s sau ngày %(day)s") % {"kind": kind_label(row), "day": format_date(board.closings[row.kind.pk])}
        for row in board.totals.by_kind
        if row.kind.pk in board.closings
    ]
    return _("Số liệu năm %(year)s là tạm tính, chốt: %(parts)s.") % {"year": year, "parts": "; ".join(parts)}
