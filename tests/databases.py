"""The database of a test process: a clone of the template that ./test made; nothing is ever flushed.

A test that only needs rolled-back transactions uses pytest-django's `db` as usual. A module that commits
(races, killed workers, real servers) asks for `own_database` and gets a clone of its own.
"""

import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from core.local_servers import next_database
from core.local_servers.leftovers import MARK
from core.local_servers.throw_away import kept_servers

URLS = ("DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL")
REDIS_PAIRS = 200  # a broker and a cache each (core/local_servers/valkey.py)


@dataclass(frozen=True)
class Database:
    """One clone: its name and its three addresses by their setting's name."""

    name: str
    urls: Mapping[str, str]

    @property
    def owner_url(self) -> str:
        return self.urls["DATABASE_OWNER_URL"]


def choose_servers() -> None:
    """Point the environment at this process's database and Redis, before settings are read.

    Under ./test the servers are there; plain pytest starts the kept ones (PORTAL_TEST_KEEP).
    """
    if "PORTAL_TEST_TEMPLATE" not in os.environ:
        os.environ.update(kept_servers())
    os.environ.setdefault("PORTAL_TEST_RUN", str(os.getpid()))
    os.environ.setdefault("PORTAL_TEST_REDIS", os.environ["REDIS_URL"])
    os.environ["PORTAL_DB_LOGIN"] = "worker"
    os.environ.update(database(_name(os.environ.get("PYTEST_XDIST_WORKER", "main"))).urls)
    os.environ["REDIS_URL"] = _next_redis()


def database(name: str) -> Database:
    return Database(name, {url: _replace_path(os.environ[url], name) for url in URLS})


def process_database() -> Database:
    return database(urlsplit(os.environ["DATABASE_OWNER_URL"]).path.strip("/"))


@contextmanager
def cloned(clone: Database) -> Iterator[Database]:
    """`clone`, made from the template, for as long as the block runs."""
    with closing(_administration()) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {clone.name} TEMPLATE {os.environ['PORTAL_TEST_TEMPLATE']}")
    try:
        yield clone
    finally:
        with closing(_administration()) as connection, connection.cursor() as cursor:
            _drop(cursor, clone)


def _drop(cursor: Any, clone: Database) -> None:
    """The owner may not end PostgreSQL's own autovacuum of the clone: it is waited for."""
    for attempt in range(100):
        try:
            cursor.execute(f"DROP DATABASE {clone.name} WITH (FORCE)")
            return
        except psycopg2.errors.InsufficientPrivilege:
            if attempt == 99:
                raise
            time.sleep(0.2)


def fresh_database() -> Database:
    """A name that no other clone has."""
    return database(_name(uuid.uuid4().hex[:10]))


def empty_redis() -> None:
    """Forget what earlier users of this process's broker and cache left."""
    for url in (os.environ["REDIS_URL"], next_database(os.environ["REDIS_URL"])):
        with closing(redis.Redis.from_url(url)) as connection:
            connection.flushdb()


def shared_settings() -> dict[str, str]:
    """What another program must have in common with this process to read its records, and a broker of its own."""
    from django.conf import settings

    keys = json.dumps(settings.PORTAL_FIELD_KEYS)
    taken = {"PORTAL_SECRET_KEY": settings.SECRET_KEY, "PORTAL_FIELD_KEYS": keys, "REDIS_URL": _next_redis()}
    return {**taken, MARK: os.environ["PORTAL_VAR"]}


def _name(suffix: str) -> str:
    return f"portal_test_{os.environ['PORTAL_TEST_RUN']}_{suffix}"


def _administration() -> "psycopg2.extensions.connection":
    connection = psycopg2.connect(_replace_path(os.environ["DATABASE_OWNER_URL"], "postgres"))
    connection.autocommit = True
    return connection


def _next_redis() -> str:
    """A broker and cache that nobody uses: everyone takes the next pair; 0 and 1 stay with the server itself."""
    shared = os.environ["PORTAL_TEST_REDIS"]
    with closing(redis.Redis.from_url(shared)) as connection:
        taken = int(connection.incr("pairs-taken"))
    url = _replace_path(shared, str(2 * (taken % REDIS_PAIRS) + 2))
    for pair in (url, next_database(url)):
        with closing(redis.Redis.from_url(pair)) as connection:
            connection.flushdb()
    return url


def _replace_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))
