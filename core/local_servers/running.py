"""<var>/run/servers.json: how any process finds the servers of a running portal."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from core.local_servers.credentials import write_private

URLS = ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def running_urls(var: Path) -> dict[str, str]:
    """The addresses of the servers of the portal at `var`; empty when it is not running."""
    state = read_state(var)
    if not state or not is_alive(int(state["pid"])):
        return {}
    return {name: state[name] for name in URLS if name in state}


def next_database(redis_url: str) -> str:
    """The Redis database beside that of `redis_url`: the cache may be emptied, the broker may not."""
    parts = urlsplit(redis_url)
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or 0) + 1}"))


def read_state(var: Path) -> dict[str, str]:
    """What the last start wrote, running or not; empty after a stop or when not ours to read."""
    try:
        return dict(json.loads(_state_file(var).read_text()))
    except (FileNotFoundError, PermissionError):
        return {}


def write_state(var: Path, urls: dict[str, str], pid: int, **more: str) -> None:
    write_private(_state_file(var), json.dumps({**urls, **more, "pid": str(pid)}, indent=1))


def remove_state(var: Path) -> None:
    _state_file(var).unlink(missing_ok=True)


def _state_file(var: Path) -> Path:
    return var / "run" / "servers.json"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's process
    return True
