"""Django's Redis cache that is allowed to be gone: nothing of the portal lives in it that a page cannot do without.

What is asked of a Redis that does not answer is simply not known, and what is written is forgotten. The first
failure in a while is logged; for as long Redis is not asked again, so that a page waits for it once and not once
for every key.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends import redis as backend
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as Silent

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0


class ForgivingClient(backend.RedisCacheClient):
    """Each operation answers what an empty cache answers while Redis is out of reach."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked_again_at = 0.0

    def _or(self, otherwise: Any, operation: Callable[[], Any]) -> Any:
        if time.monotonic() < self._asked_again_at:
            return otherwise
        try:
            return operation()
        except (Unreachable, Silent) as error:
            self._asked_again_at = time.monotonic() + PAUSE_SECONDS
            logger.warning("cache: Redis does not answer, going on without (%s)", error)
            return otherwise

    def add(self, key: str, value: Any, timeout: Any) -> bool:
        return self._or(True, lambda: super(ForgivingClient, self).add(key, value, timeout))

    def get(self, key: str, default: Any) -> Any:
        return self._or(default, lambda: super(ForgivingClient, self).get(key, default))

    def set(self, key: str, value: Any, timeout: Any) -> None:
        self._or(None, lambda: super(ForgivingClient, self).set(key, value, timeout))

    def touch(self, key: str, timeout: Any) -> bool:
        return self._or(False, lambda: super(ForgivingClient, self).touch(key, timeout))

    def delete(self, key: str) -> bool:
        return self._or(False, lambda: super(ForgivingClient, self).delete(key))

    def get_many(self, keys: Any) -> dict[str, Any]:
        return self._or({}, lambda: super(ForgivingClient, self).get_many(keys))

    def has_key(self, key: str) -> bool:
        return self._or(False, lambda: super(ForgivingClient, self).has_key(key))

    def set_many(self, data: Any, timeout: Any) -> None:
        self._or(None, lambda: super(ForgivingClient, self).set_many(data, timeout))

    def delete_many(self, keys: Any) -> None:
        self._or(None, lambda: super(ForgivingClient, self).delete_many(keys))


class RedisCache(backend.RedisCache):
    """The backend of settings.CACHES; `incr` and `clear` are not forgiven: their callers must know."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
