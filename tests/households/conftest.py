"""Fixtures of the registry's tests."""

import pytest

from tests.households.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()
