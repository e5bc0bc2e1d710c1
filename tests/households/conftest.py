"""Fixtures of the registry's tests."""

import os

import pytest

from tests.households.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture(autouse=True)
def _urls(settings):
    if os.environ.get("HH_URLS"):
        settings.ROOT_URLCONF = os.environ["HH_URLS"]
