"""A Redis that is gone costs a page at most a second, and no page its answer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import redis
from django.conf import settings as portal
from django.core.cache import caches
from django.test import Client

from core.cache import RedisCache
from core.local_servers.ports import free_port
from tests.office import COMMUNE, Office


def cache_at(url: str, settings: Any) -> RedisCache:
    return RedisCache(url, {"OPTIONS": settings.CACHES["default"]["OPTIONS"]})


@pytest.fixture
def refusing() -> str:
    return f"redis://127.0.0.1:{free_port()}/1"


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word: a machine that hangs."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/1"


@pytest.mark.parametrize("server", ["refusing", "silent"])
def test_a_dead_redis_is_an_empty_cache(server: str, request: pytest.FixtureRequest, settings: Any) -> None:
    cache = cache_at(request.getfixturevalue(server), settings)
    started = time.monotonic()
    cache.set("a", 1)
    assert cache.get("a", "không biết") == "không biết"
    assert cache.get_many(["a", "b"]) == {}
    assert (cache.add("a", 1), cache.has_key("a"), cache.delete("a"), cache.touch("a")) == (True, False, False, False)
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    assert time.monotonic() - started < 1.5


def test_a_redis_that_is_back_is_asked_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = cache_at(settings.CACHES["default"]["LOCATION"], settings)
    client = cache._cache
    cache.set("back", 1)
    monkeypatch.setattr(client, "_asked_again_at", time.monotonic() + 60)
    assert cache.get("back") is None
    monkeypatch.setattr(client, "_asked_again_at", time.monotonic() - 1)
    assert cache.get("back") == 1


def test_who_counts_must_know(refusing: str, settings: Any) -> None:
    with pytest.raises(redis.ConnectionError):
        cache_at(refusing, settings).incr("a")


@pytest.fixture
def no_redis(db: None, silent: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["default"], "_cache", cache_at(silent, settings)._cache)


@pytest.mark.parametrize("path", ["/", "/ho/", "/nhiem-vu/", "/thong-bao/"])
def test_pages_work_without_redis(no_redis: None, path: str) -> None:
    officer = Office().client("commune_officer", COMMUNE)
    started = time.monotonic()
    assert officer.get(path).status_code == 200
    assert time.monotonic() - started < 3


def test_signing_in_works_without_redis(no_redis: None) -> None:
    user = Office(with_passwords=True).user("commune_officer", COMMUNE)
    answer = Client().post("/dang-nhap/", {"username": user.username, "password": "mat-khau-du-dai-1"})
    assert answer.status_code == 302


def test_the_api_answers_without_redis(no_redis: None) -> None:
    officer = Office().client("provincial_officer")
    assert officer.get("/api/v1/areas/2025-91/").status_code == 200


SEND = """
import time
from celery import current_app
started = time.monotonic()
try:
    current_app.send_task("core.run_job", args=["x"], retry=False)
except Exception as error:
    print(type(error).__name__, time.monotonic() - started)
"""


@pytest.mark.parametrize("server", ["refusing", "silent"])
def test_a_page_that_sends_a_job_waits_a_second_at_most(server: str, request: pytest.FixtureRequest) -> None:
    """The job's row is written and swept up later (core.jobs)."""
    environment = os.environ | {"REDIS_URL": request.getfixturevalue(server), "PORTAL_DB_LOGIN": "web"}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SEND]
    done = subprocess.run(command, cwd=portal.BASE_DIR, env=environment, capture_output=True, text=True)
    error, seconds = done.stdout.split()
    assert error == "OperationalError", done.stderr
    assert float(seconds) < 1.5
