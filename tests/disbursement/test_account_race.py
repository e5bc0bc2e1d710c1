"""A statement of account that is made while others spend: its rows and its sums are of one moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from openpyxl import load_workbook

from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Job
from disbursement import tasks
from disbursement.account import Account, AccountEntry
from disbursement.account_asked import AccountAsked
from disbursement.models import CapitalLine
from tests.databases import Database
from tests.disbursement.build import Ledger
from tests.office import Office


def test_a_voucher_between_sums_and_rows_is_in_neither(
    own_database: Database, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with acting_as(SYSTEM), transaction.atomic():
        ledger, access = Ledger(), Office().access("finance")
        line = ledger.line(plan=1000)
        given = AccountAsked(access, ledger.holder, 2024, None, {}).as_parameters()
    with acting_as(access.actor()), transaction.atomic():
        job = jobs.enqueue(tasks.WRITE_ACCOUNT, owner_id=access.user_id, parameters=given)
    read = Account.entries

    def spent_meanwhile(account: Account) -> Iterator[AccountEntry]:
        with ThreadPoolExecutor(1) as other:
            other.submit(_spend, ledger, line).result()
        return read(account)

    monkeypatch.setattr(Account, "entries", spent_meanwhile)
    jobs.run(str(job.pk))
    assert _balances(job) == [1000, 1000]
    with acting_as(SYSTEM), transaction.atomic():
        assert line.disbursements.count() == 1


def _spend(ledger: Ledger, line: CapitalLine) -> None:
    with closing(connection), acting_as(SYSTEM), transaction.atomic():
        ledger.spend(line, 10, date(2024, 5, 6))


def _balances(job: Job) -> list[Any]:
    """After each row, then after all."""
    with acting_as(SYSTEM), transaction.atomic():
        file = Job.objects.get(pk=job.pk).result_file
        assert file is not None
        with file.content.open() as content:
            rows = list(load_workbook(content).worksheets[0].iter_rows(values_only=True))
    return [row[7] for row in rows if isinstance(row[0], date) or row[1] == "Cộng phát sinh"]
