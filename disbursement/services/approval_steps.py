"""The amounts from which a voucher must be approved: set and ended by who signs, not by who enters vouchers."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models import Role
from areas.models import Area
from core import events
from core.formats import format_date
from disbursement.models import ApprovalStep
from disbursement.services.errors import LedgerRefused

RIGHT = "disbursement.sign"


@transaction.atomic
def set_step(
    *,
    area: Area,
    name: str,
    order: int,
    from_amount_vnd: int,
    role: Role | None,
    valid_from: date,
    reason: str,
    access: Access,
) -> ApprovalStep:
    """A step for the holders of the area, the actor's own. Raises LedgerRefused."""
    _ask(access, reason)
    step = ApprovalStep.objects.create(
        area=area,
        scope_path=str(area.path),
        name=name,
        order=order,
        from_amount_vnd=from_amount_vnd,
        role=role,
        valid_from=valid_from,
    )
    told = {"amount_vnd": from_amount_vnd, "role": role.code if role else "", "on": valid_from.isoformat()}
    events.record("disbursement.set_step", step, reason=reason.strip(), label=step.name, **told)
    return step


@transaction.atomic
def end_step(*, step: ApprovalStep, valid_to: date, reason: str, access: Access) -> ApprovalStep:
    """Let the step end, once, with today at the earliest: what was entered under it still needs it.

    Raises LedgerRefused, also when somebody else has ended it meanwhile.
    """
    _ask(access, reason)
    step = ApprovalStep.objects.editable_by(access).select_for_update(of=("self",)).get(pk=step.pk)
    if problem := why_not_end(step):
        raise LedgerRefused(problem)
    if valid_to < timezone.localdate():
        raise LedgerRefused(_("Mức phải duyệt chỉ ngừng từ hết ngày hôm nay trở đi."))
    if valid_to < step.valid_from:
        raise LedgerRefused(_("Ngày kết thúc phải từ ngày hiệu lực trở đi."))
    step.valid_to = valid_to
    step.save(update_fields=["valid_to"])
    events.record("disbursement.end_step", step, reason=reason.strip(), label=step.name, until=valid_to.isoformat())
    return step


def why_not_end(step: ApprovalStep) -> str:
    if step.valid_to is None:
        return ""
    return _("Mức này đã được ngừng từ sau ngày %(day)s.") % {"day": format_date(step.valid_to)}


def _ask(access: Access, reason: str) -> None:
    if not access.can(RIGHT):
        raise LedgerRefused(_("Anh/chị không có quyền thực hiện việc này."))
    if not reason.strip():
        raise LedgerRefused(_("Nêu lý do."))
