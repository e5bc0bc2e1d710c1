"""Background jobs that survive a killed worker (design section 7).

A handler is a generator: what it does between two yields is one transaction, committed together with the
cursor it yields. Killed anywhere, it is started again with the last committed cursor, so a handler must
begin from `job.cursor` and give the same result when a step is repeated. The job is closed in the transaction
of its last step: one that is cancelled has not done its work.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.acting import SYSTEM, Actor, acting_as, current_actor
from core.db.moments import one_moment
from core.models import Job, Notice

logger = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=3)  # no step of any job takes longer
RESEND_AFTER = timedelta(seconds=30)
MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Step:
    """What a handler yields after each chunk: how far it is and where to go on; `final`: nothing is left to do."""

    done: int = 0
    total: int | None = None
    message: str = ""
    cursor: Any = None
    final: bool = False


class JobFailed(Exception):
    """Final: the message is shown to the owner, nothing is tried again."""

    def __init__(self, message: str, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors or []


class Superseded(Exception):
    """Another worker took the job over; this one must stop without a trace."""


Handler = Callable[[Job], Iterator[Step]]


@dataclass(frozen=True)
class Registration:
    handler: Handler
    as_system: bool
    at_one_moment: bool


_handlers: dict[str, Registration] = {}


def job_handler(kind: str, *, as_system: bool = False, at_one_moment: bool = False) -> Callable[[Handler], Handler]:
    """Declare the generator that does jobs of `kind`; `as_system` lifts the owner's scope (cube, sweeps).

    `at_one_moment`: what a step reads it reads as of one moment, whatever is written meanwhile.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = Registration(handler, as_system, at_one_moment)
        return handler

    return register


def enqueue(
    kind: str,
    *,
    owner_id: int | None,
    subject: str = "",
    parameters: dict[str, Any] | None = None,
    dedupe_key: str = "",
    queue: str = Job.Queue.BULK,
) -> Job:
    """Write a job in the caller's transaction and send it after commit.

    With a `dedupe_key`, the owner's open job of the same kind and key is returned instead of a second one.
    """
    # One owner never sees another's job, so the key is one's own.
    own_key = f"{owner_id or ''}:{dedupe_key}" if dedupe_key else ""
    job = Job(
        kind=kind,
        owner_id=owner_id,
        subject=subject,
        parameters=parameters or {},
        dedupe_key=own_key,
        queue=queue,
        paths=list(current_actor().paths),
    )
    if own_key:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        job = Job.objects.get(kind=kind, dedupe_key=own_key, state__in=Job.OPEN_STATES)
    else:
        job.save(force_insert=True)
    transaction.on_commit(lambda: send(job), robust=True)
    return job


def send(job: Job) -> None:
    """Hand the job to the broker; a failure is left to the sweep, which sends what was not sent."""
    current_app.send_task("core.run_job", args=[str(job.pk)], queue=job.queue, retry=False)
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())


def sweep() -> int:
    """Send again what was lost: never sent, sent but not taken, or taken by a worker that went silent.

    A job that has silenced a worker in every one of its tries is ended: it would go on killing them.
    """
    now = timezone.now()
    _end_deadly(now)
    with acting_as(SYSTEM), transaction.atomic():
        silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
        # A worker inside a step holds the row: it lives, however long the step takes.
        freed = list(silent.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        Job.objects.filter(pk__in=freed).update(state=Job.State.QUEUED, sent_at=None)
        lost = Q(sent_at=None) | Q(sent_at__lt=now - RESEND_AFTER)
        jobs = list(Job.objects.filter(lost, state=Job.State.QUEUED)[:100])
    with acting_as(SYSTEM):
        for job in jobs:
            send(job)
    return len(jobs)


def _end_deadly(now: datetime) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
        deadly = list(silent.filter(tries__gte=MAX_ATTEMPTS).select_for_update(skip_locked=True, of=("self",)))
        for job in deadly:
            _close(job, Job.State.FAILED, message=_("Việc này làm dừng máy xử lý nhiều lần nên không chạy lại nữa."))


def run(job_id: str) -> None:
    """Claim and do one job; returns at once when there is nothing to claim."""
    job = _claim(job_id)
    if job is None:
        return
    language = job.owner.language if job.owner else settings.LANGUAGE_CODE
    with override(language):  # messages, errors and files are for the owner
        _run(job, _handlers[job.kind])


def _run(job: Job, registration: Registration) -> None:
    try:
        _work(job, registration)
    except Superseded:
        logger.warning("job %s was taken over", job.pk)
    except JobFailed as failure:
        _close(job, Job.State.FAILED, message=failure.message, errors=failure.errors)
    except Http404:  # as a page would
        _close(job, Job.State.FAILED, message=_("Hồ sơ của việc này không còn, hoặc anh/chị không còn quyền xem."))
    except (OperationalError, ConnectionError):
        logger.exception("job %s: will be tried again", job.pk)
        _give_back(job)
    except Exception:  # whatever a handler raises must end as a state that the owner sees
        logger.exception("job %s failed", job.pk)
        _close(job, Job.State.FAILED, message=_("Lỗi của hệ thống. Đã ghi nhật ký để quản trị viên xem."))


def cancel(job: Job) -> bool:
    """The owner gives up: an open job ends after the step it is in. False when that one was the last."""
    ended = Job.objects.filter(pk=job.pk, state__in=Job.OPEN_STATES).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )
    return bool(ended)


