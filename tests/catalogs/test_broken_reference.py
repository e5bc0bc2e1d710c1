"""A data file that cannot be right is refused in one sentence, and nothing of it stays."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalogs.models import ReferenceLoad
from households import reference
from households.models import Indicator, PointsRow, RuleRow

pytestmark = pytest.mark.django_db

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], str]:
    """What `load_reference` says of the standards' file after `change`."""

    def load(change: Change) -> str:
        for name in ("standards", "score_table_demo", "answer_options", "causes"):
            (tmp_path / f"{name}.json").write_bytes((reference.DATA / f"{name}.json").read_bytes())
        data = json.loads((tmp_path / "standards.json").read_text())
        change(data)
        (tmp_path / "standards.json").write_text(json.dumps(data))
        monkeypatch.setattr(reference, "DATA", tmp_path)
        with pytest.raises(CommandError) as error:
            call_command("load_reference", stdout=StringIO())
        return str(error.value)

    return load


def _kept() -> tuple[int, ...]:
    loads = ReferenceLoad.objects.order_by("file").values_list("sha256", flat=True)
    return (RuleRow.objects.count(), PointsRow.objects.count(), Indicator.objects.count(), hash(tuple(loads)))


def _no_last_row(data: dict[str, Any]) -> None:
    data["standards"][1]["rules"][-1]["result"] = "poor"


def _weight_of_nothing(data: dict[str, Any]) -> None:
    data["standards"][1]["mpi_weights"][0] = 0


def _without_rules(data: dict[str, Any]) -> None:
    del data["standards"][1]["rules"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_weight_of_nothing, "quyền số dương"),
        (_no_last_row, "phải kết thúc bằng dòng “không nghèo”"),
        (_without_rules, "thiếu mục 'rules'"),
    ],
)
def test_a_broken_standard_is_refused(refused: Callable[[Change], str], change: Change, sentence: str) -> None:
    before = _kept()
    said = refused(change)
    assert said.startswith("Dữ liệu tham chiếu của households bị lỗi, không có gì được ghi: ")
    assert sentence in said
    assert _kept() == before


def test_a_file_that_is_no_json_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("standards", "score_table_demo", "answer_options", "causes"):
        (tmp_path / f"{name}.json").write_text("{")
    monkeypatch.setattr(reference, "DATA", tmp_path)
    with pytest.raises(CommandError, match="Dữ liệu tham chiếu của households bị lỗi"):
        call_command("load_reference", stdout=StringIO())


def test_the_files_of_this_release_pass() -> None:
    reference.check_reference()
