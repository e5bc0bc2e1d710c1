"""Published statistics: one series with its break and its sources, its region, and the sums of regions."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from areas.models import Area, Region
from areas.services import predecessor_paths
from core import exports
from core.list_pages import with_query
from core.pages import PageMixin
from reports.charts import series_chart
from reports.figures import published
from reports.figures.published import SeriesPoint
from reports.forms import REGION, SeriesForm
from reports.measures import INDICATORS as COLUMNS
from reports.measures import MPI_HOUSEHOLDS
from reports.models import PublishedFigure
from reports.published_export import EXPORT_COLUMNS, export_rows
from reports.published_names import INDICATORS, indicator_name, unit_name
from reports.published_tables import figure_text, province_table, region_of, region_table, series_table
from reports.views.base import FORMATS

LAST_DAY = date(2024, 12, 31)  # of the last year that was published on the older list


class PublishedPage(PageMixin, TemplateView):
    """`chi_tieu` names the indicator, `noi` whose it is, `nam_vung` the year of the sums by region."""

    right_required = ""
    title = gettext_lazy("Số liệu công bố")
    nav_section = "reports"
    template_name = "reports/published.html"

    @cached_property
    def current(self) -> Any:
        return PublishedFigure.objects.filter(superseded=False)

    @cached_property
    def indicators(self) -> list[str]:
        found = set(self.current.order_by().values_list("indicator", flat=True).distinct())
        known = [code for code in INDICATORS if code in found]
        return [*known, *sorted(found - set(known))]

    @cached_property
    def indicator(self) -> str:
        wanted = self.request.GET.get("chi_tieu", "")
        return wanted if wanted in self.indicators else next(iter(self.indicators), "")

    @cached_property
    def areas(self) -> list[Area]:
        pks = self.current.filter(indicator=self.indicator).order_by().values("area")
        return list(Area.objects.filter(pk__in=pks).order_by("edition", "path"))

    @cached_property
    def members(self) -> dict[Region, list[Area]]:
        """The provinces of the older list by region: published figures stand on it."""
        return published.region_members("2024", LAST_DAY)

    @cached_property
    def region(self) -> Region | None:
        """The one asked for itself, if it is one."""
        wanted = self.request.GET.get("noi", "").removeprefix(REGION)
        return next((region for region in self.members if region.code == wanted), None)

    @cached_property
    def area(self) -> Area | None:
        """The one asked for, else one's own province, else the first that has figures."""
        if self.region is not None or not self.areas:
            return None
        wanted = self.request.GET.get("noi", "")
        asked = next((area for area in self.areas if area.ref == wanted), None)
        return asked or next((area for area in self.areas if self._is_own(area)), self.areas[0])

    def _is_own(self, area: Area) -> bool:
        own = self.access.area
        if own is None or area.level != Area.Level.PROVINCE:
            return False
        paths = (own.path, *predecessor_paths(own))
        return any(path == area.path or path.startswith(f"{area.path}.") for path in paths)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get("format", "")
        if wanted in FORMATS:
            if not self.access.can("reports.export"):
                raise PermissionDenied
            rows = export_rows(self.current.filter(indicator=self.indicator))
            head = exports.Head(f"{self.title}: {lower_first(indicator_name(self.indicator))}")
            return exports.table_response("so-lieu-cong-bo", EXPORT_COLUMNS, rows, wanted, head=head)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points = published.series(self.indicator, area=self.area, region=self.region) if self.indicator else ()
        given = {
            "form": self.form(),
            "heading": self.heading(points),
            "points": points,
            "exports": self.export_links(),
            "import_url": self.import_url(),
            **(self.series_part(points) if points else {}),
            **self.region_part(),
            **self.sums_part(),
        }
        return super().get_context_data(**given, **kwargs)

    def form(self) -> SeriesForm:
        place = f"{REGION}{self.region.code}" if self.region else self.area.ref if self.area else ""
        return SeriesForm(
            initial={"chi_tieu": self.indicator, "noi": place},
            indicators=self.indicators,
            areas=self.areas,
            regions=self.members,
        )

    def place_name(self, points: Sequence[SeriesPoint]) -> str:
        if self.region is not None:
            return _("Vùng %(name)s") % {"name": self.region.label}
        return self.area.full_name if self.area else points[-1].figure.place

    def heading(self, points: Sequence[SeriesPoint]) -> str:
        if not points:
            return str(self.title)
        last = points[-1].figure
        return _("%(place)s: %(indicator)s năm %(year)s là %(value)s %(unit)s") % {
            "place": self.place_name(points),
            "indicator": lower_first(indicator_name(self.indicator)),
            "year": last.year,
            "value": figure_text(last),
            "unit": unit_name(last.unit),
        }

    def series_part(self, points: Sequence[SeriesPoint]) -> dict[str, Any]:
        unit = unit_name(points[-1].figure.unit)
        name = indicator_name(self.indicator)
        return {
            "chart": series_chart(name, unit, points),
            "series": series_table(points),
            "unit": unit,
            "name": name,
            "place": self.place_name(points),
            "has_break": any(point.breaks for point in points),
            "doubtful": sum(point.figure.doubtful for point in points),
        }

    def region_part(self) -> dict[str, Any]:
        """All provinces of the region that one looks at."""
        region = self.region or (region_of(self.area, self.members) if self.area else None)
        if region is None:
            return {}
        areas = self.members[region]
        figures = self.current.filter(indicator=self.indicator, area__in=areas)
        values = {(figure.area_id, figure.year): figure for figure in figures.order_by("year", "standard_period")}
        years = sorted({year for _area, year in values})
        if not years:
            return {}
        return {"around": province_table(areas, years, values, self.area), "around_region": region}

    def sums_part(self) -> dict[str, Any]:
        """Only for counts that the cube holds: they add up, rates do not."""
        column = next((name for name, code in COLUMNS.items() if code == self.indicator), "")
        column = "mpi_households" if self.indicator == MPI_HOUSEHOLDS else column
        years = self.sum_years() if column else []
        if not years:
            return {}
        wanted = self.request.GET.get("nam_vung", "")
        year = int(wanted) if wanted in map(str, years) else max(years)
        links = [self.year_link(other, current=year) for other in years]
        return {"sums": region_table(published.region_sums(column, year)), "sums_year": year, "sums_years": links}

    def year_link(self, year: int, *, current: int) -> dict[str, Any]:
        url = with_query(self.request, nam_vung=str(year))
        return {"label": str(year), "url": f"{url}#vung", "current": year == current}

    def sum_years(self) -> list[int]:
        codes = [*COLUMNS.values()] if self.indicator == MPI_HOUSEHOLDS else [self.indicator]
        rows = self.current.filter(indicator__in=codes, level=PublishedFigure.Level.PROVINCE, edition="2024")
        return sorted(set(rows.order_by().values_list("year", flat=True)))

    def import_url(self) -> str:
        """To who may bring figures in; "" for everybody else."""
        return reverse("imports") if self.access.can("reports.import") else ""

    def export_links(self) -> list[dict[str, Any]]:
        if not self.access.can("reports.export") or not self.indicator:
            return []
        return [
            {"label": label, "url": with_query(self.request, format=name), "download": True}
            for label, name in ((_("Excel"), "xlsx"), (_("Tệp CSV"), "csv"))
        ]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
