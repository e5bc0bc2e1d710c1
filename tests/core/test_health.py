"""/readyz says in words which part is missing, and takes milliseconds when none is."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery.signals import after_task_publish
from django.test import Client
from django.utils import timezone

from core import heartbeats
from core.local_servers.ports import free_port
from core.models import Schedule

FAST, BULK, BEAT = "tiến trình hàng đợi nhanh (fast)", "tiến trình hàng đợi nặng (bulk)", "bộ lịch (beat)"


@pytest.fixture(autouse=True)
def all_well(db: None) -> Iterator[None]:
    Schedule.objects.update(last_run_at=timezone.now())
    for kind in heartbeats.KINDS:
        heartbeats.renew(kind)
    yield
    heartbeats._broker().delete(*(heartbeats._key(kind) for kind in heartbeats.KINDS))


def asked() -> tuple[int, list[str]]:
    answer = Client().get("/readyz")
    return answer.status_code, json.loads(answer.content)["problems"]


def test_all_is_well_at_once() -> None:
    asked()
    started = time.monotonic()
    assert asked() == (200, [])
    assert time.monotonic() - started < 0.2


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (["fast"], f"Chưa chạy: {FAST}."),
        (["bulk"], f"Chưa chạy: {BULK}."),
        (["beat"], f"Chưa chạy: {BEAT}."),
        (["fast", "bulk", "beat"], f"Chưa chạy: {FAST}, {BULK}, {BEAT}."),
    ],
)
def test_a_program_that_was_not_seen_is_named(missing: list[str], sentence: str) -> None:
    heartbeats._broker().delete(*(heartbeats._key(kind) for kind in missing))
    assert asked() == (503, [sentence])


def test_a_program_is_seen_for_seconds_only() -> None:
    lives = heartbeats._broker().ttl(heartbeats._key("fast"))
    assert 0 < lives <= heartbeats.FADES_AFTER_SECONDS


def test_work_that_is_not_done_is_said() -> None:
    Schedule.objects.update(last_run_at=timezone.now() - timedelta(minutes=1))
    assert asked() == (503, ["Các việc định kỳ không được chạy."])


def test_a_broker_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = redis.Redis(port=free_port(), retry=heartbeats._broker().get_retry())
    with monkeypatch.context() as patched:
        patched.setattr(heartbeats, "_broker", lambda: gone)
        assert asked() == (503, ["Hàng đợi: ConnectionError"])
        heartbeats.renew("fast")  # a worker whose heart cannot be heard goes on


def test_a_database_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError, connection

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        patched.setattr(connection, "chunked_cursor", refuse)
        found = asked()
    assert found == (503, ["Cơ sở dữ liệu: OperationalError", "Lịch chạy: OperationalError"])


def test_a_worker_and_beat_leave_their_marks() -> None:
    heart = SimpleNamespace(eventer=SimpleNamespace(hostname="bulk@2.may-chu"))
    heartbeats._broker().delete(heartbeats._key("bulk"), heartbeats._key("beat"))
    heartbeats.worker_is_alive(sender=heart)
    assert heartbeats.seen_lately() == {"fast", "bulk"}
    after_task_publish.send(sender="core.sweep_jobs")
    assert heartbeats.seen_lately() == {"fast", "bulk"}
    after_task_publish.send(sender="core.tick")
    assert heartbeats.seen_lately() == {"fast", "bulk", "beat"}
