"""Tasks: list, one task with what happened to it, giving, and the acts of the machine."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from committees.doers import Doer, doer_for
from committees.filters import TaskFilter
from committees.forms import TaskActForm, TaskForm
from committees.machine import MACHINE
from committees.models import Task
from committees.services import assign_task, move_task
from core.exports import Column as ExportColumn
from core.form_pages import ActPage, DecisionPage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row, Table
from core.transitions import available

TONES = {Task.State.ACKNOWLEDGED: "warn", Task.State.DONE: "near", Task.State.VERIFIED: "good"}
# Acts that ask for words have a page of their own; the others are one button.
WITH_WORDS = ("report_done", "return")


def task_columns() -> list[Column]:
    return [Column(_("Nhiệm vụ")), Column(_("Đơn vị thực hiện")), Column(_("Hạn"), num=True), Column(_("Trạng thái"))]


def task_row(task: Task) -> Row:
    late = task.is_late(timezone.localdate())
    state = Cell(task.get_state_display(), tag=TONES.get(Task.State(task.state), "todo"))
    return Row(
        [
            Cell(task.title, url=reverse("committees:task", args=[task.pk])),
            Cell(task.agency.name),
            Cell(format_date(task.due), note=_("quá hạn") if late else ""),
            state,
        ],
        tone="late" if late else "",
    )


def task_table(tasks: list[Task]) -> Table:
    return Table(_("Nhiệm vụ"), task_columns(), [task_row(task) for task in tasks], caption_hidden=True)


class TaskList(TablePage):
    right_required = "committees.view"
    nav_section = "committees"
    title = gettext_lazy("Nhiệm vụ")
    empty_text = gettext_lazy("Chưa có nhiệm vụ nào.")
    filterset_class = TaskFilter
    export_right = "reports.export"
    export_name = "nhiem-vu"
    add_right = "committees.edit"
    add_label = gettext_lazy("Giao nhiệm vụ")
    orderings: ClassVar[dict[str, Ordering]] = {"due": Ordering(("due", "id"))}

    def add_url(self) -> str:
        return reverse("committees:task_add")

    def get_queryset(self) -> QuerySet[Task]:
        return Task.objects.visible_to(self.access).select_related("agency")

    def heading(self) -> str:
        late = Task.objects.visible_to(self.access).late(timezone.localdate()).count()
        return _("%(n)d nhiệm vụ quá hạn") % {"n": late} if late else _("Không có nhiệm vụ quá hạn")

    def columns(self) -> list[Column]:
        return task_columns()

    def row(self, record: Task) -> Row:
        return task_row(record)

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Nhiệm vụ")),
            ExportColumn(_("Đơn vị thực hiện")),
            ExportColumn(_("Hạn"), "date"),
            ExportColumn(_("Trạng thái")),
            ExportColumn(_("Kết quả")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Any:
        states = dict(Task.State.choices)
        rows = queryset.values_list("title", "agency__name", "due", "state", "result")
        for title, agency, due, state, result in rows.iterator(chunk_size=2000):
            yield [title, agency, due, str(states[state]), result]


class FindsTask(PageMixin):
    right_required = "committees.view"
    nav_section = "committees"

    @cached_property
    def task(self) -> Task:
        tasks = Task.objects.visible_to(self.access).select_related("agency", "document__kind", "created_by", "done_by")
        return get_object_or_404(tasks, pk=self.kwargs["pk"])

    def task_url(self) -> str:
        return reverse("committees:task", args=[self.kwargs["pk"]])

    def crumbs(self) -> list[dict[str, str]]:
        return [{"label": _("Nhiệm vụ"), "url": reverse("committees:tasks")}]


class TaskPage(FindsTask, TemplateView):
    """One task: what is asked, what happened, what the reader may do now."""

    tab = "committees:tasks"
    template_name = "committees/task.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.task
        acts = [
            {"label": row.label, "name": row.act, "asks": row.act in WITH_WORDS, "danger": row.act == "return"}
            for row in available(MACHINE, task, self.access)
        ]
        late = task.is_late(timezone.localdate())
        given = {"task": task, "facts": task_facts(task), "acts": acts, "happened": timeline(task), "late": late}
        return super().get_context_data(crumbs=self.crumbs(), tone=TONES.get(Task.State(task.state)), **given, **kwargs)


def task_facts(task: Task) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Đơn vị thực hiện"), "value": task.agency.name},
        {"label": _("Hạn hoàn thành"), "value": format_date(task.due)},
        {"label": _("Người giao"), "value": task.created_by or _("hệ thống")},
    ]
    if task.document:
        url = reverse("committees:document", args=[task.document.pk])
        value = f"{task.document.kind.label} {task.document.number}"
        facts.append({"label": _("Căn cứ"), "value": value, "url": url})
    if task.done_on:
        facts.append({"label": _("Báo cáo xong"), "value": format_date(task.done_on), "note": task.done_by})
    return facts


class TaskAdd(DecisionPage):
    """Gives a task. A dashboard fills it in by its query: `don_vi` (agency), `viec` (title), `van_ban`."""

    right_required = "committees.edit"
    nav_section = "committees"
    title = gettext_lazy("Giao nhiệm vụ")
    submit_label = gettext_lazy("Giao nhiệm vụ")
    saved_message = gettext_lazy("Đã giao nhiệm vụ và báo cho đơn vị thực hiện.")
    form_class = TaskForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    @cached_property
    def doer(self) -> Doer:
        return doer_for(self.request.GET.get("don_vi", ""), self.access, timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.doer.note}

    def get_initial(self) -> dict[str, Any]:
        query = self.request.GET
        document = query.get("van_ban", "")
        given = {"agency": self.doer.agency or "", "title": query.get("viec", "")[:250]}
        return {**given, "document": document if _is_uuid(document) else ""}

    def save(self, form: Any) -> Task:
        return assign_task(access=self.access, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("committees:task", args=[self.object.pk])

    def cancel_url(self) -> str:
        return reverse("committees:tasks")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class TaskAct(FindsTask, ActPage):
    """Acts without words."""

    act_name: ClassVar[str] = ""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        move_task(task=self.task, act=self.act_name, access=self.access)
        return self.task_url()

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.task_url()


class AcknowledgeTask(TaskAct):
    right_required = "committees.answer"
    act_name = "acknowledge"


class VerifyTask(TaskAct):
    right_required = "committees.verify"
    act_name = "verify"


class TaskWords(FindsTask, DecisionPage):
    """Acts that ask for words: report the result, return with a reason."""

    form_class = TaskActForm
    saved_message = gettext_lazy("Đã ghi.")
    act_name: ClassVar[str] = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "act": self.act_name}

    def save(self, form: Any) -> Task:
        return move_task(task=self.task, act=self.act_name, access=self.access, text=form.cleaned_data["text"])

    def get_success_url(self) -> str:
        return self.task_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [*self.crumbs(), {"label": self.task.title, "url": self.task_url()}]
        return super().get_context_data(crumbs=crumbs, **kwargs) | {"lead": self.task.title}


class ReportTask(TaskWords):
    right_required = "committees.answer"
    title = gettext_lazy("Báo cáo hoàn thành nhiệm vụ")
    submit_label = gettext_lazy("Báo cáo hoàn thành")
    act_name = "report_done"


class ReturnTask(TaskWords):
    right_required = "committees.verify"
    title = gettext_lazy("Trả lại nhiệm vụ")
    submit_label = gettext_lazy("Trả lại")
    act_name = "return"
