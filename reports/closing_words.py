"""Until when the figures of a budget year are provisional (catalogs.ClosingDate), or since when frozen, in words."""

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


def frozen_words(board: DisbursementBoard) -> str:
    """ "" while the year is open; of a place whose older units were closed one by one the first is told."""
    if not board.is_frozen:
        return ""
    snapshot = board.asked.snapshots[0]
    words = {
        "year": snapshot.year,
        "day": format_date(snapshot.taken_at),
        "version": snapshot.version,
        "reason": snapshot.reason,
    }
    return _("Số liệu năm %(year)s đã chốt ngày %(day)s (phiên bản %(version)s): %(reason)s") % words
