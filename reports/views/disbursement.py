"""The disbursement board: who has spent how much of what, against the average and the target."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from core.exports import Column
from core.formats import format_date, format_percent
from core.keyset import PAGE_SIZE
from core.list_pages import with_query
from core.paging import sliced
from core.tables import Table
from disbursement.explanation_machine import may_ask
from reports import asking, disbursement_export, exports
from reports.alerts.summary import summary
from reports.amounts import holder_table, kind_table, source_table
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.capital_heat import capital_heat
from reports.capital_tables import component_table, month_table, risk_table, unit_table
from reports.charts import curve_chart
from reports.closing_words import frozen_words, provisional_words
from reports.figures.capital import HolderRow
from reports.figures.risk import HolderOutlook
from reports.links import urge_links
from reports.money import spoken
from reports.news import disbursement_news, percent_text, times_faster
from reports.views.base import ExportedPage

BELOW, NOTHING, AT_RISK = "duoi-binh-quan", "chua-giai-ngan", "nguy-co"
SHOWN_AT_RISK = 10
DETAILED = "chi-tiet"


class DisbursementPage(ExportedPage):
    """`keo_dai=1` counts capital carried over as well; `mau_so=chi-tiet` divides by what reached the units that
    spend it; `loc` narrows the holders."""

    right_required = "disbursement.view"
    title = gettext_lazy("Giải ngân")
    nav_section = "disbursement"
    by_component = True
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
            denominator="detailed" if self.is_detailed else "given",
        )
        return DisbursementBoard(question)

    @property
    def carry_over(self) -> bool:
        return self.request.GET.get("keo_dai") == "1"

    @property
    def is_detailed(self) -> bool:
        return self.request.GET.get("mau_so") == DETAILED

    def units(self) -> Sequence[Area]:
        return self.board.asked.ground.units

    def export_columns(self) -> list[Column]:
        return exports.columns(disbursement_export.DISBURSEMENT)

    def export_rows(self) -> list[list[Any]]:
        return disbursement_export.for_people(disbursement_export.disbursement_rows(self.board))

    def heading(self) -> str:
        return disbursement_news(self.board, self.access.part_holder)

    def export_notes(self) -> list[str]:
        unit, divided = _("Đơn vị tính: đồng."), _("Mẫu số: %(plan)s.") % {"plan": self.denominator()}
        programme = self.chosen.programme
        which = _("Chương trình: %(programme)s.") % {"programme": programme.short_name} if programme else ""
        state = (frozen_words(self.board), provisional_words(self.board))
        return [note for note in (unit, divided, self.part_note, which, *state) if note]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board
        given = {
            "board": board,
            "heading": self.heading(),
            "target": percent_text(board),
            "exports": self.export_links() if board.has_plan else [],
            "switches": self.switches(),
            "denominator": self.denominator(),
            "unallocated": self.unallocated(board),
            "carry_over": self.carry_over,
            "alerts": summary(self.links),
            "beyond_url": self.links.page("reports:beyond"),
            "frozen": frozen_words(board),
            **self.explanations(),
            "provisional": provisional_words(board),
            "final": self.final(board),
            "close_url": self.links.page("reports:close_year") if self.may_close else "",
        }
        if board.has_plan:
            given |= self.parts(board) | pace_words(board)
        return super().get_context_data(**given, **kwargs)

    @property
    def may_close(self) -> bool:
        return self.board.has_plan and self.access.can("disbursement.close")

    def final(self, board: DisbursementBoard) -> dict[str, str] | None:
        """From provisional figures to the day on which the money that is asked for closed, once that has come."""
        if not board.is_provisional or not self.chosen.as_of < board.closes_on <= timezone.localdate():
            return None
        label = _("Xem số liệu đến ngày %(day)s") % {"day": format_date(board.closes_on)}
        asked = {"nam": str(self.chosen.year), "tinh_den": board.closes_on.isoformat()}
        return {"label": label, "url": with_query(self.request, **asked, trang=None)}

    def parts(self, board: DisbursementBoard) -> dict[str, Any]:
        target = _("mục tiêu %(target)s") % {"target": percent_text(board)} if board.target else ""
        average = _("bình quân %(rate)s") % {"rate": format_percent(board.totals.total.rate)}
        return {
            "kinds": kind_table(board, self.links, target, with_year=True),
            "curve": curve_chart(board),
            "tabs": self.holder_tabs(board),
            "heat": capital_heat(board, self.links, most=PAGE_SIZE) if len(board.matrix.columns) > 1 else None,
            "units": unit_table(board, self.links, average),
            "components": component_table(board, self.links, average),
            "months": month_table(board, self.links),
            "sources": source_table(board, self.links, average),
            **self.risk_part(board),
            **self.holder_part(board, average),
        }

    def risk_part(self, board: DisbursementBoard) -> dict[str, Any]:
        """Above the holders the largest shortfalls; in their tab all of them, by the page."""
        if not board.at_risk:
            return {}
        url = f"{with_query(self.request, loc=AT_RISK, trang=None)}#don-vi"
        words = {"at_risk": self.risks(board, board.at_risk[:SHOWN_AT_RISK]), "at_risk_url": url}
        return words | {"at_risk_unknown": sum(one.is_unknown for one in board.outlooks)}

    def risks(self, board: DisbursementBoard, rows: Sequence[HolderOutlook]) -> Table:
        urge = urge_links(self.access, (one.row for one in rows), self.chosen.as_of)
        return risk_table(board, rows, self.links, urge)

    def holder_part(self, board: DisbursementBoard, average: str) -> dict[str, Any]:
        if self.request.GET.get("loc") == AT_RISK:
            found = sliced(self.request, board.at_risk, "don-vi")
            return {"page": found, "all_at_risk": self.risks(board, found.items)}
        page = sliced(self.request, self.holders(board), "don-vi")
        urge = urge_links(self.access, (row for row in page.items if row.is_below_average), self.chosen.as_of)
        ask = asking.ask_links(self.access, page.items, self.chosen.year, self.ask_url())
        holders = holder_table(board, page.items, self.links, average, urge=urge, ask=ask, in_full=True)
        return {"page": page, "holders": holders}

    def holders(self, board: DisbursementBoard) -> Sequence[HolderRow]:
        wanted = self.request.GET.get("loc", "")
        narrowed = {BELOW: board.holders.below_average, NOTHING: board.holders.nothing_disbursed}
        return narrowed.get(wanted, board.holders.rows)

    def holder_tabs(self, board: DisbursementBoard) -> list[dict[str, Any]]:
        wanted = self.request.GET.get("loc", "")
        known: list[tuple[str, str, Sequence[Any]]] = [
            ("", _("Tất cả"), board.holders.rows),
            (BELOW, _("Thấp hơn bình quân"), board.holders.below_average),
            (NOTHING, _("Chưa giải ngân"), board.holders.nothing_disbursed),
        ]
        if board.outlooks:
            label = _("Chưa đạt mục tiêu") if board.is_over else _("Nguy cơ không đạt mục tiêu")
            known.append((AT_RISK, label, board.at_risk))
        current = wanted if wanted in (BELOW, NOTHING, AT_RISK) else ""
        return [
            {
                "label": label,
                "count": len(rows),
                "url": f"{with_query(self.request, loc=code or None, trang=None)}#don-vi",
                "current": code == current,
            }
            for code, label, rows in known
        ]

    def ask_url(self) -> str:
        """The page that asks late holders, for the denominator that is looked at."""
        kept = {name: self.request.GET[name] for name in ("keo_dai", "mau_so") if name in self.request.GET}
        return self.links.page("reports:ask_explanation", **kept)

    def explanations(self) -> dict[str, Any]:
        """What was asked of late holders, and the page that asks."""
        return {
            "explained": asking.counted(self.access, self.chosen),
            "ask_url": self.ask_url() if may_ask(self.access) and self.board.has_plan else "",
        }

    def denominator(self) -> str:
        """What every rate on the page is divided by."""
        year = {"year": self.chosen.year}
        if self.is_detailed and self.carry_over:
            return _("kế hoạch năm %(year)s đã phân bổ chi tiết và vốn các năm trước kéo dài sang") % year
        if self.is_detailed:
            return _("kế hoạch năm %(year)s đã phân bổ chi tiết, không gồm vốn kéo dài") % year
        if self.carry_over:
            return _("kế hoạch được giao năm %(year)s và vốn các năm trước kéo dài sang") % year
        return _("kế hoạch được giao năm %(year)s, không gồm vốn kéo dài") % year

    def switches(self) -> list[dict[str, str]]:
        """To the other denominators; each name says which one that is."""
        carried = _("Không tính vốn kéo dài") if self.carry_over else _("Tính cả vốn kéo dài")
        detailed = _("Theo kế hoạch được giao") if self.is_detailed else _("Theo kế hoạch đã phân bổ chi tiết")
        changes: tuple[tuple[str, str, str | None], ...] = (
            (carried, "keo_dai", None if self.carry_over else "1"),
            (detailed, "mau_so", None if self.is_detailed else DETAILED),
        )
        return [
            {"label": label, "url": with_query(self.request, **{name: value}, trang=None)}
            for label, name, value in changes
        ]

    def unallocated(self, board: DisbursementBoard) -> dict[str, str] | None:
        """How much of the plan no unit can spend yet, and who holds it."""
        amount = board.totals.total.unallocated_vnd
        if amount <= 0:
            return None
        carried = {"keo_dai": "1"} if self.carry_over else {}
        return {"amount": spoken(amount), "url": self.links.page("disbursement:unallocated", **carried)}


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
