"""A job for tests that a real worker runs: each step leaves a trace in the database and may be held.

The worker is started with `--include=tests.core.slow_job`, so that it knows the job.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from core.jobs import Step, job_handler
from core.models import Job, Notice

STEPS = 4


@job_handler("tests.slow")
def slow(job: Job) -> Iterator[Step]:
    """Step n writes the notice "step-n"; while the file `hold-n` stands in the folder, the step does not end."""
    folder = Path(job.parameters["folder"])
    for number in range(job.cursor or 0, STEPS):
        Notice.objects.create(user_id=job.owner_id, text=f"step-{number}")
        (folder / f"reached-{number}").touch()
        while (folder / f"hold-{number}").exists():
            time.sleep(0.02)
        yield Step(number + 1, STEPS, f"bước {number + 1}", cursor=number + 1)
