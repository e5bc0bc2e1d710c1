"""The sentence that stands in a page's title: what the figures say (docs/look.md)."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formats import format_date, format_number, format_percent
from core.rates import Rate
from reports.boards.disbursement import DisbursementBoard
from reports.boards.poverty import PovertyBoard, YearRow
from reports.money import spoken


def disbursement_news(board: DisbursementBoard, part_holder: str = "") -> str:
    """The rate, and what is missing to the target; of a part of the components it says whose they are."""
    news = _rate_news(board)
    if not part_holder:
        return news
    return _("%(news)s, trong các nội dung được giao cho %(agency)s") % {"news": news, "agency": part_holder}


def _rate_news(board: DisbursementBoard) -> str:
    year, total = board.asked.budget_year, board.totals.total
    if not board.has_plan:
        return _("Chưa có kế hoạch vốn năm %(year)s") % {"year": year}
    words = {"rate": format_percent(total.rate), "year": year}
    pace = board.pace
    if pace is None:
        return _("Giải ngân đạt %(rate)s kế hoạch vốn năm %(year)s") % words
    words |= {
        "target": percent_text(board),
        "missing": spoken(pace.to_disburse_vnd),
        "end": _day(pace.until, year),
    }
    if pace.is_reached:
        return _("Giải ngân đạt %(rate)s kế hoạch vốn năm %(year)s, hoàn thành mục tiêu %(target)s") % words
    if pace.days_left:
        text = _("Giải ngân đạt %(rate)s kế hoạch; còn phải giải ngân %(missing)s đến %(end)s để đạt %(target)s")
        return text % words
    return _("Giải ngân năm %(year)s đạt %(rate)s kế hoạch, còn thiếu %(missing)s so với mục tiêu %(target)s") % words


def _day(until: date, year: int) -> str:
    """The end of the year as "31/12"; a closing day after it with its year."""
    return date_format(until, "MONTH_DAY_FORMAT") if until.year == year else format_date(until)


def percent_text(board: DisbursementBoard) -> str:
    """The target as people write it: 95%."""
    return "" if board.target is None else f"{format_number(board.target)}%"


def poverty_news(board: PovertyBoard) -> str:
    row = board.current
    if row is None and board.unit_absence:
        return _("%(area)s không có số liệu hộ nghèo năm %(year)s") % {"area": board.area.full_name, "year": board.year}
    if row is None:
        return _("Chưa có kết quả rà soát hộ nghèo đến ngày %(day)s") % {"day": format_date(board.as_of)}
    return _running_news(row) if row.review.is_running else _result_news(row)


def _running_news(row: YearRow) -> str:
    counts = row.summary.counts
    return _("Rà soát năm %(year)s: %(done)s trong %(all)s hộ đã có kết quả, trong đó %(poor)s hộ nghèo") % {
        "year": row.review.year,
        "done": format_number(counts["scored_total"]),
        "all": format_number(counts["listed_total"]),
        "poor": format_number(counts["poor_households"]),
    }


def _result_news(row: YearRow) -> str:
    words = {"year": row.review.year, "poor": format_number(row.summary.counts["poor_households"])}
    words |= {"rate": format_percent(row.summary.poor_rate)}
    text = _("Cuối năm %(year)s có %(poor)s hộ nghèo, chiếm %(rate)s tổng số hộ dân cư")
    if row.summary.poor_rate.is_missing:
        text = _("Cuối năm %(year)s có %(poor)s hộ nghèo; thiếu tổng số hộ nên chưa tính được tỷ lệ")
    return (text % words) + _change_words(row)


def _change_words(row: YearRow) -> str:
    change, before = row.change, row.before
    if change is None or before is None:
        return ""
    words = {"n": format_number(abs(change)), "before": before.year}
    if change == 0:
        return _(", bằng năm %(before)s") % words
    if change > 0:
        return _(", tăng %(n)s hộ so với năm %(before)s") % words
    return _(", giảm %(n)s hộ so với năm %(before)s") % words


def times_faster(needed_vnd: int, done_vnd: int) -> str | None:
    """How much faster than so far one must go: "4,9"; None where there is nothing to compare with."""
    pace = Rate(needed_vnd, done_vnd).ratio
    return None if pace is None or pace <= 1 else format_number(pace, 1)
