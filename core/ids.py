"""Time-ordered identifiers (UUID version 7, RFC 9562), made in Python: PostgreSQL has them from 18 on."""

import os
import secrets
import threading
import time
from datetime import datetime
from random import Random
from uuid import UUID

_RANDOM_BITS = 74
_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62


class _Clock:
    """The last identifier given out, so that the next one of this process is always greater."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.milliseconds = 0
        self.tail = 0

    def next(self) -> tuple[int, int]:
        now = time.time_ns() // 1_000_000
        with self.lock:
            if now > self.milliseconds:
                self.milliseconds = now
                self.tail = secrets.randbits(_RANDOM_BITS - 1)  # top bit free: room to count up
            else:
                self.tail += 1 + secrets.randbits(32)
                if self.tail >> _RANDOM_BITS:
                    self.milliseconds += 1
                    self.tail = secrets.randbits(_RANDOM_BITS - 1)
            return self.milliseconds, self.tail


_clock = _Clock()


def _forget_parent() -> None:
    """A forked worker starts its own sequence and never waits for a lock its parent held."""
    global _clock
    _clock = _Clock()


os.register_at_fork(after_in_child=_forget_parent)


def uuid7() -> UUID:
    """A new identifier, greater than every one this process made before, even when the clock is set back."""
    return _compose(*_clock.next())


def uuid7_at(moment: datetime, source: Random | None = None) -> UUID:
    """An identifier as if made at `moment` (aware); with a seeded `source` the same one every time.

    For demonstration data and tests. Those of the same millisecond are in no order.
    """
    if moment.tzinfo is None:
        raise ValueError("uuid7_at needs a moment with its time zone")
    bits = source.getrandbits(_RANDOM_BITS) if source else secrets.randbits(_RANDOM_BITS)
    return _compose(int(moment.timestamp() * 1000), bits)


def _compose(milliseconds: int, tail: int) -> UUID:
    """48 bits of time, 4 of version, 12 of `tail`, 2 of variant, 62 of `tail`."""
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    return UUID(int=(milliseconds & 0xFFFF_FFFF_FFFF) << 80 | _VERSION | high << 64 | _VARIANT | low)
