"""Which workers and whether beat were seen lately: each leaves a key in the broker that fades when it is not renewed.

Asking the workers themselves (Celery's ping) waits a whole second for answers that may not come; this is one look.
A worker renews its key with its heartbeat every two seconds, beat with every tick that it sends.
"""

import logging
from functools import cache
from typing import Any

import redis
from celery.signals import after_task_publish, heartbeat_sent
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

BEAT = "beat"
KINDS = ("fast", "bulk", BEAT)
FADES_AFTER_SECONDS = 15
TICK = "core.tick"


def seen_lately() -> set[str]:
    """Those of KINDS that are alive, as far as the broker knows; raises redis.RedisError when it does not answer."""
    values: Any = _broker().mget([_key(kind) for kind in KINDS])
    return {kind for kind, value in zip(KINDS, values, strict=True) if value is not None}


def connect() -> None:
    heartbeat_sent.connect(worker_is_alive)
    after_task_publish.connect(beat_is_alive, sender=TICK)


def renew(kind: str) -> None:
    try:
        _broker().set(_key(kind), 1, ex=FADES_AFTER_SECONDS)
    except redis.RedisError as error:  # the program goes on; that it is not seen is what the key is for
        logger.warning("heartbeat of %s not written: %s", kind, error)


def worker_is_alive(sender: Any, **_kwargs: Any) -> None:
    """A worker's node name begins with its kind: fast@host, bulk@host."""
    renew(str(sender.eventer.hostname).partition("@")[0])


def beat_is_alive(**_kwargs: Any) -> None:
    """Nobody but beat sends ticks."""
    renew(BEAT)


def _key(kind: str) -> str:
    return f"portal:seen:{kind}"


@cache
def _broker() -> "redis.Redis":
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 1)
    )
