"""Celery's side of core: each task only calls the function that does the work."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import events, files, jobs, mail, scheduling
from core.acting import SYSTEM, acting_as


@shared_task(name="core.tick")
def tick() -> None:
    scheduling.send_due(timezone.now())


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="core.seal_events")
def seal_events() -> None:
    with acting_as(SYSTEM):
        events.seal()


@shared_task(name="core.send_notices")
def send_notices() -> None:
    if settings.PORTAL_SENDS_MAIL:
        with acting_as(SYSTEM):
            mail.send_notices()


@shared_task(name="core.sweep_files")
def sweep_files() -> None:
    with acting_as(SYSTEM):
        files.remove_expired()
        files.remove_orphans()


@shared_task(name="core.write_event_head")
def write_event_head() -> None:
    """The newest hash, kept outside the database, so that a rewritten chain can be told from the old one."""
    with acting_as(SYSTEM), transaction.atomic():
        line = f"{timezone.now().isoformat()} {events.head().hex()}\n"
    with heads_file().open("a") as log:
        log.write(line)


def heads_file() -> Path:
    return Path(settings.PORTAL_VAR) / "event-heads.log"


def event_heads() -> list[str]:
    """The hashes that were kept outside the database, oldest first."""
    if not heads_file().exists():
        return []
    return [line.split()[-1] for line in heads_file().read_text().splitlines() if line.strip()]
