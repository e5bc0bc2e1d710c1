"""The officer says which column of an own workbook is which; the answer is remembered for the next file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from core.imports import services
from core.imports.declaration import Layout
from core.imports.forms import ColumnsForm
from core.imports.layouts import likely_layout, source_of
from core.spreadsheets import CellError, SpreadsheetError, sheet_names
from core.transitions import NotAllowed
from core.views.import_batch import BatchMixin

LOOK = "look"  # the button that only shows the columns of another sheet


class ColumnsPage(BatchMixin, FormView):
    """`bo_cuc` chooses another layout of those that the importer knows."""

    title = gettext_lazy("Ghép cột của tệp")
    template_name = "core/imports/columns.html"
    form_class = ColumnsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except SpreadsheetError as refused:  # the file is no longer kept
            messages.error(request, refused.message)
            return HttpResponseRedirect(self.batch.get_absolute_url())

    @property
    def layouts(self) -> list[Layout]:
        return list(self.importer.file_layouts)

    def layout(self) -> Layout:
        wanted, layouts = self.request.GET.get("bo_cuc", ""), self.layouts
        if wanted.isdecimal() and int(wanted) < len(layouts):
            return layouts[int(wanted)]
        for layout in layouts:
            if {sheet.code for sheet in layout} == set(self.batch.mapping):
                return layout
        return likely_layout(layouts, sheet_names(source_of(self.batch)))

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"source": source_of(self.batch), "layout": self.layout(), "chosen": self.batch.mapping}
        return super().get_form_kwargs() | given

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("go") == LOOK:
            form = self.get_form()
            return self.render_to_response(self.get_context_data(form=self.shown_again(form)))
        return super().post(request, *args, **kwargs)

    def shown_again(self, form: ColumnsForm) -> ColumnsForm:
        """The form for the sheets and rows just chosen, with what is guessed there."""
        chosen = {
            code: {"sheet": form.data.get(f"{code}-sheet"), "header_row": form.given(f"{code}-row") or None}
            for code in form.sheets
        }
        return ColumnsForm(source=source_of(self.batch), layout=self.layout(), chosen=chosen)

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        try:
            services.check(batch=self.batch, access=self.access, mapping=form.mapping())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.batch.get_absolute_url())

    def form_invalid(self, form: ColumnsForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = {sheet.code for sheet in self.layout()}
        given = {
            "batch": self.batch,
            "crumbs": self.batch_crumbs(),
            "problems": [CellError.from_json(problem) for problem in self.batch.problems],
            "layouts": [
                {
                    "label": _("%(n)d trang: %(names)s") % {"n": len(codes), "names": ", ".join(codes.values())},
                    "url": f"?bo_cuc={number}",
                    "current": set(codes) == current,
                }
                for number, layout in enumerate(self.layouts)
                for codes in [{sheet.code: sheet.name for sheet in layout}]
            ],
        }
        return super().get_context_data(**given, **kwargs)
