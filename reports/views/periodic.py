"""The tables of disbursement of a month, a quarter, a year: asked by a form, printed as an official paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.selection import Selection, counterpart, selection
from areas.models import Area
from catalogs.querysets import last_day, last_days
from core.formats import format_date
from core.papers.pages import PaperPage
from core.papers.paper import Paper
from reports.boards.disbursement import capital_question
from reports.boards.periodic import PeriodicBoard
from reports.deadlines import closing_day, is_open
from reports.figures.versions import freshness
from reports.links import Links
from reports.periodic_form import BREAKDOWNS, DENOMINATORS, PeriodicForm
from reports.periodic_tables import PeriodicTable
from reports.periods import Period, begun, last_ended


class PeriodicPage(PaperPage):
    """The place, the budget year and the programme are chosen in the context bar, the rest on the page. The figures
    are as of the last day of the period, whatever day one looks from."""

    right_required = "disbursement.view"
    title = gettext_lazy("Biểu giải ngân theo kỳ")
    nav_section = "disbursement"
    template_name = "reports/periodic.html"
    paper_name = "giai-ngan-theo-ky"

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def periods(self) -> list[Period]:
        """Those that have begun; of a year to come there is none."""
        chosen = selection(self.request)
        return begun(chosen.year, last_day(chosen.year), self.today)

    @cached_property
    def form(self) -> PeriodicForm:
        chosen = selection(self.request)
        usual = last_ended(self.periods, chosen.as_of)
        return PeriodicForm(self.request.GET, chosen=chosen, periods=self.periods, usual=usual)

    def shows_paper(self) -> bool:
        return bool(self.periods) and self.form.is_valid()

    def download_links(self) -> list[dict[str, Any]]:
        return super().download_links() if self.shows_paper() else []

    @property
    def period(self) -> Period:
        return next(period for period in self.periods if period.code == self.form.cleaned_data["ky"])

    @cached_property
    def looked(self) -> Selection:
        """What is chosen, seen from the end of the period or later: the lists behind the figures are opened so."""
        chosen, end = selection(self.request), min(self.period.end, self.today)
        if end <= chosen.as_of:
            return chosen
        return replace(chosen, as_of=end, area=counterpart(chosen.area, end, self.access))

    @cached_property
    def board(self) -> PeriodicBoard:
        wanted, looked = self.form.cleaned_data, self.looked
        asked = capital_question(
            self.access,
            looked.area,
            looked.year,
            min(self.period.end, self.today),
            programme=looked.programme,
            carry_over=wanted["keo_dai"],
            denominator=DENOMINATORS[wanted["mau_so"]],  # type: ignore[arg-type]
        )
        return PeriodicBoard(asked, self.period, BREAKDOWNS[wanted["theo"]])  # type: ignore[arg-type]

    def which(self) -> str:
        return f"{selection(self.request).year} {self.period.code}"

    def make_paper(self) -> Paper:
        links = Links(self.access, self.looked)
        table = PeriodicTable(
            self.board, self.looked.programme, self.form.cleaned_data["dvt"], links, notes_of(self.board, self.access)
        )
        return table.paper(self.access, self.today)

    def download(self, wanted: str) -> HttpResponse:
        if not self.shows_paper():
            raise Http404("period")
        return super().download(wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"form": self.form if self.periods else None}
        given |= {"year": selection(self.request).year}
        if self.shows_paper() and self.access.can("reports.view"):
            found = freshness(self.units(), ("capital",))
            given["freshness"] = {"computed_at": found.computed_at, "refresh_url": ""}
        return super().get_context_data(**given, **kwargs)

    def units(self) -> Sequence[Area]:
        return self.board.asked.ground.units


def notes_of(board: PeriodicBoard, access: Any) -> list[str]:
    """What a reader must know of the figures: whose they are, on which list of units, final or not."""
    asked = board.asked
    notes = [access.part_note]
    if not asked.ground.is_own:
        notes.append(f"Số liệu theo danh mục đơn vị hành chính {asked.ground.boundaries}.")
    for snapshot in asked.snapshots:
        day = format_date(snapshot.taken_at)
        notes.append(f"Số liệu năm {snapshot.year} đã chốt ngày {day}, phiên bản {snapshot.version}.")
    if board.early_vnd:
        start = format_date(board.period.start)
        notes.append(f"Giải ngân trong kỳ gồm cả chứng từ của vốn năm {asked.budget_year} ghi trước ngày {start}.")
    # A paper is made with what is known today, whatever period it is about.
    until = closing_day(last_days((kind for kind, _label in board.kinds), asked.budget_year), asked.budget_year)
    if is_open(asked, until, timezone.localdate()):
        notes.append(f"Số liệu tạm tính: vốn năm {asked.budget_year} được giải ngân đến hết ngày {format_date(until)}.")
    return [note for note in notes if note]
