"""Published statistics: kept as printed, doubtful ones flagged, a reprint as a new version, once each."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from core.acting import SYSTEM, acting_as
from reports.cube.refresh import refresh
from reports.figures import published
from reports.imports import PublishedImport
from reports.models import PublishedFact, PublishedFigure
from tests.imports.build import Desk, Files, csv_file

SHARED = settings.BASE_DIR.parent / "shared" / "domain" / "published_figures.csv"
HEAD = ["level", "geo_version", "geo_code", "geo_name", "region", "year", "standard_period", "indicator", "value",
        "unit", "source", "confidence", "note"]  # fmt: skip
ROW = {
    "level": "province",
    "geo_version": "63",
    "geo_code": "89",
    "geo_name": "An Giang",
    "region": "Đồng bằng sông Cửu Long",
    "year": "2023",
    "standard_period": "2022-2025",
    "indicator": "poor_households",
    "value": "10913",
    "unit": "household",
    "source": "QĐ 71/QĐ-LĐTBXH",
    "confidence": "verified",
    "note": "",
}


@pytest.fixture
def desk(files: Files) -> Desk:
    return files.desk("provincial_officer", "2025-91", PublishedImport)


def printed(*rows: dict[str, Any]) -> bytes:
    given: Sequence[dict[str, Any]] = [ROW | row for row in rows]
    return csv_file([HEAD, *([row[name] for name in HEAD] for row in given)], ",")


def test_a_value_is_kept_as_printed_with_its_source(desk: Desk) -> None:
    desk.write(printed({"value": "1.40", "unit": "%", "indicator": "poor_rate", "note": "làm tròn"}), "s.csv")
    figure = PublishedFigure.objects.get()
    assert (figure.area.ref, figure.edition, figure.value) == ("2024-89", "2024", Decimal("1.4"))
    assert (figure.source, figure.confidence, figure.note) == ("QĐ 71/QĐ-LĐTBXH", "verified", "làm tròn")
    assert (figure.version, figure.superseded, figure.doubtful) == (1, False, False)


def test_places_of_both_lists_and_of_regions_and_of_the_country(desk: Desk) -> None:
    rows = [
        {},
        {"geo_version": "34", "geo_code": "91", "geo_name": "Tỉnh An Giang"},
        {"level": "region", "geo_code": "", "geo_name": "Đồng bằng Sông Cửu Long"},
        {"level": "country", "geo_code": "", "geo_name": "Cả nước", "region": ""},
        {"geo_code": "", "geo_name": "(một tỉnh miền Tây)"},
    ]
    batch = desk.write(printed(*rows), "s.csv")
    assert batch.count("remark") == 1
    figures = PublishedFigure.objects.order_by("id")
    places = [(f.level, f.area.ref if f.area else f.region.code if f.region else f.place) for f in figures]
    assert places == [
        ("province", "2024-89"),
        ("province", "2025-91"),
        ("region", "DBSCL"),
        ("country", "2024-VN"),
        ("unnamed", "(một tỉnh miền Tây)"),
    ]


def test_a_doubtful_value_is_flagged_and_not_mended(desk: Desk) -> None:
    batch = desk.write(printed({"value": "2866", "confidence": "doubtful", "note": "mất chữ số cuối"}), "s.csv")
    assert batch.count("remark") == 1
    figure = PublishedFigure.objects.get()
    assert (figure.value, figure.doubtful) == (2866, True)


def test_a_second_run_changes_nothing(desk: Desk) -> None:
    rows = [{"value": "1.40"}, {"year": "2022"}]
    desk.write(printed(*rows), "s.csv")
    assert desk.check(printed(*rows), "s.csv").message == "2 dòng không đổi"


def test_a_reprint_is_a_new_version_and_undo_brings_the_old_one_back(desk: Desk) -> None:
    desk.write(printed({}), "s.csv")
    batch = desk.check(printed({"value": "11000", "source": "QĐ 217/QĐ-BLĐTBXH"}), "s.csv")
    assert batch.message == "1 dòng thay đổi"
    row = desk.rows(batch)[0]
    assert (row.old["value"], row.data["value"]) == ("10913", "11000")
    desk.apply(batch)
    assert PublishedFigure.objects.get(superseded=False).version == 2
    desk.undo(batch)
    figure = PublishedFigure.objects.get()
    assert (figure.value, figure.version, figure.superseded) == (10_913, 1, False)


def test_undo_keeps_what_was_reprinted_since(desk: Desk) -> None:
    first = desk.write(printed({}, {"year": "2022"}), "s.csv")
    desk.write(printed({"value": "11000"}), "s.csv")
    assert desk.undo(first).message == "Đã hoàn tác 1 bản ghi. Giữ lại 1 bản ghi không hoàn tác được nữa."


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"geo_code": "99"}, "C2 Không có tỉnh mã này trong danh mục 63 tỉnh."),
        ({"geo_code": "91"}, "D2 Mã 91 là Tỉnh Kiên Giang. Kiểm tra lại mã và tên."),
        ({"level": "region", "geo_name": "Miền Tây"}, "D2 Không có vùng này. Một trong: Trung du"),
        ({"level": "xã"}, "A2 Không có trong danh mục."),
        ({"value": "10.913,5"}, "I2 Không phải số. Số viết liền, dấu chấm trước phần lẻ"),
        ({"value": "1.23456"}, "I2 Quá nhiều chữ số thập phân."),
        ({"year": "2099"}, "F2 Ngoài khoảng cho phép."),
        ({"source": ""}, "K2 Ô bắt buộc còn trống."),
    ],
)
def test_what_cannot_be_is_told(desk: Desk, changed: dict[str, str], told: str) -> None:
    errors = desk.errors(desk.check(printed(changed), "s.csv"))
    assert any(error.startswith(told) for error in errors), errors


@pytest.mark.skipif(not SHARED.exists(), reason="published_figures.csv stands only beside the project")
def test_all_published_rows_come_in_once_and_the_regions_add_up(files: Files, capsys: Any) -> None:
    call_command("import_published_figures", SHARED)
    call_command("import_published_figures", SHARED)
    said = capsys.readouterr().out
    assert "3.650 dòng mới" in said
    assert said.strip().endswith("3.650 dòng không đổi")
    assert PublishedFigure.objects.filter(superseded=False).count() == PublishedFigure.objects.count() == 3650
    assert PublishedFigure.objects.filter(doubtful=True).count() == 33
    with acting_as(SYSTEM):
        refresh()
        sums = published.region_sums("mpi_households", 2023)
    assert {row.region.code: row.value for row in sums} == {
        "TDMNPB": 587_952,
        "DBSH": 129_779,
        "BTB_DHMT": 460_456,
        "TN": 195_795,
        "DNB": 10_791,
        "DBSCL": 201_563,
    }
    assert all(row.is_complete and row.published and row.value == row.published.value for row in sums)
    assert PublishedFact.objects.filter(year=2023).count() > 63


def test_the_command_says_what_is_wrong_and_writes_nothing(files: Files, tmp_path: Path, capsys: Any) -> None:
    from django.core.management import CommandError

    path = tmp_path / "s.csv"
    path.write_bytes(printed({}, {"geo_code": "99"}))
    with pytest.raises(CommandError, match="Chưa ghi dòng nào"):
        call_command("import_published_figures", path)
    assert "ô C3: Không có tỉnh mã này" in capsys.readouterr().err
    assert not PublishedFigure.objects.exists()
    call_command("import_published_figures", path, "--only-good")
    assert PublishedFigure.objects.count() == 1
    with pytest.raises(CommandError, match="Không có tệp"):
        call_command("import_published_figures", tmp_path / "khong-co.csv")
