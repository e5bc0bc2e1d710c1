"""The checks of ./test that need no server, two at a time, the slow ones first."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from core.local_servers.layout import CHECKOUT

AT_ONCE = 2
TOOLS = Path(sys.executable).parent


@dataclass(frozen=True)
class Result:
    name: str
    seconds: float
    output: str
    passed: bool


def run_static_checks(environment: Mapping[str, str]) -> Iterator[Result]:
    """Run every check; each result as soon as those before it are known."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda item: _run(item[0], item[1], environment), _commands().items())


def _commands() -> dict[str, list[str]]:
    manage = [sys.executable, "manage.py"]
    templates = [str(path.relative_to(CHECKOUT)) for path in sorted((CHECKOUT / "templates").rglob("*.html"))]
    return {
        "mypy": [str(TOOLS / "mypy"), "."],
        "manage.py check": [*manage, "check", "--fail-level", "WARNING"],
        "missing migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "import order": [str(TOOLS / "lint-imports"), "--no-logo"],
        "ruff check": [str(TOOLS / "ruff"), "check", "--quiet"],
        "ruff format": [str(TOOLS / "ruff"), "format", "--check"],
        "djade": [str(TOOLS / "djade"), "--check", "--target-version", "5.2", *templates],
    }


def _run(name: str, command: list[str], environment: Mapping[str, str]) -> Result:
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Result(name, time.monotonic() - started, done.stdout.strip(), done.returncode == 0)
