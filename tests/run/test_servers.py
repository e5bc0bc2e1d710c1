"""PostgreSQL and Valkey as ./run starts them: who may do what, and what survives a kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.local_servers.credentials import secrets
from core.local_servers.errors import Refused
from core.local_servers.layout import CHECKOUT, Layout
from core.local_servers.leftovers import stop_leftovers
from core.local_servers.processes import Supervisor
from core.local_servers.running import read_state
from core.local_servers.servers import start_servers

# What ./run does with its data servers, without the portal itself.
KEEP_SERVERS = """
import os, sys
from pathlib import Path
from core.local_servers.layout import prepare
from core.local_servers.leftovers import stop_leftovers
from core.local_servers.processes import Stopped, Supervisor
from core.local_servers.running import remove_state, write_state
from core.local_servers.servers import start_servers
layout = prepare(Path(sys.argv[1]))
with Supervisor() as supervisor:
    try:
        stop_leftovers(layout)
        write_state(layout.var, start_servers(supervisor, layout), os.getpid())
        print("running", flush=True)
        supervisor.watch()
    except Stopped:
        remove_state(layout.var)
"""


@pytest.fixture(autouse=True)
def no_given_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def start_process(layout: Layout) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP_SERVERS, layout.var], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "running\n"
    return process


@pytest.fixture
def running(layout: Layout) -> Iterator["subprocess.Popen[str]"]:
    with start_process(layout) as process:
        yield process
        process.kill()
    stop_leftovers(layout)


@pytest.fixture
def used(layout: Layout) -> Layout:
    """A portal that has run before and is stopped."""
    with start_process(layout) as process:
        process.send_signal(signal.SIGTERM)
    return layout


def urls(layout: Layout) -> dict[str, str]:
    return read_state(layout.var)


def ask(url: str, query: str) -> tuple[object, ...]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone() or ())


def servers_of(layout: Layout) -> list[psutil.Process]:
    """Processes whose current folder lies in the data of `layout`."""
    found = []
    for process in psutil.process_iter():
        try:
            inside = process.cwd().startswith((str(layout.postgres), str(layout.valkey)))
        except (psutil.Error, OSError):
            continue
        if inside and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def wait_until(condition: Callable[[], object], seconds: float = 15) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def test_logins_of_web_and_worker_own_nothing_and_act_as_portal_web(layout, running):
    found = urls(layout)
    for name in ("DATABASE_URL", "DATABASE_WORKER_URL"):
        attributes = "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole OR rolinherit FROM pg_roles"
        assert ask(found[name], f"{attributes} WHERE rolname = session_user") == ("portal_web", False)
    assert ask(found["DATABASE_WORKER_URL"], "SELECT set_config('role', 'portal_system', true)")
    with pytest.raises(psycopg2.Error):
        ask(found["DATABASE_URL"], "SELECT set_config('role', 'portal_system', true)")
    with pytest.raises(psycopg2.Error):
        ask(found["DATABASE_URL"], "CREATE TABLE intruder ()")


def test_owner_migrates_but_is_no_superuser(layout, running):
    owner = urls(layout)["DATABASE_OWNER_URL"]
    is_owner = "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
    assert ask(owner, is_owner) == (True,)
    assert ask(owner, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == (False,)
    extensions = "SELECT count(*) FROM pg_extension WHERE extname IN ('ltree', 'pg_trgm', 'btree_gist', 'unaccent')"
    assert ask(owner, extensions) == (4,)


def test_database_speaks_vietnamese_time_and_letters(layout, running):
    url = urls(layout)["DATABASE_URL"]
    assert ask(url, "SHOW timezone") == ("Asia/Ho_Chi_Minh",)
    assert ask(url, "SELECT lower('ĐẶNG ƯỚC')") == ("đặng ước",)


def test_servers_listen_on_this_machine_alone_and_want_a_password(layout, running):
    found = urls(layout)
    wrong = found["DATABASE_URL"].replace(secrets(layout.var)["portal_web_login"], "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        ask(wrong, "SELECT 1")
    parts = urlsplit(found["REDIS_URL"])
    stranger = redis.Redis(host=parts.hostname, port=parts.port or 0, retry=Retry(NoBackoff(), 0))
    with closing(stranger), pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with closing(redis.Redis.from_url(found["REDIS_URL"])) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    pids = {process.pid for process in servers_of(layout)}
    listening = [c for c in psutil.net_connections("inet") if c.pid in pids and c.status == psutil.CONN_LISTEN]
    addresses = {connection.laddr.ip for connection in listening}
    assert addresses == {"127.0.0.1"}


def test_passwords_are_in_private_files_and_not_in_the_process_list(layout, running):
    assert (layout.var / "secrets.json").stat().st_mode & 0o077 == 0
    assert (layout.run / "servers.json").stat().st_mode & 0o077 == 0
    commands = " ".join(" ".join(process.cmdline()) for process in servers_of(layout))
    assert not [name for name, password in secrets(layout.var).items() if password in commands]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_servers_in_order(layout, running, number):
    assert len(servers_of(layout)) > 1
    running.send_signal(number)
    assert running.wait(30) == 0
    assert servers_of(layout) == []
    assert "database system is shut down" in (layout.log / "postgresql.log").read_text()
    assert not (layout.run / "servers.json").exists()


def test_a_start_after_a_kill_of_the_supervisor_takes_over_from_its_orphans(layout, running):
    ask_owner = urls(layout)["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(ask_owner)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (value int); INSERT INTO kept VALUES (1)")
    orphans = {process.pid for process in servers_of(layout)}
    running.kill()
    running.wait()
    assert orphans & {process.pid for process in servers_of(layout)}
    with start_process(layout) as again:
        assert not orphans & {process.pid for process in servers_of(layout)}
        assert ask(urls(layout)["DATABASE_OWNER_URL"], "SELECT count(*) > 0 FROM kept") == (True,)
        again.send_signal(signal.SIGTERM)
    assert servers_of(layout) == []


def test_a_start_after_a_kill_of_everything_recovers(layout, running):
    running.kill()
    for process in servers_of(layout):
        process.kill()
    wait_until(lambda: not servers_of(layout))
    assert (layout.postgres / "data" / "postmaster.pid").exists()
    with start_process(layout) as again:
        assert ask(urls(layout)["DATABASE_URL"], "SELECT 1") == (1,)
        again.send_signal(signal.SIGTERM)


def test_a_server_that_dies_is_started_again(layout, running):
    def valkey() -> list[int]:
        return [process.pid for process in servers_of(layout) if process.cwd() == str(layout.valkey)]

    (first,) = valkey()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: valkey() and valkey() != [first])


def test_a_stale_lock_file_that_names_an_innocent_process_harms_neither(used):
    lock = used.postgres / "data" / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"]) as innocent:
        try:
            lock.write_text(f"{innocent.pid}\n{lock.parent}\n0\n1\n\n127.0.0.1\n\nready\n")
            stop_leftovers(used)
            assert innocent.poll() is None
            assert not lock.exists()
        finally:
            innocent.kill()


def test_data_without_their_passwords_are_refused_in_one_sentence(used):
    path = used.var / "secrets.json"
    kept = path.read_text()
    path.unlink()
    try:
        with Supervisor() as supervisor, pytest.raises(Refused, match="put back the file"):
            start_servers(supervisor, used)
    finally:
        path.write_text(kept)
    assert servers_of(used) == []
