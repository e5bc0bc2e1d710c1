"""Writing to the ledger: a voucher, and its reversal."""

from typing import Any
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
from disbursement.entering import refuse_to_enter
from disbursement.forms import ReversalForm, VoucherForm
from disbursement.models import CapitalLine, Disbursement, VoucherRequest
from disbursement.services import LedgerRefused, SecondReference, VoucherData, reverse_voucher
from disbursement.services.approvals import enter_voucher
from disbursement.services.contracts import warning_about
from disbursement.views.lines import LineStatement, load_line


class RecordVoucher(LineStatement):
    """The voucher form of a line's statement; on an error the page comes back with what was typed."""

    right_required = "disbursement.enter"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        line = load_line(self.access, pk)
        refuse_to_enter(self.access, line)
        form = VoucherForm(request.POST, line=line, access=self.access)
        if form.is_valid() and self.record(line, form):
            if isinstance(self.entered, VoucherRequest):
                messages.success(request, _("Chứng từ chờ duyệt; vào sổ khi các bước đều được duyệt."))
                return redirect("disbursement:request", pk=self.entered.pk)
            messages.success(request, _("Đã ghi chứng từ."))
            if warning := warning_about(form.cleaned_data.get("contract")):
                messages.warning(request, warning)
            return redirect("disbursement:line", pk=line.pk)
        return self.render_to_response(self.get_context_data(pk=pk, voucher_form=form), status=422)

    def record(self, line: CapitalLine, form: VoucherForm) -> bool:
        """Whether the ledger took it; its refusal stands on the form."""
        try:
            self.entered = enter_voucher(line=line, data=VoucherData(**form.cleaned_data), access=self.access)
        except LedgerRefused as refusal:
            if isinstance(refusal, SecondReference):
                form.ask_same_ref()
            form.add_error(None, str(refusal))
            return False
        return True


class ReverseVoucher(PageMixin, FormView):
    """A page of its own: what will be reversed is shown before it is."""

    right_required = "disbursement.enter"
    title = gettext_lazy("Đảo bút toán")
    nav_section = "disbursement"
    template_name = "disbursement/reverse.html"
    form_class = ReversalForm

    @property
    def row(self) -> Disbursement:
        rows = Disbursement.objects.visible_to(self.access)
        related = ("line__holder", "line__component", "line__kind", "line__source")
        row = get_object_or_404(rows.select_related(*related), pk=self.kwargs["pk"])
        refuse_to_enter(self.access, row.line)
        return row

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
