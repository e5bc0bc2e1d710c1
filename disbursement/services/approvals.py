"""Vouchers from a certain amount on wait until others than who entered them have approved every step."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from core import events
from disbursement.models import Approval, ApprovalStep, CapitalLine, Disbursement, VoucherRequest
from disbursement.services.errors import LedgerRefused, refuse_entry
from disbursement.services.spending import VoucherData, record_voucher

State = VoucherRequest.State
# Money that goes out; a settlement adds nothing and a refund comes back.
APPROVED_KINDS = (Disbursement.Kind.PAYMENT, Disbursement.Kind.ADVANCE)
# Stands for the step when none is left: whoever may approve then decides about the voucher itself.
NO_STEP = 0
SUBJECTS = ("contract", "works", "project")
CARRIED = ("voucher", "value_date", "amount_vnd", "kind", "treasury_ref", "same_ref", "note", "reason", *SUBJECTS)


@dataclass(frozen=True)
class StepBook:
    """Every step that the actor may know of, read once for many questions; there are few of them."""

    steps: tuple[ApprovalStep, ...]

    @classmethod
    def read(cls) -> Self:
        return cls(tuple(ApprovalStep.objects.select_related("area", "role").order_by("order", "id")))

    def needed(self, line: CapitalLine, kind: str, amount_vnd: int, on: date) -> list[ApprovalStep]:
        """What such a voucher of the line needs, in its order; `on` is the day it is entered."""
        if kind not in APPROVED_KINDS:
            return []
        return [
            step
            for step in self.steps
            if amount_vnd >= step.from_amount_vnd and step.is_in_force(on) and step.holds_for(line.scope_path)
        ]


def steps_for(line: CapitalLine, kind: str, amount_vnd: int, on: date) -> list[ApprovalStep]:
    return StepBook.read().needed(line, kind, amount_vnd, on)


@transaction.atomic
def enter_voucher(*, line: CapitalLine, data: VoucherData, access: Access) -> Disbursement | VoucherRequest:
    """Record the voucher, or keep it as a request when its amount needs approval. Raises LedgerRefused."""
    if access.user is None:
        raise LedgerRefused(_("Chứng từ phải do người dùng ghi."))
    refuse_entry(access, line)
    if not steps_for(line, data.kind, data.amount_vnd, timezone.localdate()):
        return record_voucher(line=line, data=data, recorded_by_id=access.user.pk)
    _try_out(line, data, access.user.pk)
    carried = {name: getattr(data, name) for name in CARRIED}
    request = VoucherRequest(line=line, entered_by=access.user, scope_path=line.scope_path, **carried)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise LedgerRefused(_("Chứng từ này đang chờ duyệt.")) from error
    events.record("disbursement.request_voucher", request, label=request.voucher, amount_vnd=request.amount_vnd)
    return request


def _try_out(line: CapitalLine, data: VoucherData, user_id: int) -> None:
    """What the ledger would refuse is said to who enters it, not to who approves it later."""
    with transaction.atomic():
        record_voucher(line=line, data=data, recorded_by_id=user_id)
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Progress:
    """A request's steps with what was decided, the one that is next, and what was decided without a step."""

    done: list[tuple[ApprovalStep, Approval | None]]
    without_step: Approval | None = None

    @property
    def next_step(self) -> ApprovalStep | None:
        return next((step for step, approval in self.done if approval is None), None)

    @property
    def next_id(self) -> int:
        """The next step as it stands in an address."""
        return self.next_step.pk if self.next_step else NO_STEP

    @property
    def is_at_last(self) -> bool:
        """Whether the next decision is the last one."""
        return sum(approval is None for _step, approval in self.done) <= 1


def progress_of(request: VoucherRequest, book: StepBook | None = None) -> Progress:
    """`book` is given for many requests, which then come with their approvals."""
    decided = {approval.step_id: approval for approval in request.approvals.all()}
    entered_on = timezone.localdate(request.entered_at)
    steps = (book or StepBook.read()).needed(request.line, request.kind, request.amount_vnd, entered_on)
    return Progress([(step, decided.get(step.pk)) for step in steps], decided.get(None))


def why_not(request: VoucherRequest, step: ApprovalStep | None, access: Access) -> str:
    """Why this person may not decide the step now; "" when they may. Without a step left, the voucher itself."""
    if request.state != State.WAITING:
        return _("Chứng từ này không còn chờ duyệt.")
    if not access.can("disbursement.approve"):
        return _("Anh/chị không có quyền thực hiện việc này.")
    if request.entered_by_id == access.user_id:
        return _("Người ghi chứng từ không được tự duyệt.")
    if step is not None and step.role_id is not None and (access.post is None or access.post.role_id != step.role_id):
        return _("Bước này do %(role)s duyệt.") % {"role": step.role}
    if any(approval.decided_by_id == access.user_id for approval in request.approvals.all()):
        return _("Anh/chị đã duyệt một bước của chứng từ này; bước tiếp theo do người khác duyệt.")
    return ""


def why_not_step(request: VoucherRequest, progress: Progress, step_id: int, access: Access) -> str:
    """Why this person may not decide the step that a page showed; "" when they may."""
    if problem := why_not(request, progress.next_step, access):
        return problem
    return "" if progress.next_id == step_id else _("Bước này vừa được người khác duyệt; hãy xem lại.")


@transaction.atomic
def decide(*, request: VoucherRequest, step_id: int, approve: bool, reason: str, access: Access) -> VoucherRequest:
    """Approve or refuse the step that the page showed; the last approval records the voucher.

    Raises LedgerRefused, also when somebody else has decided that step meanwhile.
    """
    locked = VoucherRequest.objects.select_for_update(of=("self",)).select_related("line", *SUBJECTS)
    request = locked.get(pk=request.pk)
    progress = progress_of(request)
    step = progress.next_step
    if problem := why_not_step(request, progress, step_id, access):
        raise LedgerRefused(problem)
    if not approve and not reason.strip():
        raise LedgerRefused(_("Nêu lý do không duyệt."))
    Approval.objects.create(
        request=request,
        step=step,
        is_approved=approve,
        reason=reason.strip(),
        decided_by=access.user,
        scope_path=request.scope_path,
    )
    _advance(request, approve=approve, is_last=progress.is_at_last)
    act = "disbursement.approve_voucher" if approve else "disbursement.refuse_voucher"
    events.record(act, request, reason=reason.strip(), label=request.voucher, step=step.name if step else "")
    return request


def _advance(request: VoucherRequest, *, approve: bool, is_last: bool) -> None:
    if not approve:
        request.state = State.REFUSED
    elif is_last:
        data = VoucherData(**{name: getattr(request, name) for name in CARRIED})
        request.result = record_voucher(line=request.line, data=data, recorded_by_id=request.entered_by_id)
        request.state = State.RECORDED
    request.save(update_fields=["state", "result"])


@transaction.atomic
def withdraw(*, request: VoucherRequest, access: Access) -> VoucherRequest:
    """Taken back by who entered it, while it waits."""
    request = VoucherRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != State.WAITING:
        raise LedgerRefused(_("Chứng từ này không còn chờ duyệt."))
    if request.entered_by_id != access.user_id:
        raise LedgerRefused(_("Chỉ người ghi chứng từ được rút."))
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    events.record("disbursement.withdraw_voucher", request, label=request.voucher)
    return request
