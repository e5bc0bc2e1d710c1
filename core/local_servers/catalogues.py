"""Translation catalogues: compiled by Babel, so that no gettext is needed on the machine."""

import os
import tempfile
from pathlib import Path

from core.local_servers.layout import CHECKOUT


def catalogues(checkout: Path = CHECKOUT) -> list[Path]:
    return sorted((checkout / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_stale(checkout: Path = CHECKOUT) -> list[Path]:
    """Compile every catalogue that is newer than its .mo; those that were."""
    stale = [path for path in catalogues(checkout) if _is_stale(path)]
    for path in stale:
        _compile(path)
    return stale


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _compile(path: Path) -> None:
    from babel.messages.mofile import write_mo  # seldom needed, and slow to import
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalogue = read_po(source)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".mo")
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue)
    Path(unfinished).chmod(0o644)
    Path(unfinished).replace(path.with_suffix(".mo"))
