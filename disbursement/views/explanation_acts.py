"""What is done about a request for explanation: answered by the holder; accepted, returned, closed or withdrawn."""

from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from core import drafts
from core.form_pages import DecisionPage
from core.transitions import why_not
from disbursement.explanation_forms import AnswerForm, ReasonForm, RemarkForm, ReturnForm, initial_of
from disbursement.explanation_machine import ANSWERS, ASSESSES, MACHINE
from disbursement.explanation_tables import denominator_words, figures_table
from disbursement.models import Explanation, ExplanationRequest
from disbursement.rules.schedules import month_ends
from disbursement.services.explanations import answer, assess
from disbursement.views.explanations import FindsExplanation


class ExplanationAct(FindsExplanation, DecisionPage):
    act_name: ClassVar[str] = ""

    def why_not(self) -> str:
        return why_not(MACHINE, self.asked, self.act_name, self.access)

    def get_success_url(self) -> str:
        return self.asked_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [*self.crumbs(), {"label": self.asked.holder.name, "url": self.asked_url()}]
        return super().get_context_data(crumbs=crumbs, **kwargs) | {"lead": self.asked.holder.name}


class AnswerRequest(ExplanationAct):
    right_required = ANSWERS
    title = gettext_lazy("Giải trình tiến độ giải ngân")
    submit_label = gettext_lazy("Gửi giải trình")
    saved_message = gettext_lazy("Đã gửi giải trình.")
    template_name = "disbursement/explanation_answer.html"
    form_class = AnswerForm
    act_name = "answer"

    @cached_property
    def last(self) -> Explanation | None:
        return next(iter(self.versions), None)

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = self.asked
        figures = {"plan_vnd": asked.plan_now, "disbursed_vnd": asked.disbursed_now}
        months = month_ends(asked.budget_year, timezone.localdate())
        return {**super().get_form_kwargs(), **figures, "months": months}

    def get_initial(self) -> dict[str, Any]:
        """The version that was returned."""
        if self.last is None:
            return {}
        words = {name: getattr(self.last, name) for name in ("cause", "measures", "difficulties")}
        return initial_of(words, {step.month_end: step.promised_vnd for step in self.last.steps.all()})

    def save(self, form: Any) -> Explanation:
        return answer(request=self.asked, data=form.answer(), access=self.access)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        sent = super().form_valid(form)
        return drafts.arrived(self.request, sent) if sent.status_code == 302 else sent

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {
            "asked": self.asked,
            "version": len(self.versions) + 1,
            "figures": figures_table(self.asked, timezone.localdate()),
            "denominator": denominator_words(self.asked),
        }
        return super().get_context_data(**given, **kwargs)


class AssessRequest(ExplanationAct):
    """One act of those who asked; what is typed goes to the service under the names of its fields."""

    right_required = ASSESSES

    def save(self, form: Any) -> ExplanationRequest:
        return assess(request=self.asked, act=self.act_name, access=self.access, **form.cleaned_data)


class AcceptExplanation(AssessRequest):
    title = gettext_lazy("Chấp nhận giải trình")
    submit_label = gettext_lazy("Chấp nhận, theo dõi lịch cam kết")
    saved_message = gettext_lazy("Đã chấp nhận. Cam kết từng tháng được đối chiếu với sổ giải ngân.")
    form_class = RemarkForm
    act_name = "accept"


class ReturnExplanation(AssessRequest):
    title = gettext_lazy("Trả lại giải trình")
    submit_label = gettext_lazy("Trả lại")
    saved_message = gettext_lazy("Đã trả lại, đơn vị phải giải trình lại.")
    form_class = ReturnForm
    act_name = "return"


class CloseExplanation(AssessRequest):
    title = gettext_lazy("Kết thúc theo dõi giải trình")
    submit_label = gettext_lazy("Kết thúc theo dõi")
    saved_message = gettext_lazy("Đã kết thúc theo dõi.")
    form_class = ReasonForm
    act_name = "close"


class WithdrawRequest(AssessRequest):
    title = gettext_lazy("Rút yêu cầu giải trình")
    submit_label = gettext_lazy("Rút yêu cầu")
    saved_message = gettext_lazy("Đã rút yêu cầu giải trình.")
    form_class = ReasonForm
    act_name = "withdraw"
