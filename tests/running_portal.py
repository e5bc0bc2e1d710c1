"""A whole portal for tests: gunicorn, both workers and beat, on a clone and a broker of their own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.local_servers import application
from core.local_servers.layout import CHECKOUT
from core.local_servers.portal import wait_until_ready
from core.local_servers.ports import free_port
from core.local_servers.processes import Supervisor
from tests import databases
from tests.databases import Database


@dataclass(frozen=True)
class RunningPortal:
    """`address` ends in a slash; `environment` is what a program needs to work on the same data."""

    address: str
    database: Database
    environment: Mapping[str, str]
    supervisor: Supervisor

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py on this portal's data; what it printed."""
        command = [sys.executable, CHECKOUT / "manage.py", *arguments]
        done = subprocess.run(command, cwd=CHECKOUT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def pid_of(self, name: str) -> int:
        """The process of "The web server", "The fast worker", "The bulk worker" or "Beat"."""
        return self.supervisor.pid_of(name)


@pytest.fixture(scope="session")
def running_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """One portal for all tests of this process that ask for it; they commit, so each makes its own records."""
    with databases.cloned(databases.fresh_database()) as clone:
        yield from start(clone, tmp_path_factory.mktemp("portal"))


def start(clone: Database, folder: Path) -> Iterator[RunningPortal]:
    """Start the four programs on `clone`, their logs and the rest in `folder`."""
    (folder / "run").mkdir()
    environment = {**application.child_environment(folder, clone.urls), **databases.shared_settings()}
    port = free_port()
    web = application.web(folder, environment, "127.0.0.1", port)
    supervisor = Supervisor()
    try:
        supervisor.start(*application.workers(folder, environment))
        supervisor.start(application.beat(folder, folder, environment))
        supervisor.start(web)
        address = f"http://127.0.0.1:{port}/"
        wait_until_ready(supervisor, web, address)
        yield RunningPortal(address, clone, environment, supervisor)
    finally:
        supervisor.stop_all()
