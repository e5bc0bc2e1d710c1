"""Servers for tests: in a folder of their own, without waiting for the disk, with a template database.

The template holds the migrated tables and the reference data; each test process clones it. PORTAL_TEST_KEEP=1
keeps servers and template in <checkout>/var/test, for all test runs of this checkout, until `./test --stop`.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psycopg2

from core.local_servers.binaries import postgres_programs, valkey_program
from core.local_servers.credentials import secrets
from core.local_servers.errors import Refused, telling_line
from core.local_servers.layout import CHECKOUT, Layout, prepare
from core.local_servers.leftovers import MARK, stop_leftovers, stop_programs
from core.local_servers.postgres import PostgresServer, start_postgres
from core.local_servers.processes import Supervisor
from core.local_servers.roles import database_urls, provide_database
from core.local_servers.running import is_alive, read_state, remove_state, running_urls, write_state
from core.local_servers.valkey import start_valkey

PREFIX = "portal-test-"
KEPT = CHECKOUT / "var" / "test"
# What decides the content of the template database.
TEMPLATE_SOURCES = (
    *("*/migrations/*.py", "*/data/**/*", "*/reference*.py", "*/loading*.py", "*/rights.py"),
    *("core/migration_ops.py", "core/grants.py", "core/local_servers/roles.py"),
)


@contextlib.contextmanager
def throw_away_servers(programs: Path | None = None) -> Iterator[dict[str, str]]:
    """Servers that end with the block; the environment of a test run. `programs`: another PostgreSQL's."""
    _remove_abandoned()
    var = Path(tempfile.mkdtemp(prefix=PREFIX))
    if os.geteuid() == 0:
        var.chmod(0o711)  # the server user passes through
    layout = prepare(var)
    try:
        with _lock(layout), Supervisor() as supervisor:
            urls, server = _start(supervisor, layout, programs)
            try:
                yield _environment(layout, urls, server) | {MARK: str(var)}
            finally:
                stop_programs(layout)
    finally:
        _remove(layout)


def kept_servers() -> dict[str, str]:
    """The environment of a test run on the kept servers, started when they do not run."""
    layout = prepare(KEPT)
    with _lock(layout):
        urls = running_urls(KEPT)
        if not urls:
            stop_leftovers(layout)
            supervisor = Supervisor()
            try:
                urls, server = _start(supervisor, layout, None)
            except BaseException:
                supervisor.stop_all()
                raise
            write_state(KEPT, urls, supervisor.pid_of("PostgreSQL"), port=str(server.port))
        server = PostgresServer(int(read_state(KEPT)["port"]), secrets(KEPT)["postgres"])
        return _environment(layout, urls, server)


def stop_kept_servers() -> None:
    if KEPT.exists():
        layout = prepare(KEPT)
        with _lock(layout):
            stop_leftovers(layout)
            remove_state(KEPT)
            _remove(layout)


def _start(supervisor: Supervisor, layout: Layout, programs: Path | None) -> tuple[dict[str, str], PostgresServer]:
    passwords = secrets(layout.var)
    server = start_postgres(
        supervisor, layout, programs or postgres_programs(layout), passwords["postgres"], throw_away=True
    )
    redis = start_valkey(supervisor, layout, valkey_program(layout), passwords["valkey"], throw_away=True)
    return {**provide_database(server, passwords), "REDIS_URL": redis}, server


def _environment(layout: Layout, urls: Mapping[str, str], server: PostgresServer) -> dict[str, str]:
    """What a test run needs to know; the template is made when it is missing."""
    environment = {**urls, "PORTAL_VAR": str(layout.var)}
    name = f"portal_template_{_fingerprint()}"
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _drop_outdated(cursor)
            _make_template(cursor, server, environment, name)
    return {**environment, "PORTAL_TEST_TEMPLATE": name}


def _drop_outdated(cursor: "psycopg2.extensions.cursor") -> None:
    """Drop templates but the newest two (another run may use them), and clones of runs that were killed."""
    databases = "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid DESC"
    cursor.execute(databases, ["^portal_template_"])
    outdated = [name for (name,) in cursor.fetchall()[2:]]
    cursor.execute(databases, [r"^portal_test_\d+_"])
    outdated += [name for (name,) in cursor.fetchall() if not is_alive(int(name.split("_")[2]))]
    for name in outdated:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    files = {path for pattern in TEMPLATE_SOURCES for path in CHECKOUT.glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _make_template(
    cursor: "psycopg2.extensions.cursor", server: PostgresServer, environment: Mapping[str, str], name: str
) -> None:
    """Make it under another name and rename it when it is whole."""
    unfinished = f"{name}_unfinished"
    cursor.execute(f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {unfinished} OWNER portal_owner")
    urls = database_urls(server, secrets(Path(environment["PORTAL_VAR"])), unfinished)
    inherited = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, CHECKOUT / "manage.py", "prepare"],
        env={**inherited, **environment, **urls, "PORTAL_DB_LOGIN": "owner"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(f"{done.stderr}\nThe database for the tests could not be prepared: {telling_line(done.stderr)}")
    with closing(server.connect(unfinished)) as connection, connection.cursor() as inside:
        inside.execute("VACUUM ANALYZE")
    cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")


@contextlib.contextmanager
def _lock(layout: Layout) -> Iterator[None]:
    with (layout.run / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_abandoned() -> None:
    """Clear away what killed test runs left behind; one that still runs holds its lock."""
    for var in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if var.stat().st_uid != os.geteuid() or not (var / "run").is_dir():
            continue
        with (var / "run" / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            layout = prepare(var)
            stop_leftovers(layout)
            _remove(layout)


def _remove(layout: Layout) -> None:
    for folder in {layout.var, layout.data}:
        shutil.rmtree(folder, ignore_errors=True)
