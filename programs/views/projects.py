"""Livelihood projects and the households that take part."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from core.exports import Column as ExportColumn
from core.form_pages import ActPage, CreatePage, DecisionPage, UpdatePage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row, Table
from core.transitions import available
from households.models import ResultClass
from programs.filters import ProjectFilter
from programs.forms import ParticipantForm, ProjectForm
from programs.machine import MACHINE
from programs.models import LivelihoodProject, Participant
from programs.services import add_participant, move_project, save_project

State = LivelihoodProject.State
TONES = {State.APPROVED: "near", State.RUNNING: "warn", State.FINISHED: "good"}
PARTICIPANTS_SHOWN = 200


class ProjectList(TablePage):
    right_required = "programs.view"
    nav_section = "programs"
    by_component = True
    title = gettext_lazy("Dự án sinh kế")
    empty_text = gettext_lazy("Chưa có dự án nào.")
    filterset_class = ProjectFilter
    export_right = "reports.export"
    export_name = "du-an-sinh-ke"
    add_right = "programs.edit"
    add_label = gettext_lazy("Thêm dự án")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("starts_on", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("programs:project_add")

    def get_queryset(self) -> QuerySet[LivelihoodProject]:
        return LivelihoodProject.objects.visible_to(self.access).select_related("area", "owner", "component")

    def columns(self) -> list[Column]:
        return [
            Column(_("Dự án")),
            Column(_("Địa bàn")),
            Column(_("Chủ đầu tư")),
            Column(_("Kinh phí (đồng)"), num=True),
            Column(_("Bắt đầu"), num=True),
            Column(_("Trạng thái")),
        ]

    def row(self, record: LivelihoodProject) -> Row:
        return Row(
            [
                Cell(record.name, url=reverse("programs:project", args=[record.pk])),
                Cell(record.area.full_name),
                Cell(record.owner.name),
                Cell(format_number(record.budget_vnd)),
                Cell(format_date(record.starts_on)),
                Cell(record.get_state_display(), tag=TONES.get(State(record.state), "todo")),
            ]
        )

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Dự án")),
            ExportColumn(_("Nội dung chương trình")),
            ExportColumn(_("Địa bàn")),
            ExportColumn(_("Chủ đầu tư")),
            ExportColumn(_("Kinh phí (đồng)"), "integer"),
            ExportColumn(_("Bắt đầu"), "date"),
            ExportColumn(_("Trạng thái")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Any:
        for project in queryset.iterator(chunk_size=2000):
            yield [
                project.name,
                project.component.number,
                project.area.full_name,
                project.owner.name,
                project.budget_vnd,
                project.starts_on,
                project.get_state_display(),
            ]


class FindsProject(PageMixin):
    right_required = "programs.view"
    nav_section = "programs"

    @cached_property
    def project(self) -> LivelihoodProject:
        projects = LivelihoodProject.objects.visible_to(self.access)
        return get_object_or_404(
            projects.select_related("area", "owner", "component", "approval__kind"), pk=self.kwargs["pk"]
        )

    def project_url(self) -> str:
        return reverse("programs:project", args=[self.kwargs["pk"]])


class ProjectPage(FindsProject, TemplateView):
    tab = "programs:projects"
    template_name = "programs/project.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project
        joined = project.participants.visible_to(self.access)
        acts = [{"label": row.label, "name": row.act} for row in available(MACHINE, project, self.access)]
        given = {
            "project": project,
            "tone": TONES.get(State(project.state)),
            "facts": project_facts(project),
            "acts": acts,
            "participants": self.participant_table(joined),
            "total": joined.count(),
            "may_edit": self.access.can("programs.edit"),
            "happened": timeline(project),
            "crumbs": [{"label": _("Dự án sinh kế"), "url": reverse("programs:projects")}],
        }
        return super().get_context_data(**given, **kwargs)

    def participant_table(self, joined: QuerySet[Participant]) -> Table | None:
        """The households by name, for those who may see households."""
        if not self.access.can("households.view"):
            return None
        columns = [Column(_("Hộ")), Column(_("Phân loại khi tham gia")), Column(_("Ngày tham gia"), num=True)]
        rows = joined.select_related("household").order_by("household__head_name_sort", "pk")
        shown = [participant_row(participant) for participant in rows[:PARTICIPANTS_SHOWN]]
        return Table(_("Hộ tham gia"), columns, shown, caption_hidden=True)


def participant_row(participant: Participant) -> Row:
    classes = dict(ResultClass.choices)
    household = participant.household
    return Row(
        [
            Cell(f"{household.head_name} ({household.code})", url=reverse("households:detail", args=[household.pk])),
            Cell(classes.get(participant.class_then, _("chưa rà soát"))),
            Cell(format_date(participant.joined_on)),
        ]
    )


def project_facts(project: LivelihoodProject) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Nội dung chương trình"), "value": str(project.component)},
        {"label": _("Địa bàn"), "value": project.area.full_name},
        {"label": _("Chủ đầu tư"), "value": project.owner.name},
        {"label": _("Kinh phí"), "value": _("%(amount)s đồng") % {"amount": format_number(project.budget_vnd)}},
        {"label": _("Bắt đầu"), "value": format_date(project.starts_on)},
    ]
    if project.ends_on:
        facts.append({"label": _("Kết thúc"), "value": format_date(project.ends_on)})
    if project.approval:
        url = reverse("committees:document", args=[project.approval.pk])
        facts.append({"label": _("Quyết định phê duyệt"), "value": project.approval.number, "url": url})
    return facts


class SavesProject:
    right_required = "programs.edit"
    nav_section = "programs"
    title = gettext_lazy("Thêm dự án sinh kế")
    model = LivelihoodProject
    form_class = ProjectForm
    access: Any
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Model:
        return save_project(project=form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("programs:project", args=[self.object.pk])


class ProjectAdd(SavesProject, CreatePage):
    def cancel_url(self) -> str:
        return reverse("programs:projects")


class ProjectEdit(SavesProject, UpdatePage):
    title = gettext_lazy("Sửa dự án sinh kế")


class ProjectAct(FindsProject, ActPage):
    right_required = "programs.edit"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        move_project(project=self.project, act=kwargs["act"], access=self.access)
        return self.project_url()

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.project_url()


class ParticipantAdd(FindsProject, DecisionPage):
    right_required = "programs.edit"
    title = gettext_lazy("Thêm hộ tham gia")
    submit_label = gettext_lazy("Thêm hộ")
    form_class = ParticipantForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Participant:
        values = form.cleaned_data
        return add_participant(project=self.project, household=values["code"], joined_on=values["joined_on"])

    def get_success_url(self) -> str:
        return self.project_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [
            {"label": _("Dự án sinh kế"), "url": reverse("programs:projects")},
            {"label": self.project.name, "url": self.project_url()},
        ]
        return super().get_context_data(crumbs=crumbs, **kwargs)
