"""The register of official documents."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committees.filters import DocumentFilter
from committees.forms import DocumentForm
from committees.models import OfficialDocument
from committees.services import save_document
from committees.views.tasks import task_table
from core.exports import Column as ExportColumn
from core.form_pages import CreatePage, UpdatePage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row


class DocumentList(TablePage):
    right_required = "committees.view"
    nav_section = "committees"
    title = gettext_lazy("Sổ văn bản")
    empty_text = gettext_lazy("Sổ chưa có văn bản nào.")
    filterset_class = DocumentFilter
    export_right = "reports.export"
    export_name = "so-van-ban"
    add_right = "committees.edit"
    add_label = gettext_lazy("Vào sổ văn bản")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("issued_on", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("committees:document_add")

    def get_queryset(self) -> QuerySet[OfficialDocument]:
        return OfficialDocument.objects.visible_to(self.access).select_related("kind")

    def columns(self) -> list[Column]:
        return [
            Column(_("Số, ký hiệu")),
            Column(_("Ngày ban hành"), num=True),
            Column(_("Loại")),
            Column(_("Cơ quan ban hành")),
            Column(_("Trích yếu")),
        ]

    def row(self, record: OfficialDocument) -> Row:
        return Row(
            [
                Cell(record.number, url=reverse("committees:document", args=[record.pk])),
                Cell(format_date(record.issued_on)),
                Cell(record.kind.label),
                Cell(record.issuer),
                Cell(record.abstract),
            ]
        )

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Số, ký hiệu")),
            ExportColumn(_("Ngày ban hành"), "date"),
            ExportColumn(_("Loại văn bản")),
            ExportColumn(_("Cơ quan ban hành")),
            ExportColumn(_("Trích yếu")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Any:
        rows = queryset.values_list("number", "issued_on", "kind__name", "issuer", "abstract")
        return (list(row) for row in rows.iterator(chunk_size=2000))


class DocumentPage(PageMixin, TemplateView):
    """One document: what it says, its file, the tasks that rest on it."""

    right_required = "committees.view"
    nav_section = "committees"
    tab = "committees:documents"
    template_name = "committees/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = OfficialDocument.objects.visible_to(self.access).select_related("kind", "area", "file")
        document = get_object_or_404(documents, pk=kwargs["pk"])
        tasks = document.tasks.visible_to(self.access).select_related("agency").order_by("due", "pk")
        own = OfficialDocument.objects.editable_by(self.access).filter(pk=document.pk).exists()
        return super().get_context_data(
            document=document,
            facts=document_facts(document),
            tasks=task_table(list(tasks[:200])),
            may_edit=own and self.access.can("committees.edit"),
            crumbs=[{"label": _("Sổ văn bản"), "url": reverse("committees:documents")}],
            **kwargs,
        )


def document_facts(document: OfficialDocument) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Loại văn bản"), "value": document.kind.label},
        {"label": _("Cơ quan ban hành"), "value": document.issuer},
        {"label": _("Ngày ban hành"), "value": format_date(document.issued_on)},
        {"label": _("Địa bàn"), "value": document.area.full_name},
    ]
    if document.file:
        url = reverse("file", args=[document.file.pk])
        facts.append({"label": _("Tệp văn bản"), "value": document.file.name, "url": url})
    return facts


class SavesDocument:
    """Adding and correcting end in the same service."""

    title = gettext_lazy("Vào sổ văn bản")
    right_required = "committees.edit"
    nav_section = "committees"
    multipart = True
    model = OfficialDocument
    form_class = DocumentForm
    access: Any
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Model:
        upload = form.cleaned_data["upload"]
        return save_document(document=form.save(commit=False), access=self.access, upload=upload)

    def get_success_url(self) -> str:
        return reverse("committees:document", args=[self.object.pk])


class DocumentAdd(SavesDocument, CreatePage):
    def cancel_url(self) -> str:
        return reverse("committees:documents")


class DocumentEdit(SavesDocument, UpdatePage):
    title = gettext_lazy("Sửa văn bản")
