from collections.abc import Iterator

import pytest

from core.acting import SYSTEM, acting_as
from tests.disbursement.build import Ledger


@pytest.fixture
def ledger(db: None) -> Iterator[Ledger]:
    with acting_as(SYSTEM):
        yield Ledger()
