"""The four programs of the portal itself: web, two workers and beat."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from core.local_servers.layout import CHECKOUT
from core.local_servers.leftovers import MARK
from core.local_servers.processes import Child, open_log

LOOPBACK = ("127.0.0.1", "localhost", "::1")
DECIDED_HERE = {"PORTAL_DB_LOGIN", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "PYTHONHOME"}
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104


def child_environment(var: Path, urls: Mapping[str, str], host: str = "127.0.0.1") -> dict[str, str]:
    """What every program of this portal is started with; a host others can reach is also an allowed one."""
    inherited = {name: value for name, value in os.environ.items() if name not in DECIDED_HERE}
    environment = {**inherited, **urls, "PORTAL_VAR": str(var), MARK: str(var), "PYTHONUNBUFFERED": "1"}
    if host not in LOOPBACK:
        environment.setdefault("PORTAL_ALLOWED_HOSTS", ",".join([*LOOPBACK, *_names_of(host)]))
    return environment


def _names_of(host: str) -> list[str]:
    if host not in ANY_ADDRESS:
        return [host]
    name = socket.gethostname()
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
    except socket.gaierror:
        addresses = set()
    return [name, *sorted(addresses)]


def web(log_folder: Path, environment: Mapping[str, str], host: str, port: int) -> Child:
    address = f"[{host}]" if ":" in host else host
    workers = min(max(os.cpu_count() or 1, 2), 4)
    command = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        f"--bind={address}:{port}",
        *("--worker-class=gthread", f"--workers={workers}", "--threads=8", "--preload"),
        *("--graceful-timeout=8", "--timeout=60", "--no-control-socket"),
        "--max-requests=5000",
        "--max-requests-jitter=500",
    ]
    return _child("The web server", "web", "web", log_folder, environment, command)


def workers(log_folder: Path, environment: Mapping[str, str]) -> list[Child]:
    """`fast` for figures and notices beside `bulk` for imports and reports: neither starves the other."""
    return [_worker("fast", 2, log_folder, environment), _worker("bulk", 1, log_folder, environment)]


def _worker(queue: str, concurrency: int, log_folder: Path, environment: Mapping[str, str]) -> Child:
    command = [
        *(sys.executable, "-m", "celery", "-A", "config", "worker"),
        *("-Q", queue, "-n", f"{queue}@%h", f"--concurrency={concurrency}", "--loglevel=INFO"),
        *("--without-gossip", "--without-mingle", "--max-tasks-per-child=200"),
    ]
    return _child(f"The {queue} worker", f"worker-{queue}", "worker", log_folder, environment, command)


def beat(var: Path, log_folder: Path, environment: Mapping[str, str]) -> Child:
    command = [
        *(sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel=INFO", "--pidfile="),
        f"--schedule={var / 'run' / 'beat-schedule'}",
    ]
    return _child("Beat", "beat", "worker", log_folder, environment, command)


def _child(
    name: str, log: str, login: str, log_folder: Path, environment: Mapping[str, str], command: list[str]
) -> Child:
    # Celery would run Django's system checks in each of its programs: seconds, and ./test has run them.
    return Child(
        name=name,
        command=command,
        log=open_log(log_folder, log),
        env={**environment, "PORTAL_DB_LOGIN": login, "CELERY_SKIP_CHECKS": "1"},
        cwd=CHECKOUT,
    )
