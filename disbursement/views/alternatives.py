"""What an allocation plan is divided by: criteria, alternatives, floors and caps of single units."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from core.form_pages import ActPage, CreatePage, UpdatePage
from disbursement.allocation_forms import AlternativeForm, CriterionForm, LimitForm
from disbursement.models import Alternative, Criterion, UnitLimit
from disbursement.services.allocation import (
    remove_alternative,
    remove_criterion,
    remove_limit,
    save_alternative,
    save_criterion,
    save_limit,
    work_out_again,
)
from disbursement.services.apportioning import units_of
from disbursement.views.allocations import ChangesPlan, FindsPlan


class SavesCriterion(ChangesPlan):
    model = Criterion
    form_class = CriterionForm

    def save(self, form: Any) -> Model:
        return save_criterion(criterion=form.save(commit=False), access=self.access)


class CriterionAdd(SavesCriterion, CreatePage):
    title = gettext_lazy("Thêm tiêu chí")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Criterion(plan=self.plan)}


class CriterionEdit(SavesCriterion, UpdatePage):
    title = gettext_lazy("Sửa tiêu chí")

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Criterion:
        return get_object_or_404(self.plan.criteria.select_related("plan"), pk=self.kwargs["criterion_pk"])


class CriterionRemove(FindsPlan, ActPage):
    right_required = "disbursement.plan"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        criterion = get_object_or_404(self.plan.criteria.select_related("plan"), pk=kwargs["criterion_pk"])
        remove_criterion(criterion=criterion, access=self.access)
        return self.plan_url()


class FindsAlternative(FindsPlan):
    @cached_property
    def alternative(self) -> Alternative:
        alternatives = self.plan.alternatives.select_related("plan__area", "plan__component")
        return get_object_or_404(alternatives, pk=self.kwargs["alternative_pk"])


class SavesAlternative(ChangesPlan):
    model = Alternative
    form_class = AlternativeForm
    submit_label = gettext_lazy("Lưu và tính")
    lead = gettext_lazy("Điểm của một đơn vị bằng tổng số liệu nhân với điểm cho một đơn vị tính của từng tiêu chí.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "criteria": self.plan.criteria.all()}

    def save(self, form: Any) -> Model:
        alternative = form.save(commit=False)
        return save_alternative(alternative=alternative, coefficients=form.coefficients(), access=self.access)


class AlternativeAdd(SavesAlternative, CreatePage):
    title = gettext_lazy("Thêm phương án")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Alternative(plan=self.plan)}


class AlternativeEdit(SavesAlternative, FindsAlternative, UpdatePage):
    title = gettext_lazy("Sửa phương án")

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Alternative:
        return self.alternative


class AlternativeWorkOut(FindsAlternative, ActPage):
    right_required = "disbursement.plan"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        work_out_again(alternative=self.alternative, access=self.access)
        return self.plan_url()


class AlternativeRemove(FindsAlternative, ActPage):
    right_required = "disbursement.plan"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        remove_alternative(alternative=self.alternative)
        return self.plan_url()


class LimitAdd(ChangesPlan, FindsAlternative, CreatePage):
    title = gettext_lazy("Mức sàn, trần riêng")
    submit_label = gettext_lazy("Lưu và tính")
    model = UnitLimit
    form_class = LimitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"instance": UnitLimit(alternative=self.alternative), "units": units_of(self.plan)}
        return {**super().get_form_kwargs(), **given}

    def save(self, form: Any) -> Model:
        return save_limit(limit=form.save(commit=False), access=self.access)


class LimitRemove(FindsAlternative, ActPage):
    right_required = "disbursement.plan"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        limits = self.alternative.limits.select_related(
            "alternative__plan__area", "alternative__plan__component", "area"
        )
        remove_limit(limit=get_object_or_404(limits, pk=kwargs["limit_pk"]), access=self.access)
        return self.plan_url()
