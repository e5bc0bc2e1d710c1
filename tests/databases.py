"""The database of a test process: a clone of the template that ./test made; nothing is ever flushed.

A test that only needs rolled-back transactions uses pytest-django's `db` as usual. A module that commits
(races, killed workers, real servers) asks for `own_database` and gets a clone of its own.
"""

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

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
    os.environ["REDIS_URL"] = _redis_of_this_process()


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
            cursor.execute(f"DROP DATABASE {clone.name} WITH (FORCE)")


def fresh_database() -> Database:
    """A name that no other clone has."""
    return database(_name(uuid.uuid4().hex[:10]))


def empty_redis() -> None:
    """Forget what earlier users of this process's broker and cache left."""
    for url in (os.environ["REDIS_URL"], _replace_path(os.environ["REDIS_URL"], str(_redis_number() + 1))):
        with closing(redis.Redis.from_url(url)) as connection:
            connection.flushdb()


def _name(suffix: str) -> str:
    return f"portal_test_{os.environ['PORTAL_TEST_RUN']}_{suffix}"


def _administration() -> "psycopg2.extensions.connection":
    connection = psycopg2.connect(_replace_path(os.environ["DATABASE_OWNER_URL"], "postgres"))
    connection.autocommit = True
    return connection


def _redis_of_this_process() -> str:
    """Every test process takes the next pair of numbers; 0 and 1 stay with the server itself."""
    shared = os.environ["PORTAL_TEST_REDIS"]
    with closing(redis.Redis.from_url(shared)) as connection:
        taken = int(connection.incr("test-processes"))
    return _replace_path(shared, str(2 * (taken % REDIS_PAIRS) + 2))


def _redis_number() -> int:
    return int(urlsplit(os.environ["REDIS_URL"]).path.strip("/"))


def _replace_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))
