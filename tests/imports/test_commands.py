"""The commands do what the pages do, for an area that is named, and say the same."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from areas.models import Area
from core.acting import SYSTEM, acting_as
from disbursement.models import CapitalLine, Disbursement
from households.models import Household
from tests.disbursement.build import Ledger
from tests.imports.build import Files, household, member, roster
from tests.imports.test_capital import annex, sign_all, vouchers
from tests.office import COMMUNE, PROVINCE


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(content: bytes) -> Path:
        path = tmp_path / "tep.xlsx"
        path.write_bytes(content)
        return path

    return save


def test_a_roster_by_command(files: Files, saved: Callable[[bytes], Path], capsys: Any) -> None:
    assert files.village
    path = saved(roster())
    call_command("import_households", path, "--area", COMMUNE, "--check-only")
    assert capsys.readouterr().out.strip().endswith("3 dòng mới")
    call_command("import_households", path, "--area", COMMUNE)
    assert capsys.readouterr().out.strip().endswith("Đã ghi 3 dòng.")
    call_command("import_households", path, "--area", COMMUNE)
    assert capsys.readouterr().out.strip().endswith("3 dòng không đổi")
    with acting_as(SYSTEM), transaction.atomic():
        assert Household.objects.get().area.parent == Area.objects.by_ref(COMMUNE)


def test_errors_stop_the_command_and_are_named(files: Files, saved: Callable[[bytes], Path], capsys: Any) -> None:
    assert files.village
    path = saved(roster([household(), household(2, "Trần Văn Ba", "abc")], [member(), member(2, "Trần Văn Ba")]))
    with pytest.raises(CommandError, match="Chưa ghi dòng nào: tệp còn dòng lỗi"):
        call_command("import_households", path, "--area", COMMUNE)
    assert "ô F3: Không phải số nguyên." in capsys.readouterr().err
    call_command("import_households", path, "--area", COMMUNE, "--only-good")
    assert capsys.readouterr().out.strip().endswith("Đã ghi 2 dòng.")


@pytest.mark.parametrize(
    ("area", "said"),
    [("2025-00000", "Không có địa bàn 2025-00000"), ("x", "Không có địa bàn x"), (PROVINCE, "chọn xã, phường")],
)
def test_an_area_that_cannot_be_is_told(files: Files, saved: Callable[[bytes], Path], area: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("import_households", saved(roster()), "--area", area)


def test_a_plan_and_its_vouchers_by_command(files: Files, saved: Callable[[bytes], Path], capsys: Any) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        ledger = Ledger()
        plan = annex(ledger, {"holder": ledger.holder.name})
    call_command("import_capital_plan", saved(plan), "--area", PROVINCE)
    call_command("import_capital_plan", saved(plan), "--area", PROVINCE)
    assert capsys.readouterr().out.strip().endswith("1 dòng không đổi")
    sign_all(files)
    with pytest.raises(CommandError, match="dòng lỗi"):
        call_command("import_capital_plan", saved(plan), "--area", PROVINCE)
    assert "Quyết định này đã ký" in capsys.readouterr().err
    call_command("import_disbursements", saved(vouchers({})), "--area", PROVINCE)
    call_command("import_disbursements", saved(vouchers({})), "--area", PROVINCE)
    assert capsys.readouterr().out.strip().endswith("1 dòng không đổi")
    with acting_as(SYSTEM), transaction.atomic():
        assert CapitalLine.objects.get().spent_vnd == Disbursement.objects.get().amount_vnd == 100_000_000
