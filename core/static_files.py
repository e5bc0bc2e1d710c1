"""Static files as they are served: collected once, named by their content, compressed, kept by browsers for ever.

Collected is what pages ask for: what an installed package brings beside (source maps, the pages of the REST framework
that nobody opens) stays where it is. Without PORTAL_STATIC_ROOT (tests, DEBUG) the finders serve them.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

STAMP = "sources.sha256"
# Django's own, which it applies to all files or to none.
_URLS = ManifestStaticFilesStorage.patterns[0][1]
_IMPORTS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class PortalStaticFiles(StaticFilesConfig):
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map", "*.txt", "rest_framework", "redoc", "django_htmx"]


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    """Our own modules name each other by relative paths, which get their hashes too; packages are single files.

    Source maps are not followed: they are not collected.
    """

    patterns = (("*.css", _URLS[:2]), ("js/*.js", _IMPORTS))


def collect_stale() -> bool:
    """Collect into STATIC_ROOT unless that was done for exactly these files; whether it was needed."""
    stamp, digest = Path(settings.STATIC_ROOT) / STAMP, sources_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)
    return True


def sources_digest() -> str:
    """Of every file's name, size and time, and of what the files are made into."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name, path in sorted(_sources()):
        found = Path(path).stat()
        digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, str]]:
    for finder in get_finders():
        for name, storage in finder.list(PortalStaticFiles.ignore_patterns):
            files: Any = storage
            yield name, files.path(name)
