"""Contracts: the list, one contract with its four sums, the money of one works or livelihood project."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.confirm_pages import ReversalPage
from core.facts import amount_fact
from core.form_pages import DecisionPage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Column, Row
from disbursement.contract_forms import ContractForm, EntryForm, GapNoteForm
from disbursement.contract_tables import contract_columns, contract_row, contracts_table, entry_table, gap_table
from disbursement.entering import may_enter, refuse_to_enter
from disbursement.facts import line_fact
from disbursement.filters import ContractFilter
from disbursement.models import Contract, ContractEntry
from disbursement.rules.contracts import Gap, gaps_of
from disbursement.services.contracts import (
    ContractData,
    add_entry,
    advance_of,
    note_gap,
    reverse_entry,
    sign_contract,
)
from disbursement.tables import voucher_table
from disbursement.views.lines import load_line
from programs.models import LivelihoodProject, Works

VOUCHERS_SHOWN = 50
RELATED = ("works", "project", "line__holder", "line__component", "line__kind", "line__source")


class ContractList(TablePage):
    right_required = "disbursement.view"
    title = gettext_lazy("Hợp đồng")
    lead = gettext_lazy("Đơn vị tính: đồng. Hợp đồng mới được ghi từ trang của dòng vốn.")
    nav_section = "disbursement"
    by_component = True
    empty_text = gettext_lazy("Chưa có hợp đồng nào.")
    filterset_class = ContractFilter
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("signed_on", "id"), descending=True)}

    def get_queryset(self) -> QuerySet[Contract]:
        return Contract.objects.visible_to(self.access).select_related(*RELATED)

    def columns(self) -> list[Column]:
        return contract_columns()

    def row(self, record: Contract) -> Row:
        return contract_row(record)


class FindsContract(PageMixin):
    right_required = "disbursement.view"
    nav_section = "disbursement"

    @cached_property
    def contract(self) -> Contract:
        return get_object_or_404(
            Contract.objects.visible_to(self.access).select_related(*RELATED), pk=self.kwargs["pk"]
        )

    @cached_property
    def gaps(self) -> list[Gap]:
        return gaps_of(self.contract, advance_of(self.contract))

    def contract_url(self) -> str:
        return reverse("disbursement:contract", args=[self.contract.pk])

    def list_crumb(self) -> dict[str, Any]:
        return {"label": _("Hợp đồng"), "url": reverse("disbursement:contracts")}


class ContractPage(FindsContract, TemplateView):
    title = gettext_lazy("Hợp đồng")
    tab = "disbursement:contracts"
    template_name = "disbursement/contract.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract, enters = self.contract, may_enter(self.access, self.contract.line)
        entries = contract.entries.select_related("reversed_by")
        vouchers = contract.vouchers.visible_to(self.access).with_subjects()
        given = {
            "contract": contract,
            "facts": contract_facts(contract),
            "sums": contracts_table([contract]),
            "gaps": gap_table(self.gaps, contract.notes.select_related("noted_by")),
            "entries": entry_table(entries, may_reverse=enters),
            "vouchers": voucher_table(vouchers.order_by("value_date", "id"), ""),
            "may_enter": enters,
            "crumbs": [self.list_crumb()],
        }
        return super().get_context_data(**given, **kwargs)


def contract_facts(contract: Contract) -> list[dict[str, Any]]:
    name = "works_money" if contract.works_id else "project_money"
    about = reverse(f"disbursement:{name}", args=[contract.works_id or contract.project_id])
    return [
        {"label": _("Công trình, dự án"), "value": str(contract.works or contract.project), "url": about},
        {"label": _("Nhà thầu, đơn vị nhận hợp đồng"), "value": contract.contractor},
        {"label": _("Ngày ký"), "value": format_date(contract.signed_on)},
        line_fact(contract.line),
    ]


class ContractAdd(DecisionPage):
    """From the line on which it is promised."""

    right_required = "disbursement.enter"
    title = gettext_lazy("Ghi hợp đồng")
    nav_section = "disbursement"
    form_class = ContractForm
    saved_message = gettext_lazy("Đã ghi hợp đồng.")

    @cached_property
    def line(self) -> Any:
        line = load_line(self.access, self.kwargs["pk"])
        refuse_to_enter(self.access, line)
        return line

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access, "line": self.line}

    def save(self, form: Any) -> Model:
        data = ContractData(**form.cleaned_data)
        return sign_contract(line=self.line, data=data, access=self.access)

    def get_success_url(self) -> str:
        return reverse("disbursement:contract", args=[self.object.pk])

    def cancel_url(self) -> str:
        return reverse("disbursement:line", args=[self.line.pk])


class EntersContract(FindsContract, DecisionPage):
    """What is entered of a contract is entered on its line."""

    right_required = "disbursement.enter"

    @cached_property
    def contract(self) -> Contract:
        contract = super().contract
        refuse_to_enter(self.access, contract.line)
        return contract

    def get_success_url(self) -> str:
        return self.contract_url()


class ContractEntryAdd(EntersContract):
    title = gettext_lazy("Ghi phụ lục, nghiệm thu, quyết toán")
    form_class = EntryForm

    def save(self, form: Any) -> Model:
        return add_entry(contract=self.contract, access=self.access, **form.cleaned_data)


class GapNoteAdd(EntersContract):
    title = gettext_lazy("Nêu nguyên nhân chênh lệch")
    form_class = GapNoteForm

    def why_not(self) -> str:
        return "" if self.gaps else _("Bốn số của hợp đồng bằng nhau, không có chênh lệch nào để nêu nguyên nhân.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"gaps": self.gaps}

    def save(self, form: Any) -> Model:
        return note_gap(contract=self.contract, access=self.access, **form.cleaned_data)


class ReverseContractEntry(ReversalPage):
    right_required = "disbursement.enter"
    nav_section = "disbursement"

    @cached_property
    def row(self) -> ContractEntry:
        own = Contract.objects.visible_to(self.access)
        entries = ContractEntry.objects.filter(contract__in=own).select_related("contract__line")
        entry = get_object_or_404(entries, pk=self.kwargs["pk"])
        refuse_to_enter(self.access, entry.contract.line)
        return entry

    def reverse_row(self, reason: str) -> Model:
        return reverse_entry(entry=self.row, reason=reason, access=self.access)

    def get_success_url(self) -> str:
        return reverse("disbursement:contract", args=[self.row.contract_id])

    def facts(self) -> list[dict[str, Any]]:
        entry = self.row
        return [
            {"label": _("Hợp đồng"), "value": entry.contract.number},
            {"label": _("Loại"), "value": entry.get_kind_display()},
            amount_fact(entry.amount_vnd),
            {"label": _("Ngày"), "value": format_date(entry.on)},
        ]


class SubjectMoney(PageMixin, TemplateView):
    """What one works or project cost: its contracts with their sums, and the vouchers without a contract."""

    right_required = "disbursement.view"
    nav_section = "disbursement"
    by_component = True
    tab = "disbursement:contracts"
    template_name = "disbursement/subject_money.html"
    model: ClassVar[type[Works | LivelihoodProject]]
    contributions_filter: ClassVar[str]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subjects = self.model.objects.visible_to(self.access).select_related("area", "component")
        subject = get_object_or_404(subjects, pk=kwargs["pk"])
        contracts = subject.contracts.visible_to(self.access).select_related(*RELATED).order_by("signed_on", "id")
        vouchers = subject.vouchers.visible_to(self.access)
        direct = vouchers.aggregate(total=Sum("spent_vnd", default=0))["total"]
        newest = vouchers.with_subjects().order_by("-value_date", "-id")
        given = {
            "subject": subject,
            "table": contracts_table(list(contracts), direct),
            "vouchers": voucher_table(newest[:VOUCHERS_SHOWN], ""),
            "contributions_url": self.contributions_url(subject),
            "crumbs": [{"label": _("Hợp đồng"), "url": reverse("disbursement:contracts")}],
        }
        return super().get_context_data(**given, **kwargs)

    def contributions_url(self, subject: Any) -> str:
        """What was given for it beside the budget, of every year."""
        if not self.access.can("programs.view"):
            return ""
        return f"{reverse('programs:contributions')}?{self.contributions_filter}={subject.pk}&moi_nam=on"


class WorksMoney(SubjectMoney):
    title = gettext_lazy("Vốn của công trình")
    model = Works
    contributions_filter = "cong_trinh"


class ProjectMoney(SubjectMoney):
    title = gettext_lazy("Vốn của dự án sinh kế")
    model = LivelihoodProject
    contributions_filter = "du_an"
