"""Fixtures of the cube's and the pages' tests: they act as the system, which is not held by anybody's area."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from core.acting import SYSTEM, acting_as
from tests.reports.cube_world import World
from tests.reports.desk import Desk


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with acting_as(SYSTEM):
        yield World()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture(scope="module")
def shared_world(own_database: object) -> Iterator[World]:
    """In a database of the module's own, where tests commit. Its areas are read once, in a transaction."""
    with acting_as(SYSTEM):
        world = World()
        with transaction.atomic():
            assert world.province
            assert world.communes
        yield world
