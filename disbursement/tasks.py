"""Work of capital that takes longer than a page may, and what is done every day."""

from collections.abc import Iterator
from io import BytesIO

from celery import shared_task
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import access_of_job
from catalogs.models import Programme
from core import files
from core.acting import SYSTEM, acting_as
from core.exports import XLSX_TYPE
from core.jobs import JobFailed, Step, job_handler
from core.models import Job
from core.papers.workbook import write_paper
from core.transitions import NotAllowed
from disbursement.account_asked import AccountAsked, holder_or_404
from disbursement.models import CapitalDecision
from disbursement.reminders import remind_of_explanations, tell_of_missed_steps
from disbursement.services.decisions import move_decision
from disbursement.services.explanations import close_kept
from disbursement.signing import SIGN_DECISION, confirmed_or_404

WRITE_ACCOUNT = "disbursement.write_account"
ACCOUNT_FILE = "disbursement.account"
KEEP_DAYS = 7
MOST_ROWS = 100_000  # 15 s and 420 MB; a worksheet ends at a million


@job_handler(WRITE_ACCOUNT, at_one_moment=True)
def write_account(job: Job) -> Iterator[Step]:
    """The workbook of a statement of account (AccountAsked.as_parameters), as the owner may see it now.

    One step makes it whole, as of one moment: a voucher in between would stand in the rows or in the sums alone.
    """
    total = _account(job).account.rows
    yield Step(total=total, message=_("Đang lập tệp"))
    asked, target = _account(job), BytesIO()
    with translation.override("vi"):
        write_paper(target, asked.paper())
    name = f"so-chi-tiet-von-{asked.holder.code}-{asked.budget_year}.xlsx"
    job.result_file = files.store(
        target, name=name, purpose=ACCOUNT_FILE, owner_id=job.owner_id, content_type=XLSX_TYPE, keep_days=KEEP_DAYS
    )
    yield Step(done=total, total=total, final=True)


def _account(job: Job) -> AccountAsked:
    given, access = job.parameters, access_of_job(job)
    if not (access.can("disbursement.view") and access.can("reports.export")):
        raise JobFailed(_("Anh/chị không còn quyền xuất sổ này."))
    holder = holder_or_404(access, pk=given["holder"])
    programme = Programme.objects.filter(pk=given["programme"]).first()
    return AccountAsked(access, holder, given["year"], programme, given["query"])


@job_handler(SIGN_DECISION)
def sign_decision(job: Job) -> Iterator[Step]:
    """Sign a decision as its owner would by the page (signing.sign_later): all rows or none, in one step.

    Killed before that step is committed nothing was signed; with it the job is done.
    """
    access = access_of_job(job)
    decision = get_object_or_404(CapitalDecision.objects.visible_to(access), pk=job.parameters["decision"])
    job.result_url, total = reverse("disbursement:decision", args=[decision.pk]), decision.entries.count()
    yield Step(total=total, message=_("Đang ký, ghi vào sổ vốn"))
    try:
        move_decision(decision=confirmed_or_404(job, access), act="sign", access=access)
    except NotAllowed as refusal:
        raise JobFailed(str(refusal)) from refusal
    yield Step(done=total, total=total, message=_("Đã ký; các bút toán đã ghi vào sổ vốn."), final=True)


@shared_task(name="disbursement.follow_explanations")
def follow_explanations() -> None:
    """Remind of explanations that are due, tell of promises that were missed, close schedules kept to their end."""
    today = timezone.localdate()
    with acting_as(SYSTEM), transaction.atomic():
        remind_of_explanations(today)
        tell_of_missed_steps(today)
        close_kept(today)
