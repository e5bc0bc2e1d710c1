"""Time-ordered identifiers."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import pytest

from core import ids
from core.ids import uuid7, uuid7_at


def test_is_a_version_7_uuid_of_now() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) - time.time() * 1000) < 5000


def test_each_is_greater_than_the_one_before() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_get_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _number: uuid7(), range(20_000)))
    assert len(set(made)) == len(made)


@pytest.fixture
def own_clock(monkeypatch: pytest.MonkeyPatch) -> ids._Clock:
    clock = ids._Clock()
    monkeypatch.setattr(ids, "_clock", clock)
    return clock


def test_a_clock_set_back_does_not_turn_the_order(own_clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    before = uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_000_000_000)
    assert uuid7() > before


def test_a_full_millisecond_flows_into_the_next(own_clock: ids._Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.time_ns()
    monkeypatch.setattr(ids.time, "time_ns", lambda: moment)
    before = uuid7()
    own_clock.tail = (1 << 74) - 1
    assert uuid7().int >> 80 == (before.int >> 80) + 1


def test_of_a_moment_it_carries_that_moment_and_repeats_with_its_seed() -> None:
    moment = datetime(2024, 10, 28, 8, 30, tzinfo=UTC)
    assert uuid7_at(moment).int >> 80 == int(moment.timestamp() * 1000)
    assert uuid7_at(moment, Random(7)) == uuid7_at(moment, Random(7)) != uuid7_at(moment, Random(8))


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        uuid7_at(datetime(2024, 10, 28))
