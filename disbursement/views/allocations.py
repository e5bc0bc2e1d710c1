"""Allocation plans: the list, making and changing one, and its page with the alternatives side by side."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from core.form_pages import CreatePage, UpdatePage
from core.formats import format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row
from disbursement import allocation_tables
from disbursement.allocation_facts import card, plan_facts, source_line, unknown_line
from disbursement.allocation_forms import PlanForm
from disbursement.allocation_tables import millions
from disbursement.comparison import Comparison, Side, sides_of, sources_of
from disbursement.models import AllocationPlan
from disbursement.services.allocation import save_plan, why_not_change

State = AllocationPlan.State
TONES = {State.CHOSEN: "good"}


class AllocationList(TablePage):
    right_required = "disbursement.view"
    nav_section = "disbursement"
    by_component = True
    title = gettext_lazy("Phương án phân bổ vốn")
    empty_text = gettext_lazy("Chưa có phương án phân bổ nào trong địa bàn được phân công.")
    add_right = "disbursement.plan"
    add_label = gettext_lazy("Lập phương án")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("budget_year", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("disbursement:allocation_add")

    def get_queryset(self) -> QuerySet[AllocationPlan]:
        return AllocationPlan.objects.visible_to(self.access).with_names()

    def columns(self) -> list[Column]:
        return [
            Column(_("Phương án phân bổ")),
            Column(_("Năm"), num=True),
            Column(_("Dự án, nội dung")),
            Column(_("Nguồn vốn")),
            Column(_("Tổng vốn (đồng)"), num=True),
            Column(_("Trạng thái")),
        ]

    def row(self, record: AllocationPlan) -> Row:
        return Row(
            [
                Cell(record.title, url=reverse("disbursement:allocation", args=[record.pk])),
                Cell(record.budget_year),
                Cell(record.component.number),
                Cell(record.source),
                Cell(format_number(record.envelope_vnd)),
                Cell(record.get_state_display(), tag=TONES.get(State(record.state), "todo")),
            ]
        )


class FindsPlan(PageMixin):
    right_required = "disbursement.view"
    nav_section = "disbursement"

    @cached_property
    def plan(self) -> AllocationPlan:
        plans = AllocationPlan.objects.visible_to(self.access).with_names()
        return get_object_or_404(
            plans.select_related("decision__document", "chosen_by", "created_by"), pk=self.kwargs["pk"]
        )

    def plan_url(self) -> str:
        return reverse("disbursement:allocation", args=[self.kwargs["pk"]])

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.plan_url()

    def get_success_url(self) -> str:
        return self.plan_url()

    def crumbs(self) -> list[dict[str, str]]:
        return [
            {"label": _("Phương án phân bổ vốn"), "url": reverse("disbursement:allocations")},
            {"label": self.plan.title, "url": self.plan_url()},
        ]


class ChangesPlan(FindsPlan):
    """Forms about a plan that is still a draft; once an alternative is chosen there is nothing to fill in."""

    right_required = "disbursement.plan"

    def why_not(self) -> str:
        return why_not_change(self.plan)

    def to_lock(self) -> QuerySet[AllocationPlan]:
        return AllocationPlan.objects.visible_to(self.access).filter(pk=self.kwargs["pk"])

    def cancel_url(self) -> str:
        return self.plan_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs)


class AllocationPage(FindsPlan, TemplateView):
    tab = "disbursement:allocations"
    template_name = "disbursement/allocation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan
        alternatives = plan.alternatives.select_related("left_over_area").prefetch_related(
            "coefficients__criterion", "limits__area"
        )
        sides = sides_of(alternatives)
        criteria = list(plan.criteria.select_related("legal_text"))
        may_edit = self.access.can("disbursement.plan") and plan.is_draft
        given = {
            "plan": plan,
            "tone": TONES.get(State(plan.state)),
            "facts": plan_facts(plan),
            "cards": [card(plan, side) for side in sides],
            "criteria": allocation_tables.criteria_table(plan, criteria, sides, may_edit=may_edit),
            "criteria_removable": criteria if may_edit else [],
            "found": self.compared(criteria, sides),
            "sides": sides,
            "may_edit": may_edit,
            "may_plan": self.access.can("disbursement.plan"),
            "happened": timeline(plan),
            "crumbs": self.crumbs()[:1],
        }
        if given["found"]:
            given |= comparison_context(given["found"])
        return super().get_context_data(**given, **kwargs)

    def compared(self, criteria: list[Any], sides: list[Side]) -> Comparison | None:
        """The two alternatives that the address names; the first two when it names none."""
        if not sides:
            return None
        asked = [self.request.GET.get(name, "") for name in ("a", "b")]
        by_name = {str(side.alternative.pk): side for side in sides}
        base = by_name.get(asked[0], sides[0])
        others = [side for side in sides if side is not base]
        other = by_name.get(asked[1], others[0] if others else None)
        return Comparison(self.plan, criteria, base, None if other is base else other)


def comparison_context(found: Comparison) -> dict[str, Any]:
    return {
        "result": allocation_tables.result_table(found),
        "values": allocation_tables.values_table(found),
        "moved": millions(found.moved_vnd),
        "unknown": [unknown_line(share) for share in found.base.unknown],
        "sources": [source_line(value) for value in sources_of(found.base)],
    }


class SavesPlan:
    title = gettext_lazy("Lập phương án phân bổ vốn")
    right_required = "disbursement.plan"
    nav_section = "disbursement"
    model = AllocationPlan
    form_class = PlanForm
    access: Any
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Model:
        return save_plan(plan=form.save(commit=False), access=self.access)

    def get_success_url(self) -> str:
        return reverse("disbursement:allocation", args=[self.object.pk])


class AllocationAdd(SavesPlan, CreatePage):
    def cancel_url(self) -> str:
        return reverse("disbursement:allocations")


class AllocationEdit(SavesPlan, ChangesPlan, UpdatePage):
    title = gettext_lazy("Sửa phương án phân bổ vốn")

    def get_success_url(self) -> str:
        return self.plan_url()
