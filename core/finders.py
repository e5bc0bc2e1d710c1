"""Front-end libraries served from node_modules, file by file and no other file of it."""

import builtins
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.storage import FileSystemStorage

MISSING_FILES = "core.W001"


def node_modules() -> Path:
    return Path(settings.BASE_DIR) / "node_modules"


class NodeFilesStorage(FileSystemStorage):
    """Reads the names of settings.NODE_FILES, and only those, from where npm has put them."""

    prefix = ""

    def __init__(self) -> None:
        super().__init__(location=node_modules())

    def path(self, name: str) -> str:
        return super().path(settings.NODE_FILES[name.replace("\\", "/")])


class NodePackagesFinder(BaseFinder):
    """Static files finder over settings.NODE_FILES: {name in our pages: file inside node_modules}."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = NodeFilesStorage()
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> builtins.list[checks.CheckMessage]:
        absent = [name for name in settings.NODE_FILES if not Path(self.storage.path(name)).is_file()]
        if not absent:
            return []
        return [
            checks.Warning(
                f"Front-end files are not installed: {', '.join(absent)}",
                hint="Run npm ci (./run does it by itself).",
                id=MISSING_FILES,
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The absolute path of a whitelisted, installed file; an empty list for anything else."""
        if path not in settings.NODE_FILES:
            return []
        found = self.storage.path(path)
        if not Path(found).is_file():
            return []
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, NodeFilesStorage]]:
        for name in settings.NODE_FILES:
            if Path(self.storage.path(name)).is_file():
                yield name, self.storage
