"""Of node_modules exactly the named files can be reached, and a missing one is said."""

from pathlib import Path
from typing import Any

import pytest

from core.finders import MISSING_FILES, NodePackagesFinder


@pytest.fixture
def finder(tmp_path: Path, settings: Any) -> NodePackagesFinder:
    package = tmp_path / "node_modules" / "lib" / "dist"
    package.mkdir(parents=True)
    (package / "lib.min.js").write_text("1")
    (package / "secret.js").write_text("2")
    settings.BASE_DIR = tmp_path
    settings.NODE_FILES = {"vendor/lib.js": "lib/dist/lib.min.js", "vendor/gone.js": "gone/gone.js"}
    return NodePackagesFinder()


def test_a_named_file_is_found(finder: NodePackagesFinder) -> None:
    assert Path(finder.find("vendor/lib.js")).read_text() == "1"
    assert finder.find("vendor/lib.js", find_all=True) == [finder.find("vendor/lib.js")]


@pytest.mark.parametrize(
    "path", ["vendor/gone.js", "lib/dist/secret.js", "vendor/../lib/dist/secret.js", "vendor/secret.js", ""]
)
def test_nothing_else_is_found(finder: NodePackagesFinder, path: str) -> None:
    assert finder.find(path) == []


def test_the_listing_opens_what_it_names(finder: NodePackagesFinder) -> None:
    [(name, storage)] = list(finder.list(None))
    assert name == "vendor/lib.js"
    with storage.open(name) as file:
        assert file.read() == b"1"


def test_a_file_that_is_not_installed_is_a_warning(finder: NodePackagesFinder, settings: Any) -> None:
    [warning] = finder.check()
    assert warning.id == MISSING_FILES
    assert "vendor/gone.js" in warning.msg
    settings.NODE_FILES = {"vendor/lib.js": "lib/dist/lib.min.js"}
    assert finder.check() == []
