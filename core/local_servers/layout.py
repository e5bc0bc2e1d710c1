"""Where everything of a running portal lies, and which user its servers run as.

An ordinary user keeps all of it in the var folder. PostgreSQL refuses to run as root, so for root the two
servers run as an unprivileged user; when that user cannot reach the var folder or the installed binaries
(a checkout under /root, a private temporary folder), data and a copy of the binaries go to
/var/lib/portal-<hash of the var folder>/. The mode of a folder that is not ours is never changed.
"""

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.local_servers.errors import Refused

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DEFAULT_SERVER_USER = "nobody"


def var_folder() -> Path:
    """PORTAL_VAR, or `var` in the checkout; a relative path counts from the checkout."""
    return (CHECKOUT / os.environ.get("PORTAL_VAR", "var")).resolve()


@dataclass(frozen=True)
class ServerUser:
    """The user that PostgreSQL and Valkey run as; None when it is whoever started the portal."""

    account: pwd.struct_passwd | None

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments of subprocess that run a program as this user."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def can(self, *command: str | Path) -> bool:
        """Whether this user can run `command` (it succeeds, from a folder that everyone can enter)."""
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, **self.popen)
        except PermissionError:
            return False
        return done.returncode == 0


@dataclass(frozen=True)
class Layout:
    """The folders of one portal. `data` holds what the server user writes, `var` all the rest."""

    var: Path
    data: Path
    user: ServerUser

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def static(self) -> Path:
        return self.var / "static"

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        return self.data / "valkey"

    @property
    def outside(self) -> bool:
        """Whether the servers' data had to leave the var folder."""
        return self.data != self.var


def prepare(var: Path) -> Layout:
    """Make the folders of the portal at `var` and decide where its servers live and as whom."""
    make_folder(var, 0o711 if os.geteuid() == 0 else 0o700)
    layout = _decide(var)
    for folder in (layout.run, layout.log, layout.static):
        make_folder(folder, 0o700)
    for folder in (layout.postgres, layout.valkey):
        make_folder(folder, 0o700)
        if folder.stat().st_uid == os.geteuid():
            layout.user.own(folder)
    return layout


def make_folder(folder: Path, mode: int) -> None:
    """Make `folder` with `mode`; an existing one keeps its own."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return
    folder.chmod(mode)


def _decide(var: Path) -> Layout:
    if os.geteuid() != 0:
        return Layout(var, var, ServerUser(None))
    outside = Path(f"/var/lib/portal-{hashlib.sha256(str(var).encode()).hexdigest()[:12]}")
    for data in (outside, var):
        owner = _owner(data / "postgres")
        if owner is not None:
            return Layout(var, data, owner)
    user = _unprivileged_user()
    if user.can("test", "-x", var):
        return Layout(var, var, user)
    make_folder(outside, 0o711)
    return Layout(var, outside, user)


def _owner(folder: Path) -> ServerUser | None:
    """Who owns existing data: an ordinary user's portal stays theirs when root starts it."""
    if not folder.exists() or folder.stat().st_uid == 0:
        return None
    try:
        return ServerUser(pwd.getpwuid(folder.stat().st_uid))
    except KeyError:
        raise Refused(
            f"{folder} belongs to a user that no longer exists: choose another folder with PORTAL_VAR."
        ) from None


def _unprivileged_user() -> ServerUser:
    name = os.environ.get("PORTAL_SERVER_USER", DEFAULT_SERVER_USER)
    try:
        account = pwd.getpwnam(name)
    except KeyError:
        raise Refused(
            f"PostgreSQL does not run as root and there is no user {name!r}; name one in PORTAL_SERVER_USER."
        ) from None
    if account.pw_uid == 0:
        raise Refused("PORTAL_SERVER_USER must name an unprivileged user.")
    return ServerUser(account)
