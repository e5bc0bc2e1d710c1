"""Signing an annex of very many rows: as a job, which does the same in one piece (services.decisions)."""

from datetime import UTC

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access import Access
from core import jobs
from core.formats import format_number
from core.jobs import JobFailed
from core.models import Job
from core.transitions import available
from disbursement.machine import MACHINE
from disbursement.models import CapitalDecision

SIGN_DECISION = "disbursement.sign_decision"
# Rows signed while the signer waits: 3,000 of them take 1.7 s of two cores.
AT_ONCE = 3_000


def takes_a_job(decision: CapitalDecision, access: Access) -> bool:
    """What the signer may not do anyway is told at once."""
    may_sign = any(row.act == "sign" for row in available(MACHINE, decision, access))
    return may_sign and decision.entries.count() > AT_ONCE


def sign_later(decision: CapitalDecision, access: Access) -> Job:
    """Its first step begins as soon as a worker is free; asked twice about the same rows it is one job."""
    confirmed = _confirmed(decision)
    told = {"number": decision.document.number, "n": format_number(decision.entries.count())}
    return jobs.enqueue(
        SIGN_DECISION,
        owner_id=access.user_id,
        subject=_("Ký quyết định %(number)s, ghi %(n)s dòng vào sổ vốn") % told,
        parameters={**confirmed, "post_id": access.post.pk if access.post else None},
        dedupe_key=f"sign:{decision.pk}:{confirmed['checked_at']}",
    )


def signing(decision: CapitalDecision, access: Access) -> Job | None:
    """The reader's own job that signs it now."""
    if decision.state != CapitalDecision.State.CHECKED:
        return None
    own = Job.objects.filter(kind=SIGN_DECISION, owner=access.user_id, state__in=Job.OPEN_STATES)
    return own.filter(parameters__contains=_confirmed(decision)).first()


def confirmed_or_404(job: Job, access: Access) -> CapitalDecision:
    """The decision of the job, locked. Raises JobFailed when it is no longer what its owner confirmed."""
    visible = CapitalDecision.objects.visible_to(access).select_for_update(of=("self",))
    decision = get_object_or_404(visible, pk=job.parameters["decision"])
    if _confirmed(decision)["checked_at"] != job.parameters["checked_at"]:
        told = _("Quyết định đã được trả lại để sửa sau khi anh/chị xác nhận ký, nên công việc này không ký.")
        raise JobFailed(told + " " + _("Hãy xem lại phụ lục rồi ký lại."))
    return decision


def _confirmed(decision: CapitalDecision) -> dict[str, str]:
    """What a signer confirms: the rows as they were checked then; to be changed they must be checked anew."""
    checked_at = decision.checked_at.astimezone(UTC).isoformat() if decision.checked_at else ""
    return {"decision": str(decision.pk), "checked_at": checked_at}
