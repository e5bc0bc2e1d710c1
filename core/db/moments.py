"""What several statements read as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction whose statements all see the same records, whatever is written meanwhile.

    Inside a transaction that is already open (tests) nobody else writes what it sees.
    """
    connection.ensure_connection()
    session = connection.connection
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    session.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ)
    try:
        with transaction.atomic():
            yield
    finally:
        if not session.closed:
            session.set_session(isolation_level="DEFAULT")
