"""A PostgreSQL of our own: scram passwords, TCP on 127.0.0.1 alone, a free port, data in one folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg2

from core.local_servers.errors import Refused, telling_line
from core.local_servers.layout import Layout
from core.local_servers.ports import free_port
from core.local_servers.processes import Child, Supervisor, open_log

SUPERUSER = "postgres"
PORT_TRIES = 3
RECOVERY_SECONDS = 300  # after a crash PostgreSQL replays its log before it answers
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class PostgresServer:
    """A running server: where it listens and the password of its superuser."""

    port: int
    password: str

    def connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
        )
        connection.autocommit = True
        return connection

    def url(self, login: str, password: str, database: str) -> str:
        return f"postgres://{login}:{password}@127.0.0.1:{self.port}/{database}"


def start_postgres(
    supervisor: Supervisor, layout: Layout, programs: Path, password: str, *, throw_away: bool = False
) -> PostgresServer:
    """Start PostgreSQL on the data of `layout`, made first when there are none.

    `throw_away` leaves out every wait for the disk: a crash of the machine would lose the data.
    """
    data = layout.postgres / "data"
    if not (data / "PG_VERSION").exists():
        _make_cluster(layout, programs, data, password)
    _check_version(programs, data)
    for attempt in range(PORT_TRIES):
        server = PostgresServer(free_port(), password)
        child = _child(layout, programs, data, server.port, throw_away=throw_away)
        supervisor.start(child)
        try:
            supervisor.wait_for(child, partial(_is_ready, child, server, data), seconds=RECOVERY_SECONDS)
        except Refused:
            if attempt + 1 < PORT_TRIES and "bind" in child.output():
                supervisor.stop_last()
                continue
            raise
        return server
    raise AssertionError("the last attempt returns or raises")


def _make_cluster(layout: Layout, programs: Path, data: Path, password: str) -> None:
    """initdb beside the final place: a start that was killed half-way leaves nothing that looks finished."""
    unfinished = data.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", dir=layout.postgres, prefix="password.") as password_file:
        password_file.write(password)
        password_file.flush()
        layout.user.own(Path(password_file.name))
        command: list[str | Path] = [
            programs / "initdb",
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file.name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            *_locale(programs),
        ]
        done = subprocess.run(
            command, cwd=layout.data, capture_output=True, text=True, env=_environment(), **layout.user.popen
        )
    if done.returncode:
        raise Refused(f"The database could not be made: {telling_line(done.stderr)}")
    unfinished.rename(data)


def _locale(programs: Path) -> list[str]:
    """Order by code point, upper and lower case by Unicode; without a system locale where PostgreSQL can."""
    if _major_version(programs) < 18:
        return ["--locale=C.UTF-8"]
    return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]


def _major_version(programs: Path) -> int:
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(answer.stdout.split()[2].split(".")[0])


def _check_version(programs: Path, data: Path) -> None:
    made_by, ours = int((data / "PG_VERSION").read_text()), _major_version(programs)
    if made_by != ours:
        raise Refused(
            f"{data} was made by PostgreSQL {made_by} and the portal now brings {ours}: "
            "restore a backup into a new PORTAL_VAR."
        )


def _child(layout: Layout, programs: Path, data: Path, port: int, *, throw_away: bool) -> Child:
    settings = {"port": str(port), **_settings(small=throw_away), **(_NO_DISK_WAIT if throw_away else {})}
    arguments = [f"--{name}={value}" for name, value in settings.items()]
    return Child(
        name="PostgreSQL",
        command=[programs / "postgres", "-D", data, *arguments],
        log=open_log(layout.log, "postgresql"),
        env=_environment(),
        cwd=layout.data,
        user=layout.user,
        ends_by=signal.SIGINT,  # fast: ends the sessions, then a checkpoint
        forced_by=signal.SIGQUIT,  # immediate: recovers at the next start
        patience=30,
    )


def _environment() -> dict[str, str]:
    """Without the PG* and LC_* variables of whoever types ./run."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


_NO_DISK_WAIT = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _settings(*, small: bool) -> dict[str, str]:
    memory = _memory()
    shared = min(memory // 8, (256 if small else 2048) * MEGABYTE)
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "max_connections": "120",
        "shared_preload_libraries": "pg_stat_statements",
        "timezone": "Asia/Ho_Chi_Minh",
        "log_timezone": "Asia/Ho_Chi_Minh",
        "shared_buffers": f"{max(shared // MEGABYTE, 32)}MB",
        "effective_cache_size": f"{max(memory // 2 // MEGABYTE, 64)}MB",
        "work_mem": f"{min(max(memory // 256 // MEGABYTE, 4), 64)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32 // MEGABYTE, 32), 512)}MB",
        "max_wal_size": "1GB" if small else "4GB",
        "random_page_cost": "1.1",  # an SSD, and mostly in memory
        "jit": "off",  # short queries: compiling costs more than it gains
        "lc_messages": "C",
        "log_line_prefix": "%m [%p] %q%u@%d ",
    }
    if _shared_memory() < 256 * MEGABYTE:  # a container's /dev/shm is too small for parallel queries
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def _memory() -> int:
    """Bytes of memory that this process may count on: the machine's, or its container's limit."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text().strip() if limit.exists() else "max"
    return min(machine, int(text)) if text.isdigit() else machine


def _shared_memory() -> int:
    folder = Path("/dev/shm")  # noqa: S108
    return shutil.disk_usage(folder).free if folder.exists() else 256 * MEGABYTE


def _is_ready(child: Child, server: PostgresServer, data: Path) -> bool:
    """Whether our own process says it is ready and the server on this port is the one on our data folder."""
    state = read_postmaster_file(data)
    if child.process is None or state.get("pid") != child.process.pid or state.get("status") != "ready":
        return False
    try:
        connection = server.connect()
    except psycopg2.OperationalError as error:
        if "password authentication failed" not in str(error):
            return False
        raise Refused(
            f"The passwords in secrets.json are not those of the data in {data}: "
            "put back the file that belongs to them."
        ) from None
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return bool(cursor.fetchone() == (str(data),))


def read_postmaster_file(data: Path) -> dict[str, str | int]:
    """`pid` and `status` from PostgreSQL's own lock file; empty when there is none, or nothing in it yet."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return {}
    if not lines:
        return {}
    return {"pid": int(lines[0]), "status": lines[7].strip() if len(lines) > 7 else ""}
