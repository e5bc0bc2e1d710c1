"""Plans and the visits made by them."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.form_pages import CreatePage, UpdatePage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row, Table
from inspections.filters import PlanFilter
from inspections.forms import PlanForm, VisitForm
from inspections.models import InspectionPlan, Visit
from inspections.services import save_plan, save_visit
from inspections.views.recommendations import recommendation_table

VISITS_SHOWN = 200


class PlanList(TablePage):
    right_required = "inspections.view"
    nav_section = "inspections"
    title = gettext_lazy("Kế hoạch kiểm tra")
    empty_text = gettext_lazy("Chưa có kế hoạch kiểm tra nào.")
    filterset_class = PlanFilter
    add_right = "inspections.edit"
    add_label = gettext_lazy("Lập kế hoạch kiểm tra")
    orderings: ClassVar[dict[str, Ordering]] = {"year": Ordering(("year", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("inspections:plan_add")

    def get_queryset(self) -> QuerySet[InspectionPlan]:
        return InspectionPlan.objects.visible_to(self.access).select_related("area", "document")

    def columns(self) -> list[Column]:
        return [
            Column(_("Kế hoạch")),
            Column(_("Năm"), num=True),
            Column(_("Địa bàn")),
            Column(_("Văn bản")),
        ]

    def row(self, record: InspectionPlan) -> Row:
        return Row(
            [
                Cell(record.title, url=reverse("inspections:plan", args=[record.pk])),
                Cell(str(record.year)),
                Cell(record.area.full_name),
                Cell(record.document.number if record.document else ""),
            ]
        )


class PlanPage(PageMixin, TemplateView):
    right_required = "inspections.view"
    nav_section = "inspections"
    tab = "inspections:plans"
    template_name = "inspections/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plans = InspectionPlan.objects.visible_to(self.access).select_related("area", "document")
        plan = get_object_or_404(plans, pk=kwargs["pk"])
        visits = plan.visits.visible_to(self.access).select_related("area").order_by("planned_on", "pk")
        own = InspectionPlan.objects.editable_by(self.access).filter(pk=plan.pk).exists()
        return super().get_context_data(
            plan=plan,
            facts=plan_facts(plan),
            visits=visit_table(list(visits[:VISITS_SHOWN])),
            may_edit=own and self.access.can("inspections.edit"),
            crumbs=[{"label": _("Kế hoạch kiểm tra"), "url": reverse("inspections:plans")}],
            **kwargs,
        )


def plan_facts(plan: InspectionPlan) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Năm"), "value": plan.year},
        {"label": _("Địa bàn"), "value": plan.area.full_name},
    ]
    if plan.document:
        url = reverse("committees:document", args=[plan.document.pk])
        facts.append({"label": _("Văn bản"), "value": plan.document.number, "url": url})
    return facts


def visit_table(visits: list[Visit]) -> Table:
    columns = [
        Column(_("Nơi kiểm tra")),
        Column(_("Đoàn kiểm tra")),
        Column(_("Ngày dự kiến"), num=True),
        Column(_("Ngày kiểm tra"), num=True),
    ]
    return Table(_("Các cuộc kiểm tra"), columns, [_visit_row(visit) for visit in visits], caption_hidden=True)


def _visit_row(visit: Visit) -> Row:
    made = Cell(format_date(visit.visited_on)) if visit.visited_on else Cell(_("chưa kiểm tra"))
    place = Cell(visit.area.full_name, url=reverse("inspections:visit", args=[visit.pk]))
    return Row([place, Cell(visit.team), Cell(format_date(visit.planned_on)), made])


class Saves:
    """What the forms of this page share."""

    right_required = "inspections.edit"
    nav_section = "inspections"
    access: Any
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}


class SavesPlan(Saves):
    title = gettext_lazy("Lập kế hoạch kiểm tra")
    model = InspectionPlan
    form_class = PlanForm

    def save(self, form: Any) -> Model:
        return save_plan(plan=form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("inspections:plan", args=[self.object.pk])


class PlanAdd(SavesPlan, CreatePage):
    def cancel_url(self) -> str:
        return reverse("inspections:plans")


class PlanEdit(SavesPlan, UpdatePage):
    title = gettext_lazy("Sửa kế hoạch kiểm tra")


class VisitPage(PageMixin, TemplateView):
    right_required = "inspections.view"
    nav_section = "inspections"
    tab = "inspections:plans"
    template_name = "inspections/visit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visits = Visit.objects.visible_to(self.access).select_related("area", "plan")
        visit = get_object_or_404(visits, pk=kwargs["pk"])
        found = visit.recommendations.visible_to(self.access).select_related("agency")
        own = Visit.objects.editable_by(self.access).filter(pk=visit.pk).exists()
        plan_url = reverse("inspections:plan", args=[visit.plan.pk])
        return super().get_context_data(
            visit=visit,
            facts=visit_facts(visit),
            recommendations=recommendation_table(list(found.order_by("due", "pk"))),
            may_edit=own and self.access.can("inspections.edit"),
            crumbs=[
                {"label": _("Kế hoạch kiểm tra"), "url": reverse("inspections:plans")},
                {"label": visit.plan.title, "url": plan_url},
            ],
            **kwargs,
        )


def visit_facts(visit: Visit) -> list[dict[str, Any]]:
    made = format_date(visit.visited_on) if visit.visited_on else _("chưa kiểm tra")
    return [
        {"label": _("Nơi kiểm tra"), "value": visit.area.full_name},
        {"label": _("Đoàn kiểm tra"), "value": visit.team},
        {"label": _("Ngày dự kiến"), "value": format_date(visit.planned_on)},
        {"label": _("Ngày kiểm tra"), "value": made},
    ]


class SavesVisit(Saves):
    title = gettext_lazy("Thêm cuộc kiểm tra")
    model = Visit
    form_class = VisitForm

    def save(self, form: Any) -> Model:
        return save_visit(visit=form.save(commit=False), access=self.access)

    def get_success_url(self) -> str:
        return reverse("inspections:visit", args=[self.object.pk])


class VisitAdd(SavesVisit, CreatePage):
    """A visit by one plan of one's own area."""

    kwargs: dict[str, Any]

    @cached_property
    def plan(self) -> InspectionPlan:
        plans = InspectionPlan.objects.editable_by(self.access)
        return get_object_or_404(plans, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Visit(plan=self.plan)}

    def cancel_url(self) -> str:
        return reverse("inspections:plan", args=[self.plan.pk])


class VisitEdit(SavesVisit, UpdatePage):
    title = gettext_lazy("Ghi kết quả kiểm tra")
