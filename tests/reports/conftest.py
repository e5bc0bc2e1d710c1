"""Fixtures of the cube's tests: they act as the system, which is not held by anybody's area."""

from collections.abc import Iterator

import pytest

from core.acting import SYSTEM, acting_as
from tests.reports.cube_world import World


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with acting_as(SYSTEM):
        yield World()


@pytest.fixture(scope="module")
def shared_world(own_database: object) -> Iterator[World]:
    """In a database of the module's own, where tests commit."""
    with acting_as(SYSTEM):
        yield World()
