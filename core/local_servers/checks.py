"""./test: static checks, then all tests on throw-away servers. Runs with the Python of .venv.

./test              everything but what is marked long
./test --long       that too, and the tests of the database once more on PostgreSQL 15
./test PATH ...     these tests alone, by pytest's own arguments
./test --stop       stop the servers that PORTAL_TEST_KEEP=1 kept
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.local_servers.catalogues import compile_stale
from core.local_servers.errors import said_in_one_sentence
from core.local_servers.layout import CHECKOUT
from core.local_servers.processes import Stopped
from core.local_servers.static_checks import run_static_checks
from core.local_servers.system_packages import find_browser, find_postgres_15
from core.local_servers.throw_away import kept_servers, stop_kept_servers, throw_away_servers

MOST_PROCESSES = 8
SLOWEST = "--durations=15"
# A developer's own settings and servers stay out of the tests.
FOREIGN = {
    *("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL"),
    *("DJANGO_SETTINGS_MODULE", "PORTAL_VAR", "PORTAL_DB_LOGIN", "PORTAL_TEST_TEMPLATE", "PORTAL_TEST_RUN"),
}


def main() -> int:
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.umask(0o022)
    arguments = sys.argv[1:]
    long = "--long" in arguments
    chosen = [argument for argument in arguments if argument != "--long"]
    if chosen == ["--stop"]:
        stop_kept_servers()
        return 0
    compile_stale()
    try:
        return _chosen(chosen, long=long) if chosen else _everything(long=long)
    except Stopped:
        print("\nStopped.", flush=True)
        return 130


def _chosen(arguments: list[str], *, long: bool) -> int:
    with _servers() as environment:
        marks = [] if "-m" in arguments else _marks(long=long, browser=True)
        return _pytest([*marks, *arguments], environment)


def _everything(*, long: bool) -> int:
    browser = find_browser()
    with _servers() as environment:
        if failed := _static_checks(environment):
            print(f"\nNo test was run, because these checks failed: {', '.join(failed)}.", flush=True)
            return 1
        if browser is None:
            print("Browser tests are skipped: there is no chromium here and no way to install it.", flush=True)
        marks = _marks(long=long, browser=browser is not None, timed=False)
        code = _pytest([*_in_parallel(), SLOWEST, *marks], {**environment, "PORTAL_BROWSER": browser or ""})
        if long:  # alone: two processes on one core make each other's work longer
            code = max(code, _pytest(["-m", "timed", "--log-cli-level=info"], environment))
    return max(code, _oldest_postgres()) if long else code


def _oldest_postgres() -> int:
    """The tests of the database once more on the oldest PostgreSQL that the portal supports."""
    programs = find_postgres_15()
    if programs is None:
        print("PostgreSQL 15 is not here and cannot be installed: its pass is skipped.", flush=True)
        return 0
    with _servers(programs) as environment:
        return _pytest([*_in_parallel(), *_marks(long=False, browser=False)], environment)


@contextlib.contextmanager
def _servers(programs: Path | None = None) -> Iterator[Mapping[str, str]]:
    """Throw-away servers, or with PORTAL_TEST_KEEP=1 those that are kept between runs."""
    started = time.monotonic()
    keep = os.environ.get("PORTAL_TEST_KEEP") == "1" and programs is None
    with contextlib.nullcontext(kept_servers()) if keep else throw_away_servers(programs) as environment:
        _report("ok", time.monotonic() - started, "servers and template database")
        yield environment


def _static_checks(environment: Mapping[str, str]) -> list[str]:
    """Run and print them; the names of those that failed."""
    failed = []
    for result in run_static_checks(environment):
        _report("ok" if result.passed else "FAILED", result.seconds, result.name)
        if not result.passed:
            print(result.output, flush=True)
            failed.append(result.name)
    return failed


def _report(outcome: str, seconds: float, name: str) -> None:
    print(f"{outcome:<7}{seconds:6.1f} s  {name}", flush=True)


def _in_parallel() -> list[str]:
    processes = min(max(os.cpu_count() or 1, 2), MOST_PROCESSES)
    return [f"--numprocesses={processes}", "--no-loadscope-reorder"]


def _marks(*, long: bool, browser: bool, timed: bool = True) -> list[str]:
    excluded = [mark for mark, wanted in (("long", long), ("browser", browser), ("timed", timed)) if not wanted]
    return ["-m", " and ".join(f"not {mark}" for mark in excluded)] if excluded else []


def _pytest(arguments: list[str], environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    with subprocess.Popen(command, cwd=CHECKOUT, env={**os.environ, **environment}) as tests:
        try:
            return tests.wait()
        except BaseException:
            tests.terminate()
            raise


if __name__ == "__main__":
    sys.exit(said_in_one_sentence(main))
