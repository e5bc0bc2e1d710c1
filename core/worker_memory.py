"""A ceiling for each process of the bulk worker: a hostile workbook ends its job, and not the machine.

The limit is on address space, so an allocation beyond it fails inside the process that asked, and the job ends as
failed. On Linux only: elsewhere the kernel does not keep such a limit.
"""

import resource
import sys
from typing import Any

from celery.signals import celeryd_init, worker_process_init
from django.conf import settings

WORKER = "bulk"
MEGABYTE = 1024 * 1024


def connect() -> None:
    celeryd_init.connect(choose_worker)


def choose_worker(sender: str, **_kwargs: Any) -> None:
    """`sender` is the node name of the worker that begins, such as bulk@host; its children inherit the receiver."""
    if sender.partition("@")[0] == WORKER:
        worker_process_init.connect(limit_memory)


def limit_memory(**_kwargs: Any) -> None:
    limit = settings.PORTAL_BULK_MEMORY_MB * MEGABYTE
    if not limit or sys.platform != "linux":
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
