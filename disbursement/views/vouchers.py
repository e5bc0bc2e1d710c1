"""Writing to the ledger: a voucher, and its reversal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.confirm_pages import ReversalPage
from core.facts import amount_fact
from core.formats import format_date
from disbursement.entering import refuse_to_enter
from disbursement.facts import line_fact
from disbursement.forms import VoucherForm
from disbursement.models import CapitalLine, Disbursement, VoucherRequest
from disbursement.services import LedgerRefused, SecondReference, VoucherData, reverse_voucher
from disbursement.services.approvals import enter_voucher
from disbursement.services.contracts import warning_about
from disbursement.views.lines import LineStatement, load_line

WAITS = gettext_lazy("Chứng từ chờ duyệt; vào sổ khi các bước đều được duyệt.")


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
                messages.success(request, WAITS)
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


class ReverseVoucher(ReversalPage):
    right_required = "disbursement.enter"
    nav_section = "disbursement"
    statement = gettext_lazy(
        "Bút toán đảo được ghi thêm vào sổ, cùng ngày chứng từ: số liệu từ ngày đó không còn khoản này."
        " Bút toán cũ vẫn giữ nguyên."
    )

    @cached_property
    def row(self) -> Disbursement:
        rows = Disbursement.objects.visible_to(self.access)
        related = ("line__holder", "line__component", "line__kind", "line__source")
        row = get_object_or_404(rows.select_related(*related), pk=self.kwargs["pk"])
        refuse_to_enter(self.access, row.line)
        return row

    def reverse_row(self, reason: str) -> Disbursement:
        return reverse_voucher(row=self.row, reason=reason, on=self.row.value_date, access=self.access)

    def get_success_url(self) -> str:
        return reverse("disbursement:line", args=[self.row.line_id])

    def facts(self) -> list[dict[str, Any]]:
        row = self.row
        return [
            {"label": _("Số chứng từ"), "value": row.voucher},
            {"label": _("Ngày chứng từ"), "value": format_date(row.value_date)},
            {"label": _("Loại"), "value": row.get_kind_display()},
            amount_fact(row.amount_vnd),
            line_fact(row.line),
        ]
