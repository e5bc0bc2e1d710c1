"""Decisions about capital: the list, a decision with its annex, and the acts of its machine."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import timeline
from core.confirm_pages import ConfirmPage
from core.form_pages import ActPage, DecisionPage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.money_words import money_in_words
from core.pages import ListPage, PageMixin
from core.tables import Cell, Column, Row
from core.transitions import available, held_back
from disbursement.annex import AnnexRow, annex_of, annex_rows, totals_of
from disbursement.filters import DecisionFilter
from disbursement.machine import MACHINE, why_not_edit
from disbursement.models import CapitalDecision, DraftEntry
from disbursement.plan_forms import DecisionForm, ReasonForm
from disbursement.services.checking import Finding, check
from disbursement.services.decisions import discard, draft_decision, move_decision, why_not_move
from disbursement.services.rows import seen_rows
from disbursement.signing import sign_later, signing, takes_a_job

State = CapitalDecision.State
TONES = {State.DRAFT: "todo", State.CHECKED: "near", State.SIGNED: "good"}
# Act of the machine -> the page behind its button. Signing cannot be taken back, and a return says why.
PAGES = {"check": "decision_check", "return": "decision_return", "reject": "decision_reject", "sign": "decision_sign"}


class DecisionList(TablePage):
    right_required = "disbursement.view"
    nav_section = "disbursement"
    title = gettext_lazy("Quyết định về vốn")
    empty_text = gettext_lazy(
        "Chưa có quyết định nào của địa bàn này. Vốn do cấp trên giao, theo quyết định nào: xem Biến động kế hoạch vốn."
    )
    filterset_class = DecisionFilter
    add_right = "disbursement.plan"
    add_label = gettext_lazy("Dự thảo quyết định")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("on", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("disbursement:decision_add")

    def get_queryset(self) -> QuerySet[CapitalDecision]:
        return CapitalDecision.objects.visible_to(self.access).with_papers()

    def columns(self) -> list[Column]:
        return [
            Column(_("Số, ký hiệu")),
            Column(_("Ngày hiệu lực"), num=True),
            Column(_("Trích yếu")),
            Column(_("Người dự thảo")),
            Column(_("Người ký")),
            Column(_("Trạng thái")),
        ]

    def row(self, record: CapitalDecision) -> Row:
        return Row(
            [
                Cell(record.document.number, url=reverse("disbursement:decision", args=[record.pk])),
                Cell(format_date(record.on)),
                Cell(record.document.abstract),
                Cell(record.drafted_by or ""),
                Cell(record.signed_by or ""),
                Cell(record.get_state_display(), tag=TONES[State(record.state)]),
            ]
        )


class DecisionAdd(DecisionPage):
    right_required = "disbursement.plan"
    nav_section = "disbursement"
    title = gettext_lazy("Dự thảo quyết định về vốn")
    lead = gettext_lazy("Chọn quyết định trong sổ văn bản, rồi nhập từng dòng của phụ lục.")
    submit_label = gettext_lazy("Lập dự thảo")
    saved_message = gettext_lazy("Đã lập dự thảo; hãy thêm các dòng của phụ lục.")
    form_class = DecisionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> CapitalDecision:
        document = form.cleaned_data["document"]
        on = form.cleaned_data["on"] or document.issued_on
        return draft_decision(document=document, on=on, access=self.access)

    def get_success_url(self) -> str:
        return reverse("disbursement:decision", args=[self.object.pk])

    def cancel_url(self) -> str:
        return reverse("disbursement:decisions")


class FindsDecision(PageMixin):
    nav_section = "disbursement"

    @cached_property
    def decision(self) -> CapitalDecision:
        found = CapitalDecision.objects.visible_to(self.access).with_papers()
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def decision_url(self) -> str:
        return reverse("disbursement:decision", args=[self.kwargs["pk"]])

    def crumbs(self) -> list[dict[str, str]]:
        return [{"label": _("Quyết định về vốn"), "url": reverse("disbursement:decisions")}]

    def cancel_url(self) -> str:
        return self.decision_url()

    def get_success_url(self) -> str:
        return self.decision_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [*self.crumbs(), {"label": self.decision.document.number, "url": self.decision_url()}]
        return super().get_context_data(**{"crumbs": crumbs} | kwargs)


class ChangesDecision(FindsDecision):
    """What is done with a draft alone."""

    def why_not(self) -> str:
        return why_not_edit(self.decision)


class DecisionDetail(FindsDecision, ListPage):
    """The decision and its annex, fifty rows at once, with what the check finds beside each row; the whole annex is
    printed from its paper."""

    right_required = "disbursement.view"
    tab = "disbursement:decisions"
    by_component = True
    template_name = "disbursement/decision.html"
    orderings: ClassVar[dict[str, Ordering]] = {"written": Ordering(("id",))}

    def get_queryset(self) -> QuerySet[Any]:
        return self.annex.filter(pk__in=self.refused) if self.is_narrowed else self.annex

    @cached_property
    def annex(self) -> QuerySet[Any]:
        return annex_rows(self.decision, self.access)

    @property
    def is_narrowed(self) -> bool:
        """To the rows that keep the decision from being checked or signed."""
        return "phai_sua" in self.request.GET

    @cached_property
    def may_edit(self) -> bool:
        return not why_not_edit(self.decision) and bool(self.access.can("disbursement.plan"))

    @cached_property
    def findings(self) -> list[Finding]:
        """About all rows, because they count together."""
        return [] if self.decision.is_signed else check(self.decision, seen_rows(self.decision, self.access))

    @property
    def refused(self) -> list[UUID]:
        return [finding.row_id for finding in self.findings if finding.is_refusal]

    def present(self, rows: list[Any]) -> list[AnnexRow]:
        return annex_of(self.decision, rows, self.findings, may_edit=self.may_edit)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = self.decision
        given = {
            "decision": decision,
            "tone": TONES[State(decision.state)],
            "facts": decision_facts(decision),
            "totals": totals_of(self.annex),
            "refusals": len(self.refused),
            "is_narrowed": self.is_narrowed,
            "signing": signing(decision, self.access),
            "acts": self.acts(),
            "held_back": held_back(MACHINE, self.decision, self.access),
            "adds": self.adds() if self.may_edit else [],
            "may_edit": self.may_edit,
            "import_url": reverse("import_disbursement_plan") if self.may_import() else "",
            "happened": timeline(decision, is_whole=self.access.component_ids is None),
            "crumbs": self.crumbs(),
        }
        return super().get_context_data(**(given | kwargs))

    def acts(self) -> list[dict[str, Any]]:
        return [
            {
                "label": row.label,
                "url": reverse(f"disbursement:{PAGES[row.act]}", args=[self.decision.pk]),
                "asks": row.act != "check",
                "is_main": row.act in ("check", "sign"),
            }
            for row in available(MACHINE, self.decision, self.access)
            if not (row.act in ("check", "sign") and self.refused)
        ]

    def may_import(self) -> bool:
        return self.may_edit and bool(self.access.can("disbursement.import"))

    def adds(self) -> list[dict[str, Any]]:
        """A form for each kind of row; a line chosen on its own page stays chosen."""
        line = self.request.GET.get("dong", "")
        query = f"?dong={line}" if line else ""
        return [
            {"label": label, "url": reverse("disbursement:decision_row_add", args=[self.decision.pk, act]) + query}
            for act, label in DraftEntry.Act.choices
        ]


def decision_facts(decision: CapitalDecision) -> list[dict[str, Any]]:
    document = decision.document
    facts: list[dict[str, Any]] = [
        {
            "label": _("Văn bản"),
            "value": f"{document.kind.name} {document.number}",
            "url": reverse("committees:document", args=[document.pk]),
        },
        {"label": _("Ngày ban hành"), "value": format_date(document.issued_on)},
        {"label": _("Ngày hiệu lực"), "value": format_date(decision.on)},
    ]
    for label, who, at in (
        (_("Dự thảo"), decision.drafted_by, decision.drafted_at),
        (_("Kiểm tra"), decision.checked_by, decision.checked_at),
        (_("Ký"), decision.signed_by, decision.signed_at),
    ):
        if who is not None and at is not None:
            facts.append({"label": label, "value": str(who), "note": format_date(at)})
    return facts


class DecisionAct(FindsDecision, ActPage):
    act_name: ClassVar[str] = ""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        move_decision(decision=self.decision, act=self.act_name, access=self.access)
        return self.decision_url()

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.decision_url()


class CheckDecision(DecisionAct):
    right_required = "disbursement.plan"
    act_name = "check"


class MovesDecision(FindsDecision):
    """An act with a page of its own, which is open while the machine knows it."""

    act_name: ClassVar[str] = ""

    def why_not(self) -> str:
        return why_not_move(decision=self.decision, act=self.act_name, access=self.access)

    def save(self, form: Any) -> CapitalDecision:
        reason = form.cleaned_data.get("reason", "")
        return move_decision(decision=self.decision, act=self.act_name, access=self.access, reason=reason)


class DecisionWords(MovesDecision, DecisionPage):
    """Acts that say why."""

    form_class = ReasonForm
    saved_message = gettext_lazy("Đã trả lại dự thảo.")


class ReturnDecision(DecisionWords):
    right_required = "disbursement.plan"
    title = gettext_lazy("Trả lại dự thảo quyết định")
    submit_label = gettext_lazy("Trả lại để sửa")
    act_name = "return"


class RejectDecision(DecisionWords):
    right_required = "disbursement.sign"
    title = gettext_lazy("Không ký quyết định")
    submit_label = gettext_lazy("Không ký, trả lại")
    act_name = "reject"


class DiscardDecision(ChangesDecision, DecisionPage):
    right_required = "disbursement.plan"
    title = gettext_lazy("Bỏ dự thảo quyết định")
    submit_label = gettext_lazy("Bỏ dự thảo")
    saved_message = gettext_lazy("Đã bỏ dự thảo; văn bản vẫn ở trong sổ.")
    form_class = ReasonForm

    def save(self, form: Any) -> CapitalDecision:
        discard(decision=self.decision, reason=form.cleaned_data["reason"])
        return self.decision

    def get_success_url(self) -> str:
        return reverse("disbursement:decisions")

    def cancel_url(self) -> str:
        return self.decision_url()


class SignDecision(MovesDecision, ConfirmPage):
    """Shows what will be written before it is."""

    right_required = "disbursement.sign"
    title = gettext_lazy("Ký quyết định, ghi vào sổ vốn")
    by_component = True
    statement = gettext_lazy(
        "Sau khi ký, các dòng của phụ lục ghi vào sổ vốn và không sửa được nữa; chỉ một quyết định khác mới điều chỉnh."
    )
    submit_label = gettext_lazy("Ký quyết định")
    saved_message = gettext_lazy("Đã ký; các bút toán đã ghi vào sổ vốn.")
    act_name = "sign"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if not takes_a_job(self.decision, self.access):
            return super().form_valid(form)
        return HttpResponseRedirect(reverse("job", args=[sign_later(self.decision, self.access).pk]))

    def facts(self) -> list[dict[str, Any]]:
        totals = [
            {
                "label": total.label,
                "value": _("%(n)s dòng, %(sum)s đồng") % {"n": format_number(total.rows), "sum": total.amount},
                "note": money_in_words(total.amount_vnd),
            }
            for total in totals_of(self.decision.entries.visible_to(self.access))
        ]
        return [*decision_facts(self.decision), *totals]
