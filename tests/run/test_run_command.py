"""./run itself, with the demonstration province: the start, a second one, Ctrl-C, a kill of everything."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.local_servers.layout import CHECKOUT, Layout
from core.local_servers.leftovers import MARK
from core.local_servers.ports import free_port
from core.local_servers.running import running_urls

pytestmark = pytest.mark.long

FIRST_START_SECONDS = 300
OURS = {"DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL", MARK}


@pytest.fixture
def environment(layout: Layout) -> dict[str, str]:
    """As a person's shell: nothing of the tests' own servers."""
    own = {name: value for name, value in os.environ.items() if name not in OURS and "PORTAL" not in name}
    return {**own, "PORTAL_VAR": str(layout.var), "PORT": str(free_port())}


@pytest.fixture
def run(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with start(environment) as process:
        yield process
        process.send_signal(signal.SIGINT)


def start(environment: dict[str, str]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(["./run"], cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True)
    limit = time.monotonic() + FIRST_START_SECONDS
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if line.startswith("Portal ready: "):
            assert line == f"Portal ready: http://127.0.0.1:{environment['PORT']}/\n"
            return process
        assert time.monotonic() < limit
    raise AssertionError("".join(said))


def programs(var: Path) -> list[psutil.Process]:
    """Every process of the portal in `var`: marked, or at work in its data."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(MARK) == str(var) or process.cwd().startswith(f"{var}/")
        except (psutil.Error, OSError):
            continue
        if ours and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def test_ctrl_c_stops_everything_that_was_started(run, layout):
    assert len(programs(layout.var)) > 6
    run.send_signal(signal.SIGINT)
    assert run.wait(60) == 0
    assert programs(layout.var) == []
    assert running_urls(layout.var) == {}


def test_a_second_start_is_refused_and_the_first_goes_on(run, environment, layout):
    second = subprocess.run(["./run"], cwd=CHECKOUT, env=environment, capture_output=True, text=True)
    assert second.returncode == 1
    assert second.stderr == (
        f"The portal in {layout.var} is already running; stop it first, or choose another PORTAL_VAR.\n"
    )
    assert run.poll() is None


def test_manage_py_finds_the_running_portal_from_any_folder(run, environment):
    where = {name: environment[name] for name in ("PORTAL_VAR", "PATH")}
    program = "from django.contrib.auth import get_user_model as g; print(g().objects.filter(username='tinh').count())"
    command = [CHECKOUT / "manage.py", "shell", "--no-imports", "-c", program]
    said = subprocess.run(command, cwd="/", env=where, capture_output=True, text=True)
    assert said.stdout.strip() == "1", said.stderr


def test_a_start_after_a_kill_of_everything_works(run, environment, layout):
    for process in [psutil.Process(run.pid), *programs(layout.var)]:
        with contextlib.suppress(psutil.NoSuchProcess):  # one that ended by itself, or with its parent
            process.kill()
    run.wait()
    with start(environment) as again:
        again.send_signal(signal.SIGINT)
        assert again.wait(60) == 0
    assert programs(layout.var) == []


def test_a_port_that_is_taken_leaves_nothing_running(run, environment, layout):
    run.send_signal(signal.SIGINT)
    run.wait(60)
    with subprocess.Popen(["python3", "-m", "http.server", environment["PORT"], "--bind", "127.0.0.1"]) as other:
        try:
            time.sleep(1)
            refused = subprocess.run(["./run"], cwd=CHECKOUT, env=environment, capture_output=True, text=True)
        finally:
            other.kill()
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {environment['PORT']} of 127.0.0.1 is taken")
    assert programs(layout.var) == []
