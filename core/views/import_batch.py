"""One imported file: its check, its outcome, writing it, taking it back."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import jobs
from core.form_pages import ActPage, DecisionPage
from core.formats import format_datetime, format_number
from core.forms import PortalForm
from core.imports import services
from core.imports.annotating import ANNOTATE
from core.imports.checking import summary
from core.imports.declaration import Importer
from core.imports.registry import importer_of, importers
from core.imports.showing import error_table, errors_of_rows
from core.models import ImportBatch
from core.pages import PageMixin
from core.spreadsheets import CellError
from core.views.imports import State, shown_state

ERROR_ROWS = 20


class BatchMixin(PageMixin):
    """`batch` by the URL: it belongs to who uploaded it, for everybody else it does not exist.

    What is done with it asks for the importer's right again (core.imports.machine).
    """

    right_required = ""
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def batch(self) -> ImportBatch:
        own = ImportBatch.objects.filter(owner_id=self.request.user.pk).select_related("job", "file")
        return get_object_or_404(own, pk=self.kwargs["pk"])

    @property
    def importer_class(self) -> type[Importer]:
        return importers()[self.batch.kind]

    @cached_property
    def importer(self) -> Importer:
        return importer_of(self.batch)

    def crumbs(self) -> list[dict[str, str]]:
        return [
            {"label": _("Nhập dữ liệu từ tệp"), "url": reverse("imports")},
            {"label": str(self.importer_class.label), "url": self.importer_class.upload_url()},
        ]

    def batch_crumbs(self) -> list[dict[str, str]]:
        """For the pages below the file's own."""
        return [*self.crumbs(), {"label": self.batch.file_name, "url": self.batch.get_absolute_url()}]


class BatchPage(BatchMixin, TemplateView):
    """The page of a file, whatever state it is in; while a job works on it, its progress."""

    template_name = "core/imports/batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, state = self.batch, shown_state(self.batch)
        job = services.open_job(batch)
        given = {
            "title": batch.file_name,
            "batch": batch,
            "state": state,
            "heading": self.heading(state),
            "importer": self.importer_class,
            "job": job,
            "poll_url": reverse("job_progress", args=[job.pk]) if job else "",
            "facts": self.facts(),
            "problems": [CellError.from_json(problem) for problem in batch.problems],
            "stats": self.stats() if state != State.UNDONE else [],
            "crumbs": self.crumbs(),
            "done_url": self.importer.done_url(batch),
            "notes": self.importer.notes(batch),
            **self.error_part(),
        }
        return super().get_context_data(**given, **kwargs)

    def heading(self, state: State) -> str:
        batch = self.batch
        if state == State.FAILED:
            why = batch.job.message if batch.state in ImportBatch.WORKING and batch.job else batch.message
            return _("Chưa nhập được: %(why)s") % {"why": why or _("đã dừng theo yêu cầu.")}
        if state == State.CHECKED:
            return _("Kết quả kiểm tra: %(counts)s") % {"counts": summary(batch) or batch.message}
        return batch.message or str(state.label).capitalize()

    def facts(self) -> list[dict[str, Any]]:
        batch = self.batch
        file_url = reverse("file", args=[batch.file_id]) if batch.file_id else ""
        facts = [{"label": _("Tệp"), "value": batch.file_name, "url": file_url}]
        if batch.place_name:
            facts.append({"label": _("Địa bàn"), "value": batch.place_name})
        facts.append({"label": _("Tải lên lúc"), "value": format_datetime(batch.created_at)})
        if batch.applied_at:
            facts.append({"label": _("Nhập lúc"), "value": format_datetime(batch.applied_at)})
        if batch.undone_at:
            facts.append({"label": _("Hoàn tác lúc"), "value": format_datetime(batch.undone_at)})
        return facts

    def stats(self) -> list[dict[str, Any]]:
        """How the rows came out, each a link to them; by kind of record where there are several."""
        outcomes = (
            ("new", _("Mới"), "good"),
            ("changed", _("Thay đổi"), "warn"),
            ("unchanged", _("Không đổi"), ""),
            ("error", _("Lỗi"), "late"),
            ("remark", _("Cần xem lại"), "warn"),
        )
        shown = outcomes if self.batch.count("remark") else outcomes[:-1]
        return [self._stat(diff, label, tone) for diff, label, tone in shown if self.batch.counts]

    def _stat(self, diff: str, label: str, tone: str) -> dict[str, Any]:
        count, parts = self.batch.count(diff), self.importer.parts()
        counts = {code: self.batch.counts.get(code, {}).get(diff, 0) for code in parts}
        named = [f"{parts[code].label}: {format_number(n)}" for code, n in counts.items() if n and len(parts) > 1]
        url = f"{reverse('import_rows', args=[self.batch.pk])}?ket_qua={diff}" if count else ""
        return {
            "label": label,
            "value": format_number(count),
            "note": " · ".join(named),
            "url": url,
            "tone": tone if count else "",
        }

    def error_part(self) -> dict[str, Any]:
        if not self.batch.count("error"):
            return {"errors": None}
        rows = self.batch.rows.filter(diff="error").order_by("id")[:ERROR_ROWS]
        return {
            "errors": error_table(errors_of_rows(rows)),
            "more_errors": self.batch.count("error") > ERROR_ROWS,
            "error_rows": ERROR_ROWS,
        }


