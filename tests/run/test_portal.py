"""The portal as a whole: ready means that every part answers, and one that dies comes back."""

import json
import re
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest


def ready(address: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{address}readyz", timeout=10) as answer:
        return json.load(answer)


def test_a_running_portal_is_ready(running_portal):
    assert ready(running_portal.address) == {"ready": True, "problems": []}


def test_readiness_is_told_at_once(running_portal):
    """The quickest of five: each process of the web server opens its connections with its first answer."""
    times = []
    for _ in range(5):
        started = time.monotonic()
        ready(running_portal.address)
        times.append(time.monotonic() - started)
    assert min(times) < 0.3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit on address space")
def test_the_bulk_worker_s_processes_are_limited(running_portal):
    def limits(name: str) -> list[str]:
        children = psutil.Process(running_portal.pid_of(name)).children()
        texts = [Path(f"/proc/{child.pid}/limits").read_text() for child in children]
        return [re.search(r"Max address space +(\S+)", text)[1] for text in texts]

    assert limits("The bulk worker") == [str(2048 * 1024 * 1024)]
    assert set(limits("The fast worker")) == {"unlimited"}


def test_manage_py_works_on_the_running_portal(running_portal):
    program = "from django.db import connection as c; cursor = c.cursor(); cursor.execute('SELECT session_user');"
    said = running_portal.manage("shell", "--no-imports", "-c", f"{program} print(cursor.fetchone()[0])")
    assert said.split() == ["portal_worker_login"]
