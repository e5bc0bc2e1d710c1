"""What every page shares: its right, its title, its place in the navigation, lists by keyset.

`request.access` is set by accounts.middleware. Views scope with `visible_to(self.access)`: what you may not
know of is 404 because it is not in the queryset, what you may not do is 403 because the right is missing.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core import access_log, exports, keyset
from core.filters import in_words
from core.models import AccessLogEntry
from core.views import errors


class PageAccess(Protocol):
    """What core knows of accounts.access.Access."""

    paths: tuple[str, ...]

    @property
    def place_name(self) -> str: ...

    @property
    def part_note(self) -> str: ...

    def can(self, right: str) -> bool: ...


def access_of(request: HttpRequest) -> PageAccess:
    return cast(PageAccess, request.access)  # type: ignore[attr-defined]


class PageMixin(View):
    """Asks for `right_required` before anything else and gives the template `title` and `nav_section`.

    Every page names its right; "" means that signing in is enough. `tab` is the URL name of the list that a page
    about one record belongs to: its tabs stand above the page (config.section_tabs). `by_component` says that who
    answers for some components only sees a part of what the page lists and sums up; the frame tells such a reader so.
    """

    right_required: ClassVar[str]
    title: ClassVar[str | Promise] = ""
    nav_section: ClassVar[str] = ""
    tab: ClassVar[str] = ""
    by_component: ClassVar[bool] = False

    @property
    def access(self) -> Any:
        return access_of(self.request)

    @property
    def part_note(self) -> str:
        """Whose components alone the page counts; "" where nothing is left out."""
        return access_of(self.request).part_note if self.by_component else ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.right_required and not access_of(request).can(self.right_required):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            # Now, inside the scoped transaction: Django would draw it after the commit, where no row is seen.
            response.render()
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowed = [name.upper() for name in self.http_method_names if hasattr(self, name)]
        return errors.method_not_allowed(request, allowed)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"title": self.title, "nav_section": self.nav_section, "access": self.access}
        given["part_note"] = self.part_note
        return given | super().get_context_data(**kwargs)


class ListPage(PageMixin, TemplateView):
    """A declared list: queryset, filter, orderings, export; at most 50 rows at once.

    `orderings` maps the name in the URL to an Ordering; the first is the default. The template gets `rows`,
    `filter`, `page`, `total`, `total_is_more`, `ordering` and, with `export_columns`, links to the exports.
    """

    orderings: ClassVar[dict[str, keyset.Ordering]]
    filterset_class: ClassVar[Any] = None
    export_right: ClassVar[str] = ""
    export_name: ClassVar[str] = "danh-sach"
    personal: ClassVar[bool] = False  # whether an export is personal data and goes to the access log

    def get_queryset(self) -> QuerySet[Any, Any]:
        raise TypeError(f"{type(self).__name__} must say what it lists")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        queryset, bound = self.filtered()
        wanted = request.GET.get("format", "")
        is_understood = bound is None or not bound.is_bound or bound.is_valid()
        if wanted in ("xlsx", "csv") and is_understood:
            return self.export(queryset, wanted)
        name = self.ordering_name()
        total, is_more = keyset.count_up_to(queryset)
        try:
            with keyset.long_list(is_more):
                page = keyset.paginate(
                    queryset,
                    self.orderings[name],
                    cursor=request.GET.get("cursor", ""),
                    binding=self.binding(),
                )
        except keyset.BadCursor as error:
            raise Http404("cursor") from error
        context = self.get_context_data(
            rows=self.present(page.items),
            page=page,
            filter=bound,
            total=total,
            total_is_more=is_more,
            ordering=name,
            exports=self.export_links() if is_understood else [],
        )
        return self.render_to_response(context)

    def filtered(self) -> tuple[QuerySet[Any, Any], Any]:
        queryset = self.get_queryset()
        if self.filterset_class is None:
            return queryset, None
        bound = self.filterset_class(self.request.GET or None, queryset=queryset, request=self.request)
        # Filters that are not understood find nothing: a list of everything would be taken for the answer.
        return (bound.qs if bound.is_valid() or not bound.is_bound else queryset.none()), bound

    def ordering_name(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted in self.orderings else next(iter(self.orderings))

    def binding(self) -> str:
        """The list and its filters, so that a cursor cannot be carried to another list."""
        query = sorted((k, v) for k, v in self.request.GET.lists() if k not in ("cursor", "page", "sort"))
        return hashlib.sha256(f"{self.request.path}{query}".encode()).hexdigest()[:16]

    def present(self, rows: list[Any]) -> list[Any]:
        """The rows as the template wants them; a place to add what one query fetches for the whole page."""
        return rows

    def export_links(self) -> list[dict[str, Any]]:
        """The list as shown, in each format; empty for who may not export."""
        if not self.export_right or not self.access.can(self.export_right):
            return []
        query = self.request.GET.copy()
        query.pop("cursor", None)
        links = []
        for wanted, label in (("xlsx", "Excel"), ("csv", "CSV")):
            query["format"] = wanted
            links.append({"label": label, "url": f"?{query.urlencode()}", "download": True})
        return links

    def export_columns(self) -> list[exports.Column]:
        return []

    def export_rows(self, queryset: QuerySet[Any, Any]) -> Iterable[list[Any]]:
        raise TypeError(f"{type(self).__name__} does not export")

    def export(self, queryset: QuerySet[Any, Any], wanted: str) -> HttpResponse:
        columns = self.export_columns()
        if not columns or not self.access.can(self.export_right):
            raise PermissionDenied
        if self.personal:
            model = cast(type[Model], queryset.model)
            rows = keyset.count_up_to(queryset, 1_000_000)[0]
            access_log.note(
                self.request,
                AccessLogEntry.Kind.EXPORT,
                model,
                rows=rows,
                detail=access_log.filters_of(self.request),
            )
        ordered = queryset.order_by(*self.orderings[self.ordering_name()].order_by())
        return exports.table_response(
            self.export_name, columns, self.export_rows(ordered), wanted, head=self.export_head()
        )

    def export_head(self) -> exports.Head:
        """The list's name, whose it is and what narrows it."""
        narrowed = in_words(self.filtered()[1])
        notes = [self.part_note] if self.part_note else []
        notes += [_("Bộ lọc: %(filters)s") % {"filters": narrowed}] if narrowed else []
        return exports.Head(self.title, self.access.place_name, notes=notes)
