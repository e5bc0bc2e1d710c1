"""The nightly sweep as Celery runs it: outside any transaction of a test."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core import files, tasks
from core.acting import SYSTEM, acting_as
from core.db.postgresql.base import OutsideTransaction
from core.models import StoredFile
from tests.databases import Database

TWO_DAYS = 2 * 24 * 3600


@pytest.fixture
def folder(own_database: Database, settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def stored(**values: Any) -> StoredFile:
    with acting_as(SYSTEM), transaction.atomic():
        return files.store(ContentFile(b"x"), name="a.txt", purpose="committees.document", owner_id=None, **values)


def age(path: Path) -> None:
    then = time.time() - TWO_DAYS
    os.utime(path, (then, then))


def test_the_sweep_keeps_what_a_row_names_however_old(folder: Path) -> None:
    kept, expired = stored(), stored(keep_days=1)
    with acting_as(SYSTEM), transaction.atomic():
        StoredFile.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    orphan = (folder / kept.content.name).parent / "nobody-s"
    orphan.write_bytes(b"?")
    for path in (folder / kept.content.name, orphan):
        age(path)
    tasks.sweep_files()
    assert (folder / kept.content.name).exists()
    assert not orphan.exists()
    with acting_as(SYSTEM), transaction.atomic():
        assert list(StoredFile.objects.all()) == [kept]


def test_a_query_for_somebody_outside_a_transaction_is_an_error(own_database: Database) -> None:
    with acting_as(SYSTEM), pytest.raises(OutsideTransaction):
        StoredFile.objects.count()
