"""Vouchers that wait for approval, and deciding about one."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.confirm_pages import ConfirmPage
from core.facts import amount_fact
from core.form_pages import ActPage, DecisionPage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row, Table
from disbursement.approval_forms import RefusalForm
from disbursement.facts import line_fact
from disbursement.filters import RequestFilter
from disbursement.models import Approval, VoucherRequest
from disbursement.services.approvals import SUBJECTS, Progress, decide, progress_of, why_not, why_not_step, withdraw

State = VoucherRequest.State
TONES = {State.WAITING: "warn", State.RECORDED: "good", State.REFUSED: "late", State.WITHDRAWN: "todo"}


class RequestList(TablePage):
    """What waits; other states by the filter."""

    right_required = "disbursement.view"
    title = gettext_lazy("Chờ duyệt")
    lead = gettext_lazy("Chứng từ từ mức tiền phải duyệt chỉ vào sổ khi các bước đều được duyệt.")
    nav_section = "disbursement"
    by_component = True
    empty_text = gettext_lazy("Không có chứng từ nào chờ duyệt.")
    filterset_class = RequestFilter
    add_right = "disbursement.view"
    add_label = gettext_lazy("Mức phải duyệt")
    orderings: ClassVar[dict[str, Ordering]] = {"oldest": Ordering(("entered_at", "id"))}

    def add_url(self) -> str:
        return reverse("disbursement:steps")

    def get_queryset(self) -> QuerySet[VoucherRequest]:
        requests = VoucherRequest.objects.visible_to(self.access)
        if not self.request.GET.get("trang_thai"):
            requests = requests.filter(state=State.WAITING)
        return requests.select_related("line__holder", "line__component", "entered_by")

    def columns(self) -> list[Column]:
        return [
            Column(_("Số chứng từ")),
            Column(_("Ngày chứng từ"), num=True),
            Column(_("Đơn vị")),
            Column(_("Nội dung")),
            Column(_("Số tiền (đồng)"), num=True),
            Column(_("Người ghi")),
            Column(_("Trạng thái")),
        ]

    def row(self, record: VoucherRequest) -> Row:
        return Row(
            [
                Cell(record.voucher, url=reverse("disbursement:request", args=[record.pk])),
                Cell(format_date(record.value_date)),
                Cell(record.line.holder.name),
                Cell(record.line.component.code, note=record.note),
                Cell(format_number(record.amount_vnd)),
                Cell(record.entered_by.full_name, note=format_date(record.entered_at)),
                Cell(record.get_state_display(), tag=TONES[State(record.state)]),
            ]
        )


class FindsRequest(PageMixin):
    right_required = "disbursement.view"
    nav_section = "disbursement"

    @cached_property
    def voucher_request(self) -> VoucherRequest:
        related = ("line__holder", "line__component", "line__kind", "line__source", *SUBJECTS, "entered_by", "result")
        requests = VoucherRequest.objects.visible_to(self.access).select_related(*related)
        return get_object_or_404(requests, pk=self.kwargs["pk"])

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.voucher_request)

    def request_url(self) -> str:
        return reverse("disbursement:request", args=[self.voucher_request.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Chờ duyệt"), "url": reverse("disbursement:requests")}]


class RequestPage(FindsRequest, TemplateView):
    title = gettext_lazy("Chứng từ chờ duyệt")
    tab = "disbursement:requests"
    template_name = "disbursement/request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.voucher_request
        progress = self.progress
        problem = why_not(record, progress.next_step, self.access)
        waits = record.state == State.WAITING
        given = {
            "record": record,
            "tone": TONES[State(record.state)],
            "facts": request_facts(record),
            "steps": step_progress(progress),
            "may_decide": not problem,
            "step_id": progress.next_id,
            "problem": problem if waits and self.access.can("disbursement.approve") else "",
            "may_withdraw": waits
            and record.entered_by_id == self.access.user_id
            and self.access.can("disbursement.enter"),
            "crumbs": self.crumbs(),
        }
        return super().get_context_data(**given, **kwargs)


def request_facts(record: VoucherRequest) -> list[dict[str, Any]]:
    line = record.line
    facts = [
        amount_fact(record.amount_vnd),
        {"label": _("Loại"), "value": record.get_kind_display()},
        {"label": _("Ngày chứng từ"), "value": format_date(record.value_date)},
        line_fact(line),
        {
            "label": _("Còn lại của dòng vốn"),
            "value": _("%(amount)s đồng") % {"amount": format_number(line.balance_vnd)},
        },
        {"label": _("Người ghi"), "value": record.entered_by.full_name, "note": format_date(record.entered_at)},
    ]
    optional: list[tuple[str, Any]] = [
        (_("Hợp đồng"), record.contract),
        (_("Công trình, dự án"), record.works or record.project),
        (_("Mã tham chiếu Kho bạc"), record.treasury_ref),
        (_("Nội dung"), record.note),
        (_("Lý do điều chỉnh"), record.reason),
    ]
    return facts + [{"label": label, "value": str(value)} for label, value in optional if value]


def step_progress(progress: Progress) -> Table:
    columns = [
        Column(_("Bước duyệt")),
        Column(_("Từ số tiền (đồng)"), num=True),
        Column(_("Kết quả")),
        Column(_("Người duyệt")),
    ]
    rows = [
        Row([Cell(step.name), Cell(format_number(step.from_amount_vnd)), *outcome(approval, str(step.role or ""))])
        for step, approval in progress.done
    ]
    if progress.without_step:
        rows.append(Row([Cell(_("Không còn bước duyệt nào áp dụng")), Cell(""), *outcome(progress.without_step)]))
    return Table(_("Các bước duyệt"), columns, rows, caption_hidden=True)


def outcome(approval: Approval | None, by: str = "") -> tuple[Cell, Cell]:
    """What was decided and by whom; while it waits, `by` says who may."""
    if approval is None:
        return Cell(_("chờ duyệt"), tag="warn"), Cell(by)
    label, tone = (_("đã duyệt"), "good") if approval.is_approved else (_("không duyệt"), "late")
    who = Cell(approval.decided_by.full_name, note=format_date(approval.decided_at))
    return Cell(label, tag=tone, note=approval.reason), who


class DecidesStep(FindsRequest):
    """The step in the address is the one that the page showed."""

    right_required = "disbursement.approve"
    approves: ClassVar[bool]

    def why_not(self) -> str:
        return why_not_step(self.voucher_request, self.progress, self.kwargs["step"], self.access)

    def save(self, form: Any) -> Model:
        return decide(
            request=self.voucher_request,
            step_id=self.kwargs["step"],
            approve=self.approves,
            reason=form.cleaned_data.get("reason", ""),
            access=self.access,
        )

    def get_success_url(self) -> str:
        return self.request_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [*self.crumbs(), {"label": self.voucher_request.voucher, "url": self.request_url()}]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class ApproveVoucher(DecidesStep, ConfirmPage):
    title = gettext_lazy("Duyệt chứng từ")
    submit_label = gettext_lazy("Duyệt")
    saved_message = gettext_lazy("Đã duyệt.")
    approves = True

    def facts(self) -> list[dict[str, Any]]:
        record = self.voucher_request
        return [{"label": _("Số chứng từ"), "value": record.voucher}, *request_facts(record)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.progress.is_at_last:
            statement = _("Duyệt xong, chứng từ được ghi vào sổ; ghi rồi thì chỉ đảo bút toán, không sửa được.")
        else:
            statement = _("Sau lần duyệt này, chứng từ còn chờ bước duyệt tiếp theo rồi mới vào sổ.")
        return super().get_context_data(statement=statement, **kwargs)


class RefuseVoucher(DecidesStep, DecisionPage):
    title = gettext_lazy("Không duyệt chứng từ")
    submit_label = gettext_lazy("Không duyệt")
    saved_message = gettext_lazy("Đã trả lại chứng từ, không duyệt.")
    form_class = RefusalForm
    approves = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(danger=True, **kwargs)


class WithdrawVoucher(FindsRequest, ActPage):
    right_required = "disbursement.enter"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        withdraw(request=self.voucher_request, access=self.access)
        return reverse("disbursement:requests")

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.request_url()
