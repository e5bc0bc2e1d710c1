"""The secrets of one portal: made once, kept in <var>/secrets.json, readable by its owner alone."""

import base64
import json
import os
import secrets as random
import tempfile
from pathlib import Path

from core.local_servers.layout import make_folder

LOGINS = ("postgres", "portal_owner", "portal_web_login", "portal_worker_login", "valkey")


def secrets(var: Path) -> dict[str, str]:
    """PORTAL_SECRET_KEY, PORTAL_FIELD_KEYS (JSON text), PORTAL_DEMO_PASSWORD, a password for each login."""
    path = var / "secrets.json"
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        make_folder(var, 0o711 if os.geteuid() == 0 else 0o700)
        write_private(path, json.dumps(_fresh(), indent=1), keep_existing=True)
        return dict(json.loads(path.read_text()))


def remember_demo_password(var: Path, password: str) -> None:
    """Keep the demonstration password that was given, so that the next start prints the one that works."""
    known = secrets(var)
    if known["PORTAL_DEMO_PASSWORD"] != password:
        write_private(var / "secrets.json", json.dumps({**known, "PORTAL_DEMO_PASSWORD": password}, indent=1))


def write_private(path: Path, text: str, *, keep_existing: bool = False) -> None:
    """Write a 0600 file in one step; two processes that make the same file end up with one of the two."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        if keep_existing:
            _link(temporary, path)
        else:
            os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _link(temporary: str, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return  # the other process was first: its file is as good


def _fresh() -> dict[str, str]:
    field_keys = {"current": "1", "keys": {"1": _key()}, "index": _key()}
    return {
        "PORTAL_SECRET_KEY": random.token_urlsafe(48),
        "PORTAL_FIELD_KEYS": json.dumps(field_keys),
        "PORTAL_DEMO_PASSWORD": f"Giam-ngheo-{random.randbelow(900_000) + 100_000}",
        **{login: random.token_urlsafe(24) for login in LOGINS},
    }


def _key() -> str:
    return base64.b64encode(random.token_bytes(32)).decode()
