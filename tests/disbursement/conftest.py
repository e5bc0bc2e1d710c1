from collections.abc import Iterator

import pytest

from core.acting import SYSTEM, acting_as
from tests.disbursement.build import Ledger
from tests.disbursement.explanations_made import TODAY, Laggard, on_day


@pytest.fixture
def ledger(db: None) -> Iterator[Ledger]:
    with acting_as(SYSTEM):
        yield Ledger()


@pytest.fixture
def november(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Today is 22/11/2026; a test may turn the calendar on by `on_day`."""
    on_day(monkeypatch, TODAY)
    return monkeypatch


@pytest.fixture
def laggard(db: None, november: pytest.MonkeyPatch) -> Iterator[Laggard]:
    with acting_as(SYSTEM):
        yield Laggard()
