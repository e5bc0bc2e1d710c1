"""The database goes away while a file is written: the job is swept and done again, nothing is doubled, nothing lost."""

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Sum

from core import jobs
from core.acting import SYSTEM, acting_as
from core.imports import services
from core.imports.declaration import Importer
from core.models import ImportBatch, Job
from disbursement.imports import PlanImport, VoucherImport
from disbursement.models import CapitalLine, DecisionHand, Disbursement, DraftEntry
from tests.databases import Database
from tests.disbursement.build import Ledger, fresh
from tests.imports.build import Desk, Files
from tests.imports.test_capital import annex, vouchers
from tests.office import PROVINCE

State = ImportBatch.State
ROWS = 30


@pytest.fixture
def files(own_database: Database, settings: Any, tmp_path: Path) -> Files:
    settings.MEDIA_ROOT = tmp_path
    return Files()


@pytest.fixture
def ledger(files: Files) -> Ledger:
    """Its holder has a name of its own: the tests of this module share a database."""
    with acting_as(SYSTEM), transaction.atomic():
        made = Ledger()
        made.holder.name = f"UBND huyện {made.holder.code}"
        made.holder.save(update_fields=["name"])
        assert made.decision
        return made


def uploaded(files: Files, importer: type[Importer], content: bytes) -> tuple[Desk, ImportBatch]:
    """A file whose check has run, and whose writing waits for a worker."""
    with acting_as(SYSTEM), transaction.atomic():
        desk = files.desk("finance", PROVINCE, importer)
    with desk.acting(), transaction.atomic():
        batch = services.upload(importer=importer, scope=desk.scope, content=ContentFile(content), name="a.xlsx")
    run(desk, batch)
    assert desk.fresh(batch).state == State.CHECKED, desk.errors(batch)
    with desk.acting():
        services.apply(batch=batch, access=desk.access)
    return desk, desk.fresh(batch)


def run(desk: Desk, batch: ImportBatch) -> None:
    with acting_as(SYSTEM):
        jobs.run(str(desk.fresh(batch).job_id))


def cut_off(database: Database) -> None:
    """End the backend that this process speaks to, as a server that goes down does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    parameters = connection.get_connection_params()
    wanted = ("host", "port", "dbname", "database", "user", "password")
    with closing(psycopg2.connect(**{key: parameters[key] for key in wanted if key in parameters})) as other:
        with other.cursor() as cursor:
            cursor.execute("SET ROLE NONE; SELECT pg_terminate_backend(%s)", [pid])


def die_after(monkeypatch: pytest.MonkeyPatch, database: Database, importer: type[Importer]) -> list[str]:
    """The first time rows are written, the database goes before they are committed."""
    written, apply = [], importer.apply

    def once(self: Importer, batch: ImportBatch) -> Any:
        result = apply(self, batch)
        if not written:
            written.append(batch.file_name)
            cut_off(database)
        return result

    monkeypatch.setattr(importer, "apply", once)
    return written


def swept(job_id: Any) -> None:
    """The sweep sends what waits; a worker would take it."""
    with acting_as(SYSTEM), transaction.atomic():
        job = Job.objects.get(pk=job_id)
        assert (job.state, job.sent_at, job.attempt) == (Job.State.QUEUED, None, 1)
    assert jobs.sweep() >= 1
    with acting_as(SYSTEM):
        jobs.run(str(job_id))


def test_vouchers_are_written_once(
    own_database: Database, files: Files, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        line = ledger.line(plan=500_000_000)
    rows = [{"voucher": f"KB-{n}", "dong": 1000 + n, "holder": ledger.holder.name} for n in range(ROWS)]
    desk, batch = uploaded(files, VoucherImport, vouchers(*rows))
    died = die_after(monkeypatch, own_database, VoucherImport)
    run(desk, batch)
    assert died
    assert (spent(line), desk.fresh(batch).state) == ((0, None, 0), State.APPLYING)
    swept(batch.job_id)
    assert desk.fresh(batch).state == State.APPLIED
    expected = sum(1000 + n for n in range(ROWS))
    assert spent(line) == (ROWS, expected, expected)
    run(desk, batch)
    assert spent(line) == (ROWS, expected, expected)


def spent(line: CapitalLine) -> tuple[int, int | None, int]:
    """How many vouchers the line has, their sum, and what the line says it is."""
    with acting_as(SYSTEM), transaction.atomic():
        rows = Disbursement.objects.filter(line=line)
        return rows.count(), rows.aggregate(total=Sum("spent_vnd"))["total"], fresh(line).spent_vnd


def test_an_annex_is_drafted_once(
    own_database: Database, files: Files, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ("DA2", "DA3.TDA1", "DA5")
    rows = [{"component": code, "holder": ledger.holder.name, "dong": 100 + n} for n, code in enumerate(codes)]
    desk, batch = uploaded(files, PlanImport, annex(ledger, *rows))
    died = die_after(monkeypatch, own_database, PlanImport)
    run(desk, batch)
    assert died
    assert drafted(ledger) == ([], 0, 0)
    swept(batch.job_id)
    assert desk.fresh(batch).state == State.APPLIED
    assert drafted(ledger) == ([100, 101, 102], 3, 1)
    run(desk, batch)
    assert drafted(ledger) == ([100, 101, 102], 3, 1)
    assert desk.undo(desk.fresh(batch)).state == State.UNDONE
    assert drafted(ledger) == ([], 3, 0)


def drafted(ledger: Ledger) -> tuple[list[int], int, int]:
    """The amounts of the draft's rows, how many lines the holder has, and who had a hand in the draft."""
    with acting_as(SYSTEM), transaction.atomic():
        rows = DraftEntry.objects.filter(decision__document=ledger.decision)
        lines = CapitalLine.objects.filter(holder=ledger.holder)
        hands = DecisionHand.objects.filter(decision__document=ledger.decision)
        return sorted(rows.values_list("amount_vnd", flat=True)), lines.count(), hands.count()
