"""The poverty page: official classes and rates, and beside them the measures of the surveyed households."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area
from core.exports import Column
from core.formats import format_date
from core.paging import sliced
from reports import exports
from reports.boards.poverty import PovertyBoard, YearRow
from reports.charts import poverty_chart
from reports.figures import deprivations
from reports.figures.ground import Ground
from reports.figures.poverty import PovertySummary
from reports.frozen import frozen_versions, version_table
from reports.heat import heat_view
from reports.models import Snapshot
from reports.news import poverty_news
from reports.poverty_tables import ORDERINGS, area_table, class_table, movement_table
from reports.views.base import ExportedPage
from reports.year_lines import review_state, year_lines


class PovertyPage(ExportedPage):
    """Sorted by `sort`; `trang` pages the units below."""

    right_required = "reports.view"
    title = gettext_lazy("Hộ nghèo, hộ cận nghèo")
    nav_section = "poverty"
    template_name = "reports/poverty.html"
    export_name = "ho-ngheo"
    groups = ("poverty", "population")

    @cached_property
    def board(self) -> PovertyBoard:
        return PovertyBoard(self.chosen.area, self.chosen.year, self.chosen.as_of)

    def units(self) -> Sequence[Area]:
        summary = self.board.summary
        return summary.ground.units if summary else [self.chosen.area]

    def export_columns(self) -> list[Column]:
        return exports.columns(exports.AREA_FIELDS)

    def export_rows(self) -> list[list[Any]]:
        return exports.poverty_rows(self.board)

    def heading(self) -> str:
        return poverty_news(self.board)

    def export_notes(self) -> list[str]:
        return [_("Đơn vị tính: hộ. Tỷ lệ trên tổng số hộ dân cư do xã báo cáo.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board
        given: dict[str, Any] = {
            "board": board,
            "heading": self.heading(),
            "exports": self.export_links(),
            "chart": poverty_chart(board.years),
            "current": board.current,
            "lines": year_lines(board.years, self.links, board.as_of),
        }
        if board.current:
            given |= self.parts(board, board.current)
        return super().get_context_data(**given, **kwargs)

    def parts(self, board: PovertyBoard, row: YearRow) -> dict[str, Any]:
        found, ordering = row.summary, self.ordering()
        children = sorted(board.children, key=ORDERINGS[ordering])
        page = sliced(self.request, children, "don-vi")
        provisional = row.review.is_running
        return {
            "classes": class_table(found, self.links),
            "movements": movement_table(found),
            "areas": area_table(page.items, self.links, provisional=provisional, ordering=ordering),
            "page": page,
            "mpi": board.mpi,
            "heat": heat_view(deprivations.heat_map(found, page.items), self.links),
            "boundaries": boundary_note(found.ground),
            "missing": found.missing_communes,
            "versions": version_table(self.frozen(found)) if found.is_frozen else None,
            **self.state(board, row),
        }

    def state(self, board: PovertyBoard, row: YearRow) -> dict[str, Any]:
        """The tag of the review, and while it runs the way to the last recognised one."""
        label, tone = review_state(row.review, board.as_of)
        last = board.last_recognised
        given: dict[str, Any] = {"state": label, "tone": tone}
        if row.review.is_running and last:
            given |= {"back_url": self.links.poverty(last.review.year), "back_year": last.review.year}
        return given

    def frozen(self, found: PovertySummary) -> list[Snapshot]:
        """Every version of the subtrees that answer, the latest first."""
        return list(frozen_versions("poverty", found.year, {row.area for row in found.snapshots}))

    def ordering(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted in ORDERINGS else "ho_ngheo"


def boundary_note(place: Ground) -> str:
    """On which boundaries the figures stand, when they are not those of the unit itself."""
    if place.is_own:
        return ""
    names = ", ".join(f"{unit.full_name} ({unit.edition})" for unit in place.units)
    text = _("Số liệu năm %(year)s cộng từ các đơn vị trước ngày %(on)s: %(names)s.") % {
        "year": place.year,
        "on": format_date(place.area.valid_from),
        "names": names,
    }
    if place.is_partial:
        text += " " + _("Phần của các đơn vị bị chia tách chưa được tính, nên đây là số ước tính.")
    return text
