"""Programs that only tests use and no wheel brings: taken from the machine, or from Debian's apt as root."""

import os
import shutil
import subprocess
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")


def find_browser() -> str | None:
    """The path of a Chromium, installed first where that is possible."""
    return _installed_browser() or (_installed_browser() if _apt_install("chromium") else None)


def find_postgres_15() -> Path | None:
    """The programs of PostgreSQL 15, the oldest that the portal supports."""
    if not (POSTGRES_15 / "postgres").exists():
        _apt_install("postgresql-15")
    return POSTGRES_15 if (POSTGRES_15 / "postgres").exists() else None


def _installed_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _apt_install(package: str) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {package} by apt ...", flush=True)
    return _apt("install", package) or (_apt("update") and _apt("install", package))


def _apt(*arguments: str) -> bool:
    command = ["apt-get", "-y", "-q", "--no-install-recommends", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, capture_output=True).returncode == 0
