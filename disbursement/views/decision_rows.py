"""The rows of a decision's annex while it is drafted, and what passes on when an agency was merged away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from core.form_pages import DecisionPage
from core.transitions import NotAllowed
from disbursement.line_words import years_of
from disbursement.machine import why_mind
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from disbursement.plan_forms import FORMS, AmountForm, CarriedAmountForm, PassOnForm
from disbursement.services.decisions import change_amount, delete_row, pass_on, save_row, why_not_pass_on
from disbursement.views.decisions import ChangesDecision


class AddRow(ChangesDecision, DecisionPage):
    """One form for each kind of row. `dong` in the query is a line chosen on its own page."""

    right_required = "disbursement.plan"
    saved_message = gettext_lazy("Đã thêm vào phụ lục.")
    submit_label = gettext_lazy("Thêm vào phụ lục")

    @property
    def act(self) -> DraftEntry.Act:
        try:
            return DraftEntry.Act(self.kwargs["act"])
        except ValueError as error:
            raise Http404("act") from error

    def get_form_class(self) -> Any:
        return FORMS[self.act]

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"access": self.access, "act": self.act.value, "on": self.decision.on}
        return {**super().get_form_kwargs(), **given}

    def get_initial(self) -> dict[str, Any]:
        found = self.chosen_line()
        if found is None:
            return {}
        names = ("holder", "component", "kind", "source", "horizon", "budget_year", "is_detailed")
        return {"line": found, "parent": found} | {name: getattr(found, name) for name in names}

    def chosen_line(self) -> CapitalLine | None:
        lines = CapitalLine.objects.visible_to(self.access)
        try:
            return lines.filter(pk=self.request.GET.get("dong") or None).first()
        except ValidationError:
            return None

    def save(self, form: Any) -> DraftEntry:
        return save_row(decision=self.decision, data=form.row_data(), access=self.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"title": self.act.label.capitalize(), "notice": why_mind(self.decision, self.access)}
        return super().get_context_data(**given | kwargs)


class EditRow(ChangesDecision, DecisionPage):
    """Another amount, note or deadline for a row; its second button takes the row out."""

    right_required = "disbursement.plan"
    title = gettext_lazy("Sửa dòng của phụ lục")
    template_name = "disbursement/decision_row.html"

    def to_lock(self) -> QuerySet[CapitalDecision]:
        return CapitalDecision.objects.visible_to(self.access).filter(pk=self.kwargs["pk"])

    @cached_property
    def row(self) -> DraftEntry:
        rows = self.decision.entries.visible_to(self.access).with_lines()
        return get_object_or_404(rows, pk=self.kwargs["row_pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "bo" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            delete_row(row=self.row, access=self.access)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã bỏ dòng khỏi phụ lục."))
        return HttpResponseRedirect(self.decision_url())

    def get_form_class(self) -> type[AmountForm]:
        return CarriedAmountForm if self.row.act == DraftEntry.Act.CARRY_OVER else AmountForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "record": self.row}

    def get_initial(self) -> dict[str, Any]:
        return {"amount_vnd": abs(self.row.amount_vnd), "note": self.row.note, "until": self.row.until}

    def save(self, form: Any) -> DraftEntry:
        return change_amount(row=self.row, access=self.access, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.row.line
        lead = " · ".join((str(self.row.get_act_display()), line.holder.name, line.component.code, years_of(line)))
        return super().get_context_data(**kwargs) | {"lead": lead, "notice": why_mind(self.decision, self.access)}


class PassOn(DecisionPage):
    """The lines of an agency that was merged away, all with what they have left, to the one that followed it."""

    right_required = "disbursement.plan"
    nav_section = "disbursement"
    title = gettext_lazy("Chuyển vốn cho đơn vị kế tục")
    submit_label = gettext_lazy("Đưa vào dự thảo")
    saved_message = gettext_lazy("Đã thêm các dòng điều chuyển vào dự thảo.")
    form_class = PassOnForm

    @cached_property
    def holder(self) -> Agency:
        return get_object_or_404(Agency.objects.visible_to(self.access), pk=self.kwargs["holder_pk"])

    def why_not(self) -> str:
        return why_not_pass_on(holder=self.holder, access=self.access)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access, "holder": self.holder}

    def save(self, form: Any) -> CapitalDecision:
        pass_on(holder=self.holder, access=self.access, **form.cleaned_data)
        decision: CapitalDecision = form.cleaned_data["decision"]
        return decision

    def get_success_url(self) -> str:
        return reverse("disbursement:decision", args=[self.object.pk])

    def cancel_url(self) -> str:
        return f"{reverse('disbursement:line_list')}?don_vi={self.holder.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lead": self.holder.name}
