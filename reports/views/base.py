"""What the pages of figures share: the place looked at, links behind numbers, how fresh the figures are."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.selection import Selection, selection
from areas.models import Area
from core import exports
from core.list_pages import with_query
from core.pages import PageMixin
from reports.figures.versions import freshness
from reports.links import Links

FORMATS = ("xlsx", "csv")


class FiguresPage(PageMixin, TemplateView):
    """`groups` are the measures on the page; `units` the areas whose rows it reads."""

    groups: ClassVar[Sequence[str]] = ("capital", "poverty", "population")
    request: HttpRequest

    @cached_property
    def chosen(self) -> Selection:
        return selection(self.request)

    @cached_property
    def links(self) -> Links:
        return Links(self.access, self.chosen)

    def units(self) -> Iterable[Area]:
        return [self.chosen.area]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        given = {"chosen": self.chosen, "links": self.links}
        if self.access.can("reports.view"):
            given["freshness"] = self.freshness()
        return context | given

    def freshness(self) -> dict[str, Any]:
        found = freshness(list(self.units()), self.groups)
        back = urlencode({"ve": self.request.get_full_path()})
        may_refresh = self.access.can("reports.refresh")
        return {
            "computed_at": found.computed_at,
            "refresh_url": f"{reverse('reports:refresh')}?{back}" if may_refresh else "",
        }


class ExportedPage(FiguresPage):
    """A page whose figures leave as one table, by `?format=` (xlsx, csv)."""

    export_name: ClassVar[str] = ""

    def export_columns(self) -> list[exports.Column]:
        raise TypeError(f"{type(self).__name__} must say its columns")

    def export_rows(self) -> list[list[Any]]:
        raise TypeError(f"{type(self).__name__} must say its rows")

    def export_head(self) -> exports.Head:
        return exports.Head(self.heading(), self.chosen.area.full_name, self.chosen.as_of, self.export_notes())

    def heading(self) -> str:
        """What the figures say."""
        return str(self.title)

    def export_notes(self) -> list[str]:
        """The unit and what is counted, each a sentence."""
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("format", "")
        if wanted in FORMATS:
            if not self.access.can("reports.export"):
                raise PermissionDenied
            return exports.table_response(
                self.export_name, self.export_columns(), self.export_rows(), wanted, head=self.export_head()
            )
        return super().get(request, *args, **kwargs)

    def export_links(self) -> list[dict[str, Any]]:
        if not self.access.can("reports.export"):
            return []
        return [
            {"label": label, "url": with_query(self.request, format=name, trang=None), "download": True}
            for label, name in ((_("Excel"), "xlsx"), (_("Tệp CSV"), "csv"))
        ]
