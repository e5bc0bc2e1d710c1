"""The rows of an imported file, as a diff against what is recorded."""

from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from core.imports.showing import changes
from core.keyset import Ordering
from core.models import ImportRow
from core.pages import ListPage
from core.spreadsheets import CellError
from core.views.import_batch import BatchMixin

Diff = ImportRow.Diff
TONES = {Diff.NEW: "good", Diff.CHANGED: "warn", Diff.UNCHANGED: "todo", Diff.ERROR: "late"}
REMARK = "remark"


class RowFilter(django_filters.FilterSet):
    ket_qua = django_filters.ChoiceFilter(
        method="with_outcome",
        choices=[*Diff.choices, (REMARK, gettext_lazy("cần xem lại"))],
        label=gettext_lazy("Kết quả"),
    )
    phan = django_filters.ChoiceFilter(field_name="part", choices=[], label=gettext_lazy("Loại bản ghi"))
    ten = django_filters.CharFilter("label", lookup_expr="icontains", label=gettext_lazy("Tên"))

    class Meta:
        model = ImportRow
        fields: list[str] = []

    def with_outcome(self, rows: QuerySet[ImportRow], _name: str, wanted: str) -> QuerySet[ImportRow]:
        return rows.filter(~Q(remarks=[])) if wanted == REMARK else rows.filter(diff=wanted)


class RowsPage(BatchMixin, ListPage):
    """What would be written, row by row: new, changed from what to what, unchanged, in error."""

    title = gettext_lazy("Nội dung tệp")
    template_name = "core/imports/rows.html"
    filterset_class = RowFilter
    orderings: ClassVar[dict[str, Ordering]] = {"file": Ordering(("id",))}

    @cached_property
    def parts(self) -> dict[str, Any]:
        return self.importer.parts()

    def get_queryset(self) -> QuerySet[ImportRow]:
        return self.batch.rows.all()

    def filtered(self) -> tuple[QuerySet[Any, Any], Any]:
        bound = RowFilter(self.request.GET or None, queryset=self.get_queryset(), request=self.request)
        if len(self.parts) > 1:
            choices = [(code, str(part.label)) for code, part in self.parts.items()]
            bound.filters["phan"].extra["choices"] = choices
        else:
            del bound.filters["phan"]
        return bound.qs, bound

    def present(self, rows: list[ImportRow]) -> list[dict[str, Any]]:
        return [
            {
                "row": row,
                "part": self.parts[row.part].label,
                "outcome": row.get_diff_display(),
                "tone": TONES[Diff(row.diff)],
                "changes": changes(row, self.parts[row.part]) if row.diff != Diff.ERROR else [],
                "errors": [CellError.from_json(error) for error in row.errors],
                "remarks": [CellError.from_json(error) for error in row.remarks],
            }
            for row in rows
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        several = len(self.parts) > 1
        return super().get_context_data(batch=self.batch, crumbs=self.batch_crumbs(), several_parts=several, **kwargs)
