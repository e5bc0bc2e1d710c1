"""An owner who cancels a job while a worker is in a step of it."""

import time
from concurrent.futures import Executor, Future
from contextlib import closing

from django.db import connection, transaction

from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Job


def cancel_meanwhile(job: Job, pool: Executor) -> "Future[bool]":
    """Whether the cancel will have ended the job; it waits now for the row that the caller's transaction holds."""
    answer = pool.submit(_cancel, job)
    until_somebody_waits()
    return answer


def until_somebody_waits() -> None:
    """For what this connection's transaction holds."""
    limit = time.monotonic() + 20
    while not _somebody_waits():
        assert time.monotonic() < limit, "nobody waited"
        time.sleep(0.02)


def _cancel(job: Job) -> bool:
    with closing(connection), acting_as(SYSTEM), transaction.atomic():
        return jobs.cancel(job)


def _somebody_waits() -> bool:
    """For a lock of this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.fetchone() is not None
