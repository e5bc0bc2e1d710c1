"""Choosing an alternative, the submission with its annex, and the drafted decision that comes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.models import Agency
from core.form_pages import DecisionPage
from core.formats import format_number
from core.money_words import money_in_words
from disbursement import allocation_tables
from disbursement.allocation_facts import source_line
from disbursement.allocation_forms import DraftForm, ReasonForm
from disbursement.comparison import Side, sides_of, sources_of
from disbursement.criterion_sources import find
from disbursement.models import AllocationPlan, CapitalDecision, Criterion
from disbursement.services.allocation import choose
from disbursement.services.allocation_drafts import draft_from, lines_to_give
from disbursement.services.apportioning import reserve_vnd
from disbursement.views.allocations import ChangesPlan, FindsPlan
from disbursement.views.alternatives import FindsAlternative


class AlternativeChoose(ChangesPlan, FindsAlternative, DecisionPage):
    form_class = ReasonForm
    title = gettext_lazy("Chọn phương án")
    submit_label = gettext_lazy("Chọn phương án này")
    saved_message = gettext_lazy("Đã chọn phương án.")
    lead = gettext_lazy("Sau khi chọn, phương án phân bổ không sửa được nữa.")

    def get_form_kwargs(self) -> dict[str, Any]:
        label = _("Lý do chọn %(name)s") % {"name": self.alternative.name}
        return {**super().get_form_kwargs(), "label": label}

    def save(self, form: Any) -> AllocationPlan:
        return choose(alternative=self.alternative, reason=form.cleaned_data["text"], access=self.access)


class AllocationPaper(FindsPlan, TemplateView):
    """The submission and its annex as they are printed; of the chosen alternative alone."""

    template_name = "disbursement/allocation_paper.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan.chosen is None:
            messages.error(request, _("Chọn phương án trước khi in tờ trình."))
            return HttpResponseRedirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan
        assert plan.chosen is not None
        alternatives = plan.alternatives.filter(pk=plan.chosen_id).select_related("left_over_area")
        side = sides_of(alternatives.prefetch_related("coefficients__criterion"))[0]
        criteria = [row for row in plan.criteria.select_related("legal_text") if side.weights.get(row.measure)]
        reserve = reserve_vnd(plan)
        given = {
            "plan": plan,
            "today": timezone.localdate(),
            **parties(plan, self.access),
            "criteria": [paper_criterion(row, side) for row in criteria],
            "criterion_labels": [row.label for row in criteria],
            "side": side,
            "rows": [annex_row(number, share, criteria) for number, share in enumerate(side.shares.values(), 1)],
            "bases": bases_of(plan),
            "sources": [source_line(value) for value in sources_of(side)],
            "reserve": reserve,
            "divided": plan.envelope_vnd - reserve,
            "in_words": money_in_words(plan.envelope_vnd),
            "divided_millions": allocation_tables.millions(side.total_vnd),
            "reserve_millions": allocation_tables.millions(reserve),
            "envelope_millions": allocation_tables.millions(side.total_vnd + reserve),
            "crumbs": self.crumbs(),
        }
        return super().get_context_data(**given, **kwargs)


def paper_criterion(criterion: Criterion, side: Side) -> dict[str, Any]:
    source = find(criterion.measure)
    return {
        "criterion": criterion,
        "points": allocation_tables.tidy(side.weights[criterion.measure]),
        "unit": source.unit if source else "",
    }


def bases_of(plan: AllocationPlan) -> list[str]:
    """Each line of the legal basis as such a paper begins it."""
    lines = [line.strip() for line in plan.basis.splitlines() if line.strip()]
    return [line if line.lower().startswith("căn cứ") else f"Căn cứ {line}" for line in lines]


def parties(plan: AllocationPlan, access: Any) -> dict[str, Any]:
    """Who submits (the reader's agency), to whom, and who else receives it; in Vietnamese as it is filed."""
    agency = access.post.user.agency if access.post else None
    kind, name = plan.area.kind, plan.area.name
    addressee = f"Ủy ban nhân dân {kind} {name}"
    issuer = agency.name if agency else "Cơ quan trình"
    is_committee = agency is not None and agency.kind == Agency.Kind.PEOPLES_COMMITTEE
    return {
        "issuer": issuer,
        "superior": "" if is_committee else addressee,
        "addressee": addressee,
        "receivers": ["Như trên", "Các đơn vị nêu tại Phụ lục", "Lưu: VT"],
    }


def annex_row(number: int, share: Any, criteria: list[Any]) -> dict[str, Any]:
    values = [share.values.get(row.measure, {}).get("value") for row in criteria]
    return {
        "number": number,
        "name": share.area.full_name,
        "values": ["" if value is None else format_number(allocation_tables.plain(value)) for value in values],
        "score": "" if share.score is None else allocation_tables.tidy(share.score),
        "amount": allocation_tables.millions(share.share_vnd),
        "note": allocation_tables.standing(share),
    }


class AllocationDraft(FindsPlan, DecisionPage):
    """The shares become the annex of a decision that stands in the register."""

    right_required = "disbursement.plan"
    form_class = DraftForm
    title = gettext_lazy("Lập dự thảo quyết định phân bổ")
    submit_label = gettext_lazy("Lập dự thảo")
    saved_message = gettext_lazy("Đã lập dự thảo quyết định; kiểm tra rồi trình ký.")
    lead = gettext_lazy("Mỗi đơn vị trong phương án đã chọn thành một dòng của phụ lục quyết định.")
    decision: CapitalDecision

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan.chosen is None or self.plan.decision_id is not None:
            told = _("Phương án này đã có dự thảo quyết định.")
            messages.error(request, told if self.plan.chosen else _("Chọn phương án trước khi lập dự thảo quyết định."))
            return HttpResponseRedirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"access": self.access, "parents": lines_to_give(self.plan, self.access)}
        return {**super().get_form_kwargs(), **given}

    def save(self, form: Any) -> CapitalDecision:
        self.decision = draft_from(plan=self.plan, access=self.access, **form.cleaned_data)
        return self.decision

    def get_success_url(self) -> str:
        made = getattr(self, "decision", None)
        return reverse("disbursement:decision", args=[made.pk]) if made else self.plan_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs)
