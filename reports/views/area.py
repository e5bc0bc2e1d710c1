"""One unit at a date: who it is, what it came from, what stands below it, its people, poverty and capital."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import Selection, pin_area
from areas.identity import Identity, Link, identity
from areas.models import Area
from areas.tables import children_table, population_table
from core.formats import format_number, format_percent
from core.paging import sliced
from core.tables import Cell, Column, Row, Table
from reports.amounts import kind_table
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.boards.poverty import PovertyBoard
from reports.figures.ground import commune_counts
from reports.figures.scope import Reach, figures_scope, may_read
from reports.models import PopulationFact
from reports.news import percent_text
from reports.poverty_tables import area_table
from reports.views.base import FiguresPage
from reports.views.poverty import boundary_note
from reports.year_lines import year_lines

YEARS = 5


class AreaPage(FiguresPage):
    """Figures of one's own units in full, of the units above them in totals; any other unit is 404."""

    right_required = ""
    title = gettext_lazy("Địa bàn")
    nav_section = "areas"
    template_name = "reports/area.html"

    @cached_property
    def area(self) -> Area:
        try:
            found = Area.objects.select_related("parent").by_ref(self.kwargs["ref"])
        except Area.DoesNotExist as error:
            raise Http404 from error
        figures_scope(self.access, found)
        return found

    @cached_property
    def reach(self) -> Reach:
        return figures_scope(self.access, self.area)

    @cached_property
    def chosen(self) -> Selection:
        return pin_area(self.request, self.area)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who = self.who()
        given = {
            "area": self.area,
            "identity": who,
            "crumbs": who.crumbs,
            "is_own": self.reach == "own",
            "poverty_url": self.links.page("reports:poverty"),
            "board_url": self.links.page("reports:disbursement"),
            **self.children_part(),
            **self.figures(),
        }
        return super().get_context_data(**given, **kwargs)

    def who(self) -> Identity:
        """Units that came before or after are links where their page opens for the reader."""
        found = identity(self.area, self.chosen.as_of)
        return replace(found, origins=self.reachable(found.origins), heirs=self.reachable(found.heirs))

    def reachable(self, links: list[Link]) -> list[Link]:
        return [link if may_read(self.access, link.path) else replace(link, url="") for link in links]

    def figures(self) -> dict[str, Any]:
        if not self.access.can("reports.view") or self.area.level == Area.Level.VILLAGE:
            return {}
        chosen = self.chosen
        people = PovertyBoard(self.area, chosen.year, chosen.as_of, self.reach)
        lines = year_lines(people.years[:YEARS], self.links, chosen.as_of, is_own=self.reach == "own")
        given = {
            "people": people,
            "lines": lines,
            "news": poverty_figure(people),
            **self.units_below(people),
            **self.population(),
        }
        if people.summary:
            given["boundaries"] = boundary_note(people.summary.ground)
        return given | (self.capital() if self.access.can("disbursement.view") else {})

    def capital(self) -> dict[str, Any]:
        chosen = self.chosen
        question = capital_question(self.access, self.area, chosen.year, chosen.as_of, programme=chosen.programme)
        board = DisbursementBoard(question, self.reach)
        target = _("mục tiêu %(target)s") % {"target": percent_text(board)} if board.target else ""
        table = kind_table(board, self.links, target) if board.has_plan else None
        return {"money": board, "kinds": table}

    def units_below(self, people: PovertyBoard) -> dict[str, Any]:
        """The units below with their poverty figures, on the boundaries of the year."""
        if not people.children or people.current is None:
            return {}
        page = sliced(self.request, people.children, "truc-thuoc")
        provisional = people.current.review.is_running
        table = area_table(page.items, self.links, provisional=provisional)
        return {"units": table, "page": page, "units_year": people.current.review.year}

    def children_part(self) -> dict[str, Any]:
        """Villages have no figures of their own; their names stand alone."""
        if self.reach != "own" or self.area.level != Area.Level.COMMUNE:
            return {}
        return {"villages": children_table(self.area)}

    def population(self) -> dict[str, Any]:
        if self.area.level == Area.Level.COMMUNE and self.reach == "own":
            url = reverse("areas:population", args=[self.area.ref])
            may_enter = self.access.can("population.edit")
            return {"population": population_table(self.area), "population_url": url if may_enter else ""}
        return {"population": population_sums(self.area), "population_url": ""}


def poverty_figure(board: PovertyBoard) -> str:
    """For the title: "46 hộ nghèo (1,46%)", of the last recognised review."""
    row = board.last_recognised
    if row is None:
        return ""
    words = {"n": format_number(row.summary.counts["poor_households"]), "year": row.review.year}
    rate = format_percent(row.summary.poor_rate)
    if rate is None:
        return _("%(n)s hộ nghèo cuối năm %(year)s") % words
    return _("%(n)s hộ nghèo (%(rate)s) cuối năm %(year)s") % (words | {"rate": rate})


def population_sums(area: Area) -> Table:
    """Totals of a larger unit by year, with how many of its communes have reported."""
    facts: Any = PopulationFact.objects.filter(snapshot=None)
    rows = facts.totals().of_areas([area.pk]).order_by("-year")
    communes = commune_counts([area])[area.pk]
    return Table(
        _("Tổng số hộ, nhân khẩu theo năm"),
        [
            Column(_("Năm")),
            Column(_("Số hộ"), num=True),
            Column(_("Nhân khẩu"), num=True),
            Column(_("Số xã đã báo cáo"), num=True),
        ],
        [_population_row(row, communes) for row in rows],
        caption_hidden=True,
    )


def _population_row(row: PopulationFact, communes: int) -> Row:
    reported: int = row.communes_reported  # type: ignore[attr-defined]
    words = _("%(n)s trong %(all)s") % {"n": format_number(reported), "all": format_number(communes)}
    return Row(
        [
            Cell(str(row.year)),
            Cell(format_number(row.households)),  # type: ignore[attr-defined]
            Cell(format_number(row.persons)),  # type: ignore[attr-defined]
            Cell(words),
        ],
        tone="" if reported == communes else "warn",
    )
