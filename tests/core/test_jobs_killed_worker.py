"""A real worker is killed in the middle of a job; another one ends it, and nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Job, Notice
from tests.core.slow_job import STEPS
from tests.databases import Database
from tests.office import Office


@contextmanager
def worker(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A Celery worker of the `bulk` queue on this test's database and broker, in a process group of its own."""
    command = [
        *(sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "bulk"),
        "--include=tests.core.slow_job",
        *("--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=WARNING"),
    ]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "CELERY_SKIP_CHECKS": "1"}
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """The whole group at once, as when the machine goes down: nobody can say goodbye to the broker."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"waited too long for {what}"
        time.sleep(0.05)


def state_of(job: Job) -> str:
    with acting_as(SYSTEM), transaction.atomic():
        return Job.objects.get(pk=job.pk).state


@pytest.fixture
def job(own_database: Database, tmp_path: Path) -> Job:
    (tmp_path / "hold-2").touch()
    with acting_as(SYSTEM), transaction.atomic():
        owner = Office().user("provincial_officer")
        return jobs.enqueue("tests.slow", owner_id=owner.pk, parameters={"folder": str(tmp_path)})


def test_a_killed_worker_loses_nothing_and_repeats_nothing(job: Job, tmp_path: Path) -> None:
    with worker(tmp_path) as first:
        wait_for((tmp_path / "reached-2").exists, "the third step")
        kill(first)
    (tmp_path / "hold-2").unlink()
    with acting_as(SYSTEM), transaction.atomic():
        half = Job.objects.get(pk=job.pk)
        assert (half.state, half.done, half.attempt) == ("running", 2, 1)
        silent = timezone.now() - jobs.STALE_AFTER - timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(heartbeat_at=silent)
    assert jobs.sweep() == 1
    with worker(tmp_path):
        wait_for(lambda: state_of(job) == "done", "the end of the job")
    with acting_as(SYSTEM), transaction.atomic():
        ended = Job.objects.get(pk=job.pk)
        steps = sorted(Notice.objects.filter(text__startswith="step-").values_list("text", flat=True))
    assert steps == [f"step-{number}" for number in range(STEPS)]
    assert (ended.done, ended.attempt) == (STEPS, 2)
