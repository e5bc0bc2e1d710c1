"""The disbursement board: who has spent how much of what, against the average and the target."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from core.exports import Column
from core.formats import format_percent
from core.list_pages import with_query
from disbursement.views.lines import tabs
from reports import exports
from reports.amounts import component_table, holder_table, kind_table, source_table
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.charts import curve_chart
from reports.figures.capital import HolderRow
from reports.links import urge_links
from reports.money import spoken
from reports.news import disbursement_news, percent_text, times_faster
from reports.views.base import ExportedPage
from reports.views.paging import sliced

BELOW, NOTHING = "duoi-binh-quan", "chua-giai-ngan"


class DisbursementPage(ExportedPage):
    """`keo_dai=1` counts capital carried over as well; `loc` narrows the holders."""

    right_required = "disbursement.view"
    title = gettext_lazy("Giải ngân")
    nav_section = "disbursement"
    template_name = "reports/disbursement.html"
    export_name = "giai-ngan"
    groups = ("capital",)

    @cached_property
    def board(self) -> DisbursementBoard:
        chosen = self.chosen
        question = capital_question(
            self.access,
            chosen.area,
            chosen.year,
            chosen.as_of,
            programme=chosen.programme,
            carry_over=self.carry_over,
        )
        return DisbursementBoard(question)

    @property
    def carry_over(self) -> bool:
        return self.request.GET.get("keo_dai") == "1"

    def units(self) -> Sequence[Area]:
        return self.board.asked.ground.units

    def export_columns(self) -> list[Column]:
        return exports.columns(exports.DISBURSEMENT)

    def export_rows(self) -> list[list[Any]]:
        return exports.for_people(exports.disbursement_rows(self.board))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board
        given = {
            "board": board,
            "heading": disbursement_news(board),
            "target": percent_text(board),
            "exports": self.export_links(),
            "section_tabs": tabs("reports:disbursement"),
            "switch": self.switch(),
            "carry_over": self.carry_over,
        }
        if board.has_plan:
            given |= self.parts(board) | pace_words(board)
        return super().get_context_data(**given, **kwargs)

    def parts(self, board: DisbursementBoard) -> dict[str, Any]:
        target = _("mục tiêu %(target)s") % {"target": percent_text(board)} if board.target else ""
        average = _("bình quân %(rate)s") % {"rate": format_percent(board.totals.total.rate)}
        page = sliced(self.request, self.holders(board), "don-vi")
        urge = urge_links(self.access, (row for row in page.items if row.is_below_average), self.chosen.as_of)
        return {
            "kinds": kind_table(board, self.links, target),
            "curve": curve_chart(board),
            "holders": holder_table(board, page.items, self.links, average, urge=urge, in_full=True),
            "page": page,
            "tabs": self.holder_tabs(board),
            "components": component_table(board, self.links, average),
            "sources": source_table(board, self.links, average),
        }

    def holders(self, board: DisbursementBoard) -> Sequence[HolderRow]:
        wanted = self.request.GET.get("loc", "")
        narrowed = {BELOW: board.holders.below_average, NOTHING: board.holders.nothing_disbursed}
        return narrowed.get(wanted, board.holders.rows)

    def holder_tabs(self, board: DisbursementBoard) -> list[dict[str, Any]]:
        wanted = self.request.GET.get("loc", "")
        known = (
            ("", _("Tất cả"), board.holders.rows),
            (BELOW, _("Thấp hơn bình quân"), board.holders.below_average),
            (NOTHING, _("Chưa giải ngân"), board.holders.nothing_disbursed),
        )
        current = wanted if wanted in (BELOW, NOTHING) else ""
        return [
            {
                "label": label,
                "count": len(rows),
                "url": f"{with_query(self.request, loc=code or None, trang=None)}#don-vi",
                "current": code == current,
            }
            for code, label, rows in known
        ]

    def switch(self) -> dict[str, str]:
        """To the other denominator; its name says which one that is."""
        if self.carry_over:
            return {"label": _("Không tính vốn kéo dài"), "url": with_query(self.request, keo_dai=None, trang=None)}
        return {"label": _("Tính cả vốn kéo dài"), "url": with_query(self.request, keo_dai="1", trang=None)}


def pace_words(board: DisbursementBoard) -> dict[str, Any]:
    """What the target asks of each month that is left, and where the year is heading."""
    pace, forecast = board.pace, board.forecast
    given: dict[str, Any] = {"pace": pace, "forecast": forecast}
    if forecast:
        given["forecast_years"] = ", ".join(map(str, forecast.years))
    if pace and pace.per_month_vnd and pace.done_per_month_vnd:
        given |= {
            "per_month": spoken(pace.per_month_vnd),
            "done_per_month": spoken(pace.done_per_month_vnd),
            "faster": times_faster(pace.per_month_vnd, pace.done_per_month_vnd),
        }
    if forecast and board.target is not None:
        given["is_enough"] = forecast.expected_vnd * 100 >= forecast.plan_vnd * board.target
    return given