class BatchAct(BatchMixin, ActPage):
    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.batch.get_absolute_url()


class CheckAgain(BatchAct):
    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        services.check(batch=self.batch, access=self.access)
        return self.back_url()


class StopImport(BatchAct):
    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        services.stop(self.batch)
        return self.back_url()


class ApplyImport(BatchAct):
    """`only_good` says that rows with errors are to be left out."""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        services.apply(batch=self.batch, access=self.access, only_good=bool(request.POST.get("only_good")))
        return self.back_url()


class AnnotateImport(BatchAct):
    """Makes the copy with the marked cells and leads to the job that does so."""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        subject = _("Đánh dấu lỗi trong tệp %(name)s") % {"name": self.batch.file_name}
        job = jobs.enqueue(
            ANNOTATE,
            owner_id=request.user.pk,
            subject=subject[:200],
            parameters={"batch": str(self.batch.pk)},
            dedupe_key=f"annotate:{self.batch.pk}",
        )
        return reverse("job", args=[job.pk])


class UndoForm(PortalForm):
    reason = forms.CharField(label=gettext_lazy("Lý do hoàn tác"), max_length=300)


class UndoImport(BatchMixin, DecisionPage):
    """What would be taken back is said before it is asked."""

    title = gettext_lazy("Hoàn tác lần nhập")
    template_name = "core/imports/undo.html"
    form_class = UndoForm
    saved_message = gettext_lazy("Đang hoàn tác.")

    def save(self, form: UndoForm) -> Model:
        return services.undo(batch=self.batch, access=self.access, reason=form.cleaned_data["reason"])

    def get_success_url(self) -> str:
        return self.batch.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_until = self.batch.undo_until if self.batch.is_undoable else None
        outcome = self.importer.undoable(self.batch) if open_until else None
        facts = []
        if open_until and outcome:
            facts = [
                {"label": _("Sẽ hoàn tác"), "value": _("%(n)s bản ghi") % {"n": format_number(outcome.undone)}},
                {"label": _("Giữ lại"), "value": _("%(n)s bản ghi") % {"n": format_number(outcome.kept)}},
                {"label": _("Hoàn tác được đến"), "value": format_datetime(open_until)},
            ]
        given = {
            "batch": self.batch,
            "crumbs": self.batch_crumbs(),
            "facts": facts,
            "statement": self.importer_class.undo_note,
            "is_possible": bool(outcome and outcome.undone),
        }
        return super().get_context_data(**given, **kwargs)
