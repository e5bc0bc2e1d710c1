"""Processes of the bulk worker may take so much memory and no more; those of the fast one as they like."""

import subprocess
import sys
from typing import Any

import pytest
from celery.signals import worker_process_init
from django.conf import settings as portal

from core import worker_memory

LIMITED = """
import resource
from django.conf import settings
settings.configure(PORTAL_BULK_MEMORY_MB={megabytes})
from core.worker_memory import limit_memory
limit_memory()
print(resource.getrlimit(resource.RLIMIT_AS)[0])
try:
    bytes(700 * 1024 * 1024)
except MemoryError:
    print("refused")
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit on address space")


def process(megabytes: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED.format(megabytes=megabytes)],
        cwd=portal.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_an_allocation_beyond_the_limit_is_refused() -> None:
    assert process(600) == [str(600 * 1024 * 1024), "refused"]


def test_without_a_limit_nothing_is_set() -> None:
    assert process(0) == ["-1"]


@pytest.mark.parametrize(
    ("name", "limited"), [("bulk@may-chu", True), ("bulk@2.may-chu", True), ("fast@may-chu", False)]
)
def test_only_the_bulk_worker_is_limited(monkeypatch: pytest.MonkeyPatch, name: str, limited: bool) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(worker_process_init, "connect", connected.append)
    worker_memory.choose_worker(sender=name)
    assert connected == ([worker_memory.limit_memory] if limited else [])


def test_the_limit_is_two_gigabytes_unless_said_otherwise() -> None:
    assert portal.PORTAL_BULK_MEMORY_MB == 2048