def retry(job: Job) -> bool:
    """Put a failed or cancelled job back in the queue, to go on from its last committed step."""
    ended = (Job.State.FAILED, Job.State.CANCELLED)
    again = Job.objects.filter(pk=job.pk, state__in=ended).update(
        state=Job.State.QUEUED, sent_at=None, finished_at=None, tries=0, message="", errors=[]
    )
    if again:
        transaction.on_commit(lambda: send(job), robust=True)
    return bool(again)


def _claim(job_id: str) -> Job | None:
    now = timezone.now()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    with acting_as(SYSTEM), transaction.atomic():
        claimed = Job.objects.filter(free, pk=job_id).update(
            state=Job.State.RUNNING, attempt=F("attempt") + 1, tries=F("tries") + 1, heartbeat_at=now
        )
        return Job.objects.select_related("owner").get(pk=job_id) if claimed else None


def _actor(job: Job, registration: Registration) -> Actor:
    if registration.as_system:
        return SYSTEM
    return Actor(
        role="web",
        paths=tuple(job.paths),
        actor_id=str(job.owner_id or ""),
        actor_label=str(job.owner or ""),
        context=f"job:{job.pk}",
    )


def _work(job: Job, registration: Registration) -> None:
    steps = registration.handler(job)
    with acting_as(_actor(job, registration)):
        while True:
            with one_moment() if registration.at_one_moment else transaction.atomic():
                _fence(job)
                step = next(steps, None)
                if step:
                    _save_step(job, step)
                if step is None or step.final:
                    _close(job, Job.State.DONE, message=job.message, errors=job.errors)
                    return


def _fence(job: Job) -> None:
    """Lock the row and stop when another attempt has begun or the owner cancelled."""
    held = Job.objects.select_for_update().filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
    if not held.exists():
        raise Superseded


def _save_step(job: Job, step: Step) -> None:
    job.done, job.total, job.cursor = step.done, step.total, step.cursor
    job.message = step.message[:500]
    job.heartbeat_at = timezone.now()
    fields = [
        "done",
        "total",
        "cursor",
        "message",
        "heartbeat_at",
        "result",
        "result_file",
        "result_url",
        "errors",
    ]
    job.save(update_fields=fields)


def _close(job: Job, state: str, *, message: str, errors: list[dict[str, Any]] | None = None) -> None:
    """End the job, if this attempt still holds it, and tell the owner."""
    with acting_as(SYSTEM), transaction.atomic():
        held = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
        ended = held.update(
            state=state,
            message=message[:500],
            errors=errors or [],
            result=job.result,
            result_file=job.result_file,
            result_url=job.result_url,
            finished_at=timezone.now(),
        )
        if ended and job.owner_id:
            _tell_owner(job, state)


def _tell_owner(job: Job, state: str) -> None:
    text = _("Đã xong: %(subject)s") if state == Job.State.DONE else _("Không thành công: %(subject)s")
    Notice.objects.create(
        user_id=job.owner_id, text=(text % {"subject": job.subject})[:300], url=f"/cong-viec-nen/{job.pk}/"
    )


def _give_back(job: Job) -> None:
    """After an error that a retry can mend: back in the queue, or failed after the last attempt."""
    if job.tries >= MAX_ATTEMPTS:
        _close(job, Job.State.FAILED, message=_("Máy chủ dữ liệu không trả lời sau nhiều lần thử."))
        return
    with acting_as(SYSTEM), transaction.atomic():
        held = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=Job.State.RUNNING)
        held.update(state=Job.State.QUEUED, sent_at=None)
