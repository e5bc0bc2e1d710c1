"""./run: data servers, database, web, workers and beat, until Ctrl-C. Runs with the Python of .venv."""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.local_servers import application
from core.local_servers.catalogues import compile_stale
from core.local_servers.credentials import remember_demo_password, secrets
from core.local_servers.errors import Refused, said_in_one_sentence, say, telling_line
from core.local_servers.layout import CHECKOUT, Layout, prepare, var_folder
from core.local_servers.leftovers import stop_leftovers
from core.local_servers.ports import why_unusable
from core.local_servers.processes import Child, Stopped, Supervisor, open_log
from core.local_servers.running import remove_state, write_state
from core.local_servers.servers import start_servers

READY_SECONDS = 90
NEEDED_BYTES = 400 * 1024 * 1024
SIGN_INS = (
    ("tinh", "provincial officer"),
    ("taichinh", "finance"),
    ("lanhdao", "approves"),
    ("thanhtra", "inspects"),
    ("so-nn", "a department with its components"),
    ("xa1", "phường Bình Đức"),
    ("xa2", "another commune"),
    ("ldxa1", "confirms for phường Bình Đức"),
    ("thon1", "a village reviewer"),
    ("kiemtoan", "reads"),
    ("quantri", "administers"),
)


def main() -> int:
    os.umask(0o022)
    host, port = os.environ.get("HOST", "127.0.0.1"), _port()
    layout = prepare(var_folder())
    with only_one(layout), Supervisor() as supervisor:
        try:
            _run(supervisor, layout, host, port)
        except Stopped:
            say("\nStopping ...")
        finally:
            remove_state(layout.var)
    return 0


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused(f"PORT is {text!r}; give a number from 1 to 65535.")
    return int(text)


def _run(supervisor: Supervisor, layout: Layout, host: str, port: int) -> None:
    for name in stop_leftovers(layout):
        say(f"Stopped {name}, left over from a start that was killed.")
    if sentence := why_unusable(host, port):
        raise Refused(sentence)
    _check_space(layout)
    compile_stale()
    say("Starting the data servers ...")
    urls = start_servers(supervisor, layout)
    write_state(layout.var, urls, os.getpid())
    say("Preparing the database ...")
    password = _demo_password(layout.var)
    environment = application.child_environment(layout.var, urls, host)
    environment.setdefault("PORTAL_STATIC_ROOT", str(layout.static))
    _prepare_database(layout, {**environment, "PORTAL_DEMO_PASSWORD": password})
    say("Starting web, workers and beat ...")
    web = application.web(layout.log, environment, host, port)
    supervisor.start(*application.workers(layout.log, environment))
    supervisor.start(application.beat(layout.var, layout.log, environment))
    supervisor.start(web)
    address = _address(host, port)
    wait_until_ready(supervisor, web, address)
    say(f"\nPortal ready: {address}\n\n{_sign_ins(password)}")
    supervisor.watch()


@contextlib.contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Hold the lock of this portal; the kernel lets go of it however the process ends."""
    with (layout.run / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"The portal in {layout.var} is already running; stop it first, or choose another PORTAL_VAR."
            ) from None
        yield


def _check_space(layout: Layout) -> None:
    free = shutil.disk_usage(layout.data).free
    if free < NEEDED_BYTES:
        raise Refused(
            f"The disk is full: {free // 2**20} MB are free in {layout.data} and the portal needs "
            f"{NEEDED_BYTES // 2**20} MB."
        )


def _demo_password(var: Path) -> str:
    given = os.environ.get("PORTAL_DEMO_PASSWORD", "")
    if given:
        remember_demo_password(var, given)
    return given or secrets(var)["PORTAL_DEMO_PASSWORD"]


def _prepare_database(layout: Layout, environment: Mapping[str, str]) -> None:
    log = open_log(layout.log, "prepare")
    with log.open("a+") as output:
        beginning = output.tell()
        command: list[str | Path] = [sys.executable, CHECKOUT / "manage.py", "prepare", "--demo"]
        done = subprocess.run(command, env=environment, cwd=CHECKOUT, stdout=output, stderr=output)
        if done.returncode:
            output.seek(beginning)
            raise Refused(f"The database could not be prepared: {telling_line(output.read())} (see {log})")


def _address(host: str, port: int) -> str:
    reachable = "127.0.0.1" if host in application.ANY_ADDRESS else host
    return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}/"


def wait_until_ready(supervisor: Supervisor, web: Child, address: str) -> None:
    """Wait until /readyz answers 200; refuse with its own words when it does not."""
    limit = time.monotonic() + READY_SECONDS
    answer = "no answer"
    while time.monotonic() < limit:
        if (ended := supervisor.first_ended()) is not None:
            raise Refused(f"{ended.name} did not start: {telling_line(ended.output())} (see {ended.log})")
        ready, answer = _ask(f"{address}readyz")
        if ready:
            return
        time.sleep(0.2)
    raise Refused(f"The portal was not ready within {READY_SECONDS} seconds: {answer} (see {web.log.parent})")


def _ask(url: str) -> tuple[bool, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine, never a proxy
    try:
        with opener.open(url, timeout=10) as answer:
            return answer.status == 200, ""
    except urllib.error.HTTPError as error:
        return False, _problems(error)
    except OSError as error:
        return False, str(error)


def _problems(answer: urllib.error.HTTPError) -> str:
    """What /readyz says is wrong; a page that is not its own says only that something is."""
    try:
        return "; ".join(json.load(answer)["problems"])
    except (ValueError, KeyError):
        return f"/readyz answers {answer.code}"


def _sign_ins(password: str) -> str:
    lines = [f"  {name:<10} {what}" for name, what in SIGN_INS]
    title = f"Demonstration sign-ins, all with the password {password}"
    return "\n".join([title, *lines, "", "Ctrl-C stops it."])


if __name__ == "__main__":
    sys.exit(said_in_one_sentence(main))
