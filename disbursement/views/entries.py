"""Writing to the ledger: a voucher, its reversal, a movement of the plan."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from core.formats import format_date, format_number
from core.forms import PortalForm
from core.pages import PageMixin
from disbursement.forms import MovementForm, ReversalForm, VoucherForm
from disbursement.models import Disbursement, Movement
from disbursement.services import (
    Draft,
    LedgerRefused,
    VoucherData,
    assign,
    open_line,
    recall,
    record_voucher,
    reverse_voucher,
)
from disbursement.views.lines import LineStatement, load_line


class RecordVoucher(LineStatement):
    """The voucher form of a line's statement; on an error the page comes back with what was typed."""

    right_required = "disbursement.enter"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        line, form = load_line(self.access, pk), VoucherForm(request.POST)
        if form.is_valid():
            try:
                record_voucher(line=line, data=VoucherData(**form.cleaned_data), recorded_by_id=self.access.user.pk)
            except LedgerRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Đã ghi chứng từ."))
                return redirect("disbursement:line", pk=line.pk)
        context = self.get_context_data(pk=pk, voucher_form=form)
        return self.render_to_response(context, status=422)


class ReverseVoucher(PageMixin, FormView):
    """A page of its own: what will be reversed is shown before it is."""

    right_required = "disbursement.enter"
    title = gettext_lazy("Đảo bút toán")
    nav_section = "disbursement"
    template_name = "disbursement/reverse.html"
    form_class = ReversalForm

    @property
    def row(self) -> Disbursement:
        rows = Disbursement.objects.visible_to(self.access).select_related("line__holder", "line__component")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        facts = [
            {"label": _("Số chứng từ"), "value": row.voucher},
            {"label": _("Ngày chứng từ"), "value": format_date(row.value_date)},
            {"label": _("Đơn vị"), "value": row.line.holder.name},
            {"label": _("Số tiền"), "value": _("%(amount)s đồng") % {"amount": format_number(row.amount_vnd)}},
        ]
        statement = _("Bút toán đảo được ghi thêm vào sổ; bút toán cũ vẫn giữ nguyên.")
        return super().get_context_data(row=row, facts=facts, statement=statement, **kwargs)

    def form_valid(self, form: PortalForm) -> HttpResponse:
        row, user_id = self.row, self.access.user.pk
        reason, today = form.cleaned_data["reason"], timezone.localdate()
        try:
            reverse_voucher(row=row, reason=reason, on=max(today, row.value_date), recorded_by_id=user_id)
        except LedgerRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Đã đảo bút toán."))
        return redirect("disbursement:line", pk=row.line_id)


class RecordMovement(PageMixin, FormView):
    right_required = "disbursement.plan"
    title = gettext_lazy("Ghi quyết định giao, điều chỉnh vốn")
    nav_section = "disbursement"
    template_name = "disbursement/movement.html"
    form_class = MovementForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access}

    def get_initial(self) -> dict[str, Any]:
        return {"budget_year": timezone.localdate().year}

    def form_valid(self, form: MovementForm) -> HttpResponse:
        try:
            movement = self._write(form.cleaned_data)
        except LedgerRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Đã ghi vào sổ vốn."))
        return redirect("disbursement:line", pk=movement.line_id)

    def _write(self, data: dict[str, Any]) -> Movement:
        line = open_line(
            component=data["component"],
            holder=data["holder"],
            kind=data["capital_kind"],
            source=data["source"],
            budget_year=data["budget_year"],
        )
        by = Draft(decision=data["decision"], on=cast(date, data["on"]), recorded_by_id=self.access.user.pk)
        if data["kind"] == Movement.Kind.RECALL:
            return recall(line=line, amount_vnd=data["amount_vnd"], by=by)
        return assign(line=line, amount_vnd=data["amount_vnd"], by=by, kind=data["kind"])
