from pathlib import Path
from typing import Any

import pytest

from tests.imports.build import Desk, Files


@pytest.fixture
def files(db: None, settings: Any, tmp_path: Path) -> Files:
    settings.MEDIA_ROOT = tmp_path
    return Files()


@pytest.fixture
def officer(files: Files) -> Desk:
    """The officer of the commune, whose village is Khóm Bình Đức 1."""
    return files.officer
