"""The page that asks late holders to explain themselves, one or several at once."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from core.form_pages import DecisionPage
from core.formats import format_number
from core.list_pages import with_query
from disbursement.explanation_machine import ASSESSES, may_ask
from disbursement.models import ExplanationRequest
from disbursement.services.explanations import ask, explanation_url
from reports.asking import AskRow, basis_of, late_of, late_rows, open_requests, usual_question
from reports.boards.disbursement import DisbursementBoard
from reports.figures.capital import HolderRow
from reports.figures.question import question
from reports.forms import AskForm
from reports.views.disbursement import DETAILED

DAYS_TO_ANSWER = 7
ALL = "tat-ca"


class AskExplanation(DecisionPage):
    """Place, year and day come from the context bar, `keo_dai` and `mau_so` from the board; `don_vi` is one holder,
    `chon=tat-ca` ticks all. What a holder is asked about is all its capital, whatever the programme looked at."""

    right_required = ASSESSES
    nav_section = "disbursement"
    template_name = "reports/ask_explanation.html"
    title = gettext_lazy("Yêu cầu giải trình tiến độ giải ngân")
    submit_label = gettext_lazy("Gửi yêu cầu giải trình")
    saved_message = gettext_lazy("Đã gửi yêu cầu giải trình và thông báo cho đơn vị.")
    form_class = AskForm
    new: list[ExplanationRequest]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_ask(self.access):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def board(self) -> DisbursementBoard:
        chosen, query = selection(self.request), self.request.GET
        asked = question(
            chosen.area,
            chosen.year,
            chosen.as_of,
            include_carry_over=query.get("keo_dai") == "1",
            denominator="detailed" if query.get("mau_so") == DETAILED else "given",
        )
        return DisbursementBoard(asked)

    @cached_property
    def late(self) -> list[HolderRow]:
        return late_rows(self.board, self.request.GET.get("don_vi", ""))

    @cached_property
    def open(self) -> dict[int, ExplanationRequest]:
        return open_requests(self.access, self.late, self.board.asked.budget_year)

    @cached_property
    def to_ask(self) -> dict[str, HolderRow]:
        return {str(row.holder.pk): row for row in self.late if row.holder.pk not in self.open}

    def get_form_kwargs(self) -> dict[str, Any]:
        choices = [(pk, row.holder.name) for pk, row in self.to_ask.items()]
        return {**super().get_form_kwargs(), "access": self.access, "holders": choices}

    def get_initial(self) -> dict[str, Any]:
        query = self.request.GET
        ticked = list(self.to_ask) if query.get("don_vi") or query.get("chon") == ALL else []
        due = timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)
        return {"holders": ticked, "due": due, "question": usual_question(self.board)}

    def save(self, form: AskForm) -> Model:
        given = dict(form.cleaned_data)
        chosen = [self.to_ask[pk] for pk in given.pop("holders")]
        late = [late_of(row) for row in chosen]
        self.new = ask(access=self.access, basis=basis_of(self.board), late=late, **given)
        if passed_over := len(chosen) - len(self.new):
            told = _("%(n)s đơn vị vừa được người khác yêu cầu giải trình nên không gửi lại.")
            messages.warning(self.request, told % {"n": format_number(passed_over)})
        return self.new[0]

    def get_success_url(self) -> str:
        return explanation_url(self.new[0]) if len(self.new) == 1 else reverse("disbursement:explanations")

    def cancel_url(self) -> str:
        kept = {name: self.request.GET[name] for name in ("keo_dai", "mau_so") if name in self.request.GET}
        return f"{reverse('reports:disbursement')}?{selection(self.request).query(**kept)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        given = {
            "rows": self.rows(set(context["form"]["holders"].value() or [])),
            "average": self.board.holders.average.rate,
            "as_of": self.board.asked.as_of,
            "denominator": ExplanationRequest.Denominator(self.board.asked.denominator).label,
            "carry_over": self.board.asked.include_carry_over,
            "is_one": bool(self.request.GET.get("don_vi")),
            "all_url": with_query(self.request, chon=ALL) if len(self.to_ask) > 1 else "",
            "everybody_url": with_query(self.request, don_vi=None),
            "crumbs": [{"label": _("Giải ngân"), "url": self.cancel_url()}],
        }
        return context | given

    def rows(self, ticked: set[str]) -> list[AskRow]:
        first = next(iter(self.to_ask), "")
        return [
            AskRow(row, pk in ticked, pk == first, self.open.get(row.holder.pk))
            for row, pk in ((row, str(row.holder.pk)) for row in self.late)
        ]
