"""Signing an annex of very many rows: as a job, which does the same in one piece (services.decisions)."""

from django.utils.translation import gettext as _

from accounts.access import Access
from core import jobs
from core.formats import format_number
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
    """Its first step begins as soon as a worker is free; asked twice it is one job."""
    told = {"number": decision.document.number, "n": format_number(decision.entries.count())}
    return jobs.enqueue(
        SIGN_DECISION,
        owner_id=access.user_id,
        subject=_("Ký quyết định %(number)s, ghi %(n)s dòng vào sổ vốn") % told,
        parameters={"decision": str(decision.pk), "post_id": access.post.pk if access.post else None},
        dedupe_key=f"sign:{decision.pk}",
        queue=Job.Queue.FAST,
    )


def signing(decision: CapitalDecision, access: Access) -> Job | None:
    """The reader's own job that signs it now."""
    if decision.state != CapitalDecision.State.CHECKED:
        return None
    own = Job.objects.filter(kind=SIGN_DECISION, owner=access.user_id, state__in=Job.OPEN_STATES)
    return own.filter(parameters__decision=str(decision.pk)).first()
