"""Portals of the supervisor's own tests: their folders, cleared away whatever a test leaves running."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.local_servers.layout import Layout, prepare
from core.local_servers.leftovers import stop_leftovers


@pytest.fixture(scope="module")
def layout() -> Iterator[Layout]:
    """Folders that the server user can reach; pytest's own temporary folders are private."""
    var = Path(tempfile.mkdtemp(prefix="portal-supervisor-"))
    if os.geteuid() == 0:
        var.chmod(0o711)
    made = prepare(var)
    yield made
    stop_leftovers(made)
    shutil.rmtree(var)
