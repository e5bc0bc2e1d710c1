"""Where the tests' database comes from. Fixtures of an app stand in its own folder."""

import os
from collections.abc import Iterator
from typing import Any

import django
import hypothesis
import pytest
from django.conf import settings

from tests import databases
from tests.databases import Database

if settings.configured:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests say themselves where the servers are.")
databases.choose_servers()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
# Looked up when asked for: every test client would read all static files of the portal anew.
settings.WHITENOISE_AUTOREFRESH = True
# The processes of pytest-xdist inherit this environment and choose for themselves.
del os.environ["DJANGO_SETTINGS_MODULE"]

pytest_plugins = ["tests.running_portal"]
# How long one example takes says nothing on two shared cores.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

BROWSER_TESTS = "tests/browser/"
LONGEST = (BROWSER_TESTS, "tests/test_rights_table.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: the other processes work meanwhile."""
    for item in items:
        if item.nodeid.startswith(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file stays in one process, and so do all browser tests: they share one running portal."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER_TESTS if nodeid.startswith(BROWSER_TESTS) else nodeid.partition("::")[0]

    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """Instead of pytest-django's: a clone of the template, not migrations and not a flush."""
    from django.db import connections

    databases.empty_redis()
    with databases.cloned(databases.process_database()):
        yield
        connections.close_all()


@pytest.fixture(scope="module")
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[Database]:
    """A clone for this module alone, where tests commit: connections and child processes both see it."""
    from django.db import connections

    original = databases.process_database()
    with databases.cloned(databases.fresh_database()) as clone, django_db_blocker.unblock():
        databases.empty_redis()
        _switch_to(clone)
        yield clone
        connections.close_all()
        _switch_to(original)


def _switch_to(database: Database) -> None:
    from django.db import connections

    connections.close_all()
    connections["default"].settings_dict["NAME"] = database.name
    os.environ.update(database.urls)
