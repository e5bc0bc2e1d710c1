"""Choosing an alternative, the submission with its annex, and the drafted decision that comes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_pages import DecisionPage
from core.papers.pages import PaperPage
from core.papers.paper import Paper
from disbursement.allocation_forms import DraftForm, ReasonForm
from disbursement.allocation_paper import allocation_paper
from disbursement.models import AllocationPlan, CapitalDecision, Coefficient
from disbursement.services.allocation import choose, why_not_choose
from disbursement.services.allocation_drafts import draft_from, lines_to_give
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

    def why_not(self) -> str:
        return super().why_not() or why_not_choose(list(self.alternative.shares.select_related("area")))

    def save(self, form: Any) -> AllocationPlan:
        return choose(alternative=self.alternative, reason=form.cleaned_data["text"], access=self.access)


class AllocationPaper(FindsPlan, PaperPage):
    """The submission and its annex as they are printed; of the chosen alternative alone."""

    title = gettext_lazy("Tờ trình và phụ lục")
    paper_name = "to-trinh-phan-bo"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.plan.chosen is None:
            messages.error(request, _("Chọn phương án trước khi in tờ trình."))
            return HttpResponseRedirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def which(self) -> str:
        return f"{self.plan.component.code} {self.plan.budget_year}"

    def make_paper(self) -> Paper:
        return allocation_paper(self.plan, timezone.localdate())

    def caution(self) -> str:
        """What is to be checked before the paper goes out; it does not stand in the paper."""
        counting = Coefficient.objects.filter(alternative=self.plan.chosen_id, value__gt=0).select_related("criterion")
        unsure = [row.criterion.label for row in counting if row.criterion.needs_check]
        if not unsure:
            return ""
        return _("Hệ số cần đối chiếu văn bản trước khi trình: %(labels)s.") % {"labels": "; ".join(unsure)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        note = _("Số và người ký do văn thư ghi khi ban hành.")
        given = {"crumbs": self.crumbs(), "note": note, "caution": self.caution()}
        return super().get_context_data(**given | kwargs)


class AllocationDraft(FindsPlan, DecisionPage):
    """The shares become the annex of a decision that stands in the register."""

    right_required = "disbursement.plan"
    form_class = DraftForm
    title = gettext_lazy("Lập dự thảo quyết định phân bổ")
    submit_label = gettext_lazy("Lập dự thảo")
    saved_message = gettext_lazy("Đã lập dự thảo quyết định; kiểm tra rồi trình ký.")
    lead = gettext_lazy("Mỗi đơn vị trong phương án đã chọn thành một dòng của phụ lục quyết định.")
    decision: CapitalDecision

    def why_not(self) -> str:
        if self.plan.chosen is None:
            return _("Chọn phương án trước khi lập dự thảo quyết định.")
        return _("Phương án này đã có dự thảo quyết định.") if self.plan.decision_id else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"access": self.access, "parents": lines_to_give(self.plan, self.access), "plan": self.plan}
        return {**super().get_form_kwargs(), **given}

    def save(self, form: Any) -> CapitalDecision:
        self.decision = draft_from(plan=self.plan, access=self.access, **form.cleaned_data)
        return self.decision

    def get_success_url(self) -> str:
        made = getattr(self, "decision", None)
        return reverse("disbursement:decision", args=[made.pk]) if made else self.plan_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs)
