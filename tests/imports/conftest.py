from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from core.acting import SYSTEM, acting_as
from disbursement.imports import PlanImport
from tests.disbursement.decisions import Chancery
from tests.imports.annexes import Annexes
from tests.imports.build import Desk, Files
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE


@pytest.fixture
def files(db: None, settings: Any, tmp_path: Path) -> Files:
    settings.MEDIA_ROOT = tmp_path
    return Files()


@pytest.fixture
def officer(files: Files) -> Desk:
    """The officer of the commune, whose village is Khóm Bình Đức 1."""
    return files.officer


@pytest.fixture
def annexes(files: Files) -> Iterator[Annexes]:
    with acting_as(SYSTEM), transaction.atomic():
        chancery = Chancery(files.office)
        for ref in (PROVINCE, COMMUNE, OTHER_COMMUNE):
            assert files.office.agency(ref)
        yield Annexes(files, chancery, files.desk("finance", PROVINCE, PlanImport))
