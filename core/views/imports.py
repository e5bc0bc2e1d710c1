"""Importing from files: what one may import, the upload, the template to fill in."""

from collections.abc import Callable
from functools import cached_property
from tempfile import TemporaryFile
from typing import Any, BinaryIO, ClassVar, cast

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, View

from core.exports import CSV_TYPE, XLSX_TYPE
from core.formats import format_datetime
from core.imports import services
from core.imports.declaration import FILE_LANGUAGE, Importer, Place, Scope
from core.imports.forms import UploadForm
from core.imports.registry import allowed, importers
from core.keyset import Ordering
from core.list_pages import TablePage
from core.models import ImportBatch
from core.pages import PageMixin
from core.spreadsheets import ExportColumn, TemplateSheet, csv_rows, template_xlsx
from core.tables import Cell, Column, Row
from core.text import fold

State = ImportBatch.State
TONES = {State.APPLIED: "good", State.FAILED: "late", State.UNDONE: "todo"}


class ImportIndex(TablePage):
    """What this person may import, and the files uploaded before."""

    right_required = ""
    title = gettext_lazy("Nhập dữ liệu từ tệp")
    template_name = "core/imports/index.html"
    empty_text = gettext_lazy("Chưa nhập tệp nào.")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("created_at", "id"), descending=True)}

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.filter(owner_id=self.request.user.pk).select_related("job")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(importers=allowed(self.access), **kwargs)

    def columns(self) -> list[Column]:
        return [
            Column(_("Tệp")),
            Column(_("Dữ liệu")),
            Column(_("Trạng thái")),
            Column(_("Kết quả")),
            Column(_("Tải lên lúc"), num=True),
        ]

    def row(self, record: ImportBatch) -> Row:
        importer = importers()[record.kind]
        return Row(
            [
                Cell(record.file_name, url=record.get_absolute_url()),
                Cell(str(importer.label), note=record.place_name),
                Cell(state_label(record), tag=TONES.get(shown_state(record), "warn")),
                Cell(record.message),
                Cell(format_datetime(record.created_at)),
            ]
        )


def shown_state(batch: ImportBatch) -> State:
    """The state as people should see it: a job that was cancelled or broke down has failed."""
    if batch.state in ImportBatch.WORKING and batch.job is not None and not batch.job.is_open:
        return State.FAILED
    return State(batch.state)


def state_label(batch: ImportBatch) -> str:
    return str(shown_state(batch).label)


class ImporterMixin(PageMixin):
    """A page of one importer; core.urls makes a class of each for every importer, with the importer's right."""

    importer: ClassVar[type[Importer]]
    request: HttpRequest

    @cached_property
    def places(self) -> list[Place]:
        return list(self.importer.places(self.access))

    def scope(self, place: Place) -> Scope:
        post = getattr(self.access, "post", None)
        components = getattr(self.access, "component_ids", None)
        return Scope(place, self.request.user.pk, components, post.pk if post else None)

    def crumbs(self) -> list[dict[str, str]]:
        return [{"label": _("Nhập dữ liệu từ tệp"), "url": reverse("imports")}]


class UploadPage(ImporterMixin, FormView):
    template_name = "core/imports/upload.html"
    form_class = UploadForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"places": self.places}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        scope = self.scope(form.place_given)
        batch = services.upload(importer=self.importer, scope=scope, content=file, name=file.name)
        return HttpResponseRedirect(batch.get_absolute_url())

    def form_invalid(self, form: UploadForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {
            "title": self.importer.label,
            "importer": self.importer,
            "crumbs": self.crumbs(),
            "places": self.places,
            "sheets": self._sheets(),
        }
        return super().get_context_data(**given, **kwargs)

    def _sheets(self) -> list[dict[str, Any]]:
        """What the template has on each sheet, said before one downloads it."""
        if not self.places:
            return []
        layout = self.importer(self.scope(self.places[0])).file_layouts[0]
        return [{"name": sheet.name, "columns": sheet.columns} for sheet in layout]


class TemplateDownload(ImporterMixin, View):
    """The workbook to fill in, for the place `dia_ban`; with `format=csv` the heads of the one-sheet layout."""

    http_method_names: ClassVar[list[str]] = ["get", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse | HttpResponse:
        importer = self.importer(self.scope(self._place()))
        name = f"mau-{self.importer.slug}"
        if importer.scope.place.name:
            name += f"-{slugify(fold(importer.scope.place.name))}"
        if request.GET.get("format") == "csv":
            response = HttpResponse(csv_template(importer), content_type=CSV_TYPE)
            response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return response
        target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - FileResponse closes it
        with override(FILE_LANGUAGE):
            template_xlsx(target, _template_sheets(importer), guide=[str(line) for line in importer.guide])
        target.seek(0)
        return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)

    def _place(self) -> Place:
        """The one asked for among one's own; the only one needs no asking."""
        wanted = self.request.GET.get("dia_ban", "")
        found = [place for place in self.places if place.ref == wanted]
        if not found and (wanted or len(self.places) != 1):
            raise Http404
        return next(iter(found or self.places))


def _template_sheets(importer: Importer) -> list[TemplateSheet]:
    return [
        TemplateSheet(sheet.name, sheet.columns, importer.template_rows(sheet)) for sheet in importer.file_layouts[0]
    ]


def csv_template(importer: Importer) -> bytes:
    """The heads alone, separated as Excel in Vietnamese writes them."""
    columns = [ExportColumn(column.header, "text") for column in importer.file_layouts[-1][0].columns]
    return b"".join(csv_rows(columns, [], separator=";"))


def page_of(page: type[ImporterMixin], importer: type[Importer]) -> Callable[..., HttpResponseBase]:
    """The view of `page` for one importer, asking for its right."""
    name = f"{importer.__name__}{page.__name__}"
    given = {"importer": importer, "right_required": importer.right, "nav_section": importer.nav_section}
    view = type(name, (page,), {**given, "__doc__": page.__doc__})
    return cast(Callable[..., HttpResponseBase], view.as_view())  # type: ignore[attr-defined]
