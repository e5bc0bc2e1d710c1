"""Static files of a running portal: named by content, compressed, each reached by whatever names it."""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

HASH = r"\.[0-9a-f]{12}\."
PROGRAM = """
import json
from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware
from core.static_files import collect_stale
first, second = collect_stale(), collect_stale()
serve = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
def get(path):
    answer = serve(RequestFactory().get(path, headers={"Accept-Encoding": "gzip"}))
    return [answer.status_code, dict(answer.headers)]
print(json.dumps({
    "collected": [first, second],
    "app": static("js/app.js"),
    "hashed": get(static("js/app.js")),
    "bare": get("/static/js/app.js"),
    "map": get("/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css.map"),
}))
"""


def shell(root: Path, program: str) -> str:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
    environment = os.environ | {"PORTAL_STATIC_ROOT": str(root), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="module")
def said(root: Path) -> dict[str, object]:
    return json.loads(shell(root, PROGRAM))


@pytest.fixture
def files(said: dict[str, object], root: Path) -> dict[str, str]:
    return json.loads((root / "staticfiles.json").read_text())["paths"]


def test_pages_name_files_by_their_content(said: dict[str, object]) -> None:
    assert re.fullmatch(rf"/static/js/app{HASH}js", str(said["app"]))
    assert said["collected"] == [True, False]


def test_a_hashed_file_is_compressed_and_kept_for_ever(said: dict[str, object]) -> None:
    status, headers = said["hashed"]
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert said["bare"][0] == said["map"][0] == 404


def test_every_module_names_the_others_by_their_hash(files: dict[str, str], root: Path) -> None:
    named = 0
    for name, hashed in files.items():
        if not name.startswith("js/"):
            continue
        module = root / hashed
        for url in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", module.read_text()):
            assert re.search(HASH, url), f"{name} asks for {url}"
            assert (module.parent / url).resolve().is_file()
            named += 1
    assert named >= 10


def test_every_url_in_a_stylesheet_is_there(files: dict[str, str], root: Path) -> None:
    for name, hashed in files.items():
        if not name.endswith(".css"):
            continue
        for url in re.findall(r"""url\(["']?([^"')]+)""", (root / hashed).read_text()):
            assert url.startswith(("data:", "#")) or (root / hashed).parent.joinpath(url).resolve().is_file(), name


def test_what_pages_ask_for_is_collected_and_nothing_beside(files: dict[str, str], root: Path) -> None:
    assert set(settings.NODE_FILES) <= set(files)
    ours = {str(path.relative_to(settings.BASE_DIR / "static")) for path in (settings.BASE_DIR / "static").rglob("*.*")}
    assert ours <= set(files)
    assert {name.partition("/")[0] for name in files} == {"css", "img", "js", "vendor", "drf_spectacular_sidecar"}


def test_compressed_is_what_it_is_of(files: dict[str, str], root: Path) -> None:
    hashed = root / files["vendor/bootstrap.min.css"]
    packed = hashed.with_name(f"{hashed.name}.gz")
    assert gzip.decompress(packed.read_bytes()) == hashed.read_bytes()
    assert packed.stat().st_size < hashed.stat().st_size / 5


def test_a_changed_file_is_collected_again_and_quickly(said: dict[str, object], root: Path) -> None:
    program = "from core.static_files import collect_stale; import time; t = time.monotonic(); print(collect_stale())"
    (root / "sources.sha256").write_text("of another day")
    started = time.monotonic()
    assert shell(root, program).split() == ["True"]
    assert time.monotonic() - started < 10
    assert shell(root, program).split() == ["False"]


def test_tests_and_debug_serve_files_from_where_they_are() -> None:
    assert settings.WHITENOISE_USE_FINDERS is True
    assert settings.STORAGES["staticfiles"]["BACKEND"] == "django.contrib.staticfiles.storage.StaticFilesStorage"
