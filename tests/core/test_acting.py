"""Who is acting: set by one statement when a transaction begins, nested, never left behind."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import DataError, connection, transaction

from core.acting import NOBODY, SYSTEM, Actor, acting_as, current_actor
from tests.databases import Database

HERE = Actor(paths=("e2025.p91", "e2024.p89"), actor_id="1", actor_label="Hà", context="req:1")
THERE = Actor(paths=("e2025.p92",), actor_id="2")


def settings_now() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('app.paths', true), current_setting('app.actor', true),"
            " current_setting('app.actor_label', true), current_setting('app.context', true)"
        )
        return tuple(value or "" for value in cursor.fetchone())


def expected(actor: Actor) -> tuple[str, ...]:
    return (
        "portal_system" if actor.role == "system" else "portal_web",
        ",".join(actor.paths),
        actor.actor_id,
        actor.actor_label,
        actor.context,
    )


def test_without_an_actor_one_is_nobody() -> None:
    assert current_actor() == NOBODY


def test_a_transaction_carries_its_actor_and_forgets_it(own_database: Database) -> None:
    with acting_as(HERE), transaction.atomic():
        assert settings_now() == expected(HERE)
    with transaction.atomic():
        assert settings_now() == expected(NOBODY)
    assert settings_now()[0] == "portal_web"


def test_acting_nests_within_one_transaction_and_across_savepoints(own_database: Database) -> None:
    with acting_as(HERE), transaction.atomic():
        with acting_as(SYSTEM):
            assert settings_now() == expected(SYSTEM)
            with transaction.atomic(), acting_as(THERE):
                assert settings_now() == expected(THERE)
            assert settings_now() == expected(SYSTEM)
        assert settings_now() == expected(HERE)


def test_an_error_inside_gives_the_outer_actor_back(own_database: Database) -> None:
    with acting_as(HERE), transaction.atomic():
        with pytest.raises(ZeroDivisionError), acting_as(SYSTEM), transaction.atomic():
            raise ZeroDivisionError
        assert current_actor() == HERE
        assert settings_now() == expected(HERE)


def test_a_rolled_back_savepoint_does_not_bring_an_old_actor_back(own_database: Database) -> None:
    """PostgreSQL undoes set_config with a savepoint; what is undone must be what was set inside it."""
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic(), acting_as(HERE):
            raise ZeroDivisionError
        assert settings_now() == expected(NOBODY)


def test_a_broken_transaction_does_not_hide_its_error(own_database: Database) -> None:
    def divide() -> None:
        with acting_as(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(DataError, match="division by zero"), acting_as(HERE), transaction.atomic():
        divide()


def test_threads_do_not_share_an_actor(own_database: Database) -> None:
    def other() -> tuple[str, ...]:
        with closing(connection), transaction.atomic():
            return settings_now()

    with acting_as(HERE), transaction.atomic(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(other).result() == expected(NOBODY)
        assert settings_now() == expected(HERE)
