"""What an earlier start left running when it was killed: found by proof, never by name, and stopped.

Web, workers and beat carry the var folder in an environment variable that only ./run sets. PostgreSQL and
Valkey overwrite their environment, but both work inside their own data folder, and nobody else does.
"""

import contextlib
import signal
import time
from pathlib import Path

import psutil

from core.local_servers.layout import Layout
from core.local_servers.postgres import read_postmaster_file

MARK = "PORTAL_SUPERVISED_VAR"
PATIENCE = 10
POSTGRES_PATIENCE = 30


def stop_leftovers(layout: Layout) -> list[str]:
    """Stop what an earlier start of this portal left behind; the names of what was found."""
    application = stop_programs(layout)
    valkey = [process for process in psutil.process_iter() if _folder(process) == layout.valkey]
    _end(valkey, signal.SIGTERM, PATIENCE)
    postgres = _stop_postgres(layout.postgres / "data")
    return [*application, *["Valkey"] * bool(valkey), *["PostgreSQL"] * postgres]


def stop_programs(layout: Layout) -> list[str]:
    """Stop web, workers and beat of this portal, not its data servers."""
    programs = [process for process in psutil.process_iter() if _environment(process).get(MARK) == str(layout.var)]
    _end(programs, signal.SIGTERM, PATIENCE)
    return ["web, workers and beat"] * bool(programs)


def _stop_postgres(data: Path) -> bool:
    """Stop the postmaster in `data`; without one its lock file is stale, whoever has the number now."""
    inside = [process for process in psutil.process_iter() if _folder(process) == data]
    state = read_postmaster_file(data)
    _end([process for process in inside if process.pid == state.get("pid")], signal.SIGINT, POSTGRES_PATIENCE)
    # Sessions of a postmaster that was killed end by themselves as soon as they notice; do not start before.
    if not _wait(inside, PATIENCE):
        (data / "postmaster.pid").unlink(missing_ok=True)
    return bool(inside)


def _end(processes: list[psutil.Process], number: signal.Signals, patience: float) -> None:
    _send(processes, number)
    stubborn = _wait(processes, patience)
    _send(stubborn, signal.SIGQUIT if number == signal.SIGINT else signal.SIGKILL)
    _wait(stubborn, patience)


def _send(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _wait(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those still running after at most `seconds`. A zombie has ended: a container may never collect it."""
    limit = time.monotonic() + seconds
    while True:
        running = [process for process in processes if _runs(process)]
        if not running or time.monotonic() > limit:
            return running
        time.sleep(0.05)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return dict(process.environ())
    except (psutil.Error, OSError):
        return {}  # gone, or not ours to look into


def _folder(process: psutil.Process) -> Path | None:
    try:
        return Path(process.cwd())
    except (psutil.Error, OSError):
        return None
