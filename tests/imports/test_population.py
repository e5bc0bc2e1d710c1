"""Totals of households and persons by commune and year: the first is written, another needs its reason."""

from typing import Any

import pytest
from django.db import transaction

from areas.imports import PopulationImport
from areas.models import Population
from core.models import ImportBatch
from tests.imports.build import Desk, Files, csv_file, workbook
from tests.office import COMMUNE, OTHER_COMMUNE

State = ImportBatch.State
HEAD = ("Mã xã", "Xã, phường, đặc khu", "Năm", "Tổng số hộ", "Tổng số nhân khẩu", "Nguồn số liệu", "Lý do điều chỉnh")
CODE, OTHER_CODE = (ref.partition("-")[2] for ref in (COMMUNE, OTHER_COMMUNE))


@pytest.fixture
def desk(files: Files) -> Desk:
    return files.desk("commune_officer", COMMUNE, PopulationImport)


def totals(*rows: dict[str, Any]) -> bytes:
    """Each row as the good one, with what is named changed."""
    good = {
        "code": CODE,
        "name": "",
        "year": 2026,
        "households": 5200,
        "persons": 20100,
        "source": "BC 12",
        "reason": "",
    }
    return workbook({"Số hộ, nhân khẩu": [HEAD, *(list((good | row).values()) for row in rows)]})


def current(desk: Desk) -> list[tuple[int, int, int, str]]:
    with desk.acting(), transaction.atomic():
        rows = Population.objects.current().order_by("area__code", "-year")
        return list(rows.values_list("households", "persons", "version", "reason"))


def test_totals_are_written_with_their_source_and_again_change_nothing(desk: Desk) -> None:
    content = totals({}, {"code": "", "name": "phường bình đức", "year": 2025, "households": "5.100"})
    batch = desk.write(content)
    assert (batch.state, batch.message) == (State.APPLIED, "Đã ghi 2 dòng.")
    assert len(current(desk)) == 2
    assert (5200, 20100, 1, "") in current(desk)
    assert desk.check(content).message == "2 dòng không đổi"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": "99999"}, "A2 Không có xã, phường này trong danh mục"),
        ({"code": OTHER_CODE}, "A2 Đơn vị này ngoài địa bàn được giao. Chỉ nhập số liệu của địa bàn mình"),
        ({"code": "", "name": ""}, "B2 Thiếu mã hoặc tên xã, phường."),
        ({"year": 2027}, "C2 Ngoài khoảng cho phép. Số nguyên từ 2015 đến 2026."),
        ({"households": 0}, "D2 Ngoài khoảng cho phép. Số nguyên, từ 1 trở lên."),
        ({"households": "5,2"}, "D2 Không phải số nguyên."),
        ({"households": -5}, "D2 Ngoài khoảng cho phép."),
        ({"persons": 100}, "E2 Số nhân khẩu ít hơn số hộ. Kiểm tra lại hai số."),
        ({"source": ""}, "F2 Ô bắt buộc còn trống."),
    ],
)
def test_a_bad_row_names_its_cell_and_the_remedy(desk: Desk, changed: dict[str, Any], told: str) -> None:
    errors = desk.errors(desk.check(totals(changed)))
    assert any(error.startswith(told) for error in errors), errors


def test_the_same_commune_twice_in_a_file_is_told(desk: Desk) -> None:
    errors = desk.errors(desk.check(totals({}, {"households": 5300})))
    assert errors == ["A3 Trùng với dòng 2 của tệp. Xóa hoặc sửa một trong hai dòng."]


def test_other_totals_need_a_reason_and_become_a_version(desk: Desk) -> None:
    desk.write(totals({}))
    errors = desk.errors(desk.check(totals({"households": 5300})))
    assert any(error.startswith("G2 Năm này đã có số liệu khác. Nêu lý do điều chỉnh") for error in errors)
    desk.write(totals({"households": 5300, "reason": "rà lại hộ tạm trú"}))
    assert current(desk) == [(5300, 20100, 2, "rà lại hộ tạm trú")]


def test_undo_brings_the_former_totals_back_and_keeps_first_ones(desk: Desk) -> None:
    desk.write(totals({}))
    correction = totals({"households": 5300, "reason": "rà lại"}, {"year": 2025, "households": 4000})
    batch = desk.undo(desk.write(correction), "nhầm tệp")
    assert batch.message == "Đã hoàn tác 1 bản ghi. Giữ lại 1 bản ghi không hoàn tác được nữa."
    assert sorted(current(desk)) == [(4000, 20100, 1, ""), (5200, 20100, 3, "nhầm tệp")]


def test_a_csv_with_semicolons_is_read_the_same(desk: Desk) -> None:
    rows = [HEAD, [CODE, "", "2026", "5.200", "20.100", "BC 12", ""]]
    assert desk.check(csv_file(rows), "dan-so.csv").message == "1 dòng mới"
