"""The overview of a province or district: what the figures say today, and what to act on."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.formats import format_percent
from reports.alerts.summary import summary
from reports.amounts import holder_table, kind_label, kind_table
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.boards.poverty import PovertyBoard
from reports.charts import curve_chart
from reports.closing_words import provisional_words
from reports.figures import deprivations, poverty
from reports.heat import heat_view
from reports.links import urge_links
from reports.news import disbursement_news, percent_text, poverty_news
from reports.views.base import FiguresPage
from reports.views.deadlines import late_explanations, late_recommendations, late_tasks
from reports.views.disbursement import AT_RISK, BELOW, NOTHING, pace_words
from reports.year_lines import year_lines

LAGGARDS = 10
YEARS = 3
HEAT_ROWS = 12


def overview(page: FiguresPage) -> dict[str, Any]:
    chosen = page.chosen
    people = PovertyBoard(chosen.area, chosen.year, chosen.as_of)
    money = disbursement_part(page) if page.access.can("disbursement.view") else {}
    news = money.get("news") or poverty_news(people)
    return {
        "heading": news,
        "people": people,
        "lines": year_lines(people.years[:YEARS], page.links, chosen.as_of),
        "poverty_url": page.links.poverty(chosen.year),
        **heat_part(page, people),
        **money,
        **deadlines(page),
    }


def disbursement_part(page: FiguresPage) -> dict[str, Any]:
    """The first panels; without any plan of the year only the sentence that says so, further down."""
    chosen = page.chosen
    board = DisbursementBoard(
        capital_question(page.access, chosen.area, chosen.year, chosen.as_of, programme=chosen.programme)
    )
    if not board.has_plan:
        return {"money": board}
    below = board.holders.below_average
    shown = below[:LAGGARDS]
    average = _("bình quân %(rate)s") % {"rate": format_percent(board.holders.average.rate)}
    target = _("mục tiêu %(target)s") % {"target": percent_text(board)} if board.target else ""
    slowest = board.slowest_kind
    return {
        "money": board,
        "news": disbursement_news(board, page.access.part_holder),
        "slowest": kind_label(slowest) if slowest else "",
        "slowest_rate": format_percent(slowest.amounts.rate) if slowest else "",
        **ways_out(page),
        **pace_words(board),
        "kinds": kind_table(board, page.links, target),
        "laggards": holder_table(board, shown, page.links, average, urge=urge_links(page.access, shown, chosen.as_of)),
        "below": len(below),
        "nothing": len(board.holders.nothing_disbursed),
        "at_risk": 0 if board.is_over else len(board.at_risk),
        "provisional": provisional_words(board),
        "curve": curve_chart(board),
    }


def ways_out(page: FiguresPage) -> dict[str, str]:
    links = page.links
    urls = {
        "board_url": links.page("reports:disbursement"),
        "with_carry_url": links.page("reports:disbursement", keo_dai="1"),
        "below_url": f"{links.page('reports:disbursement', loc=BELOW)}#don-vi",
        "at_risk_url": f"{links.page('reports:disbursement', loc=AT_RISK)}#don-vi",
        "nothing_url": f"{links.page('reports:disbursement', loc=NOTHING)}#don-vi",
    }
    if page.access.can("reports.export"):
        urls["excel_url"] = links.page("reports:disbursement", format="xlsx")
    return urls


def heat_part(page: FiguresPage, board: PovertyBoard) -> dict[str, Any]:
    """Of the last recognised review: one that runs changes every hour."""
    row = board.last_recognised or board.current
    if row is None:
        return {}
    parts = poverty.by_child(board.area, row.review.year)
    heat = heat_view(deprivations.heat_map(row.summary, parts), page.links, most=HEAT_ROWS)
    return {"heat": heat, "heat_url": f"{page.links.poverty(row.review.year)}#thieu-hut"}


def deadlines(page: FiguresPage) -> dict[str, Any]:
    """Only for today: what was open on a past day is not kept."""
    today = timezone.localdate()
    if page.chosen.as_of != today:
        return {}
    return {
        "alerts": summary(page.links),
        "late_tasks": late_tasks(page, today),
        "late_recommendations": late_recommendations(page, today),
        "late_explanations": late_explanations(page, today),
    }
