"""The commands as a shell runs them: no transaction is open around them."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction

from core.acting import SYSTEM, acting_as
from disbursement.models import DraftEntry
from tests.databases import Database
from tests.disbursement.build import Ledger
from tests.imports.test_capital import annex
from tests.office import PROVINCE


def test_an_annex_by_command(own_database: Database, settings: Any, tmp_path: Path, capsys: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        content = annex(ledger, {"holder": ledger.holder.name})
    path = tmp_path / "phu-luc.xlsx"
    path.write_bytes(content)
    call_command("import_capital_plan", path, "--area", PROVINCE)
    assert capsys.readouterr().out.strip().endswith("Đã ghi 1 dòng.")
    with acting_as(SYSTEM), transaction.atomic():
        assert DraftEntry.objects.get().amount_vnd == 500_000_000
