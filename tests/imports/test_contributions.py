"""Lists of contributions as communes send them: every cell read or told, nothing twice, taken back by reversal."""

from typing import Any

import pytest
from django.db import transaction

from core.acting import SYSTEM, acting_as
from core.models import Event, ImportBatch
from programs.imports import ContributionImport
from programs.models import Contribution, Works
from programs.services import reverse_contribution
from tests.imports.build import Desk, Files, workbook
from tests.office import COMMUNE, PROVINCE
from tests.programs.build import component

State = ImportBatch.State
HEAD = ("Xã, phường", "Ngày nhận", "Nguồn", "Hình thức", "Số lượng", "Giá trị (đồng)", "Căn cứ quy ra tiền",
        "Tổ chức đóng góp", "Số hộ đóng góp", "Chương trình được lồng ghép", "Chương trình", "Mã dự án, nội dung",
        "Công trình, dự án", "Số biên bản, phiếu thu", "Năm báo cáo", "Ghi chú")  # fmt: skip
ROW = {
    "commune": "Phường Bình Đức",
    "on": "4/5/2026",
    "source": "DN",
    "form": "tiền",
    "quantity": "",
    "value": "10.000.000",
    "basis": "",
    "contributor": "Công ty Mô Phỏng",
    "households": "",
    "other": "",
    "programme": "NTP_MERGED_2026",
    "component": "",
    "subject": "",
    "receipt": "",
    "year": "",
    "note": "",
}
LABOUR = {"source": "DAN", "form": "Ngày công", "quantity": 40, "value": "", "contributor": "", "households": 20}


@pytest.fixture
def desk(files: Files) -> Desk:
    return files.desk("commune_officer", COMMUNE, ContributionImport)


def book(*rows: dict[str, Any]) -> bytes:
    return workbook({"Đóng góp": [HEAD, *(list((ROW | row).values()) for row in rows)]})


def recorded(desk: Desk) -> list[Contribution]:
    with desk.acting(), transaction.atomic():
        return list(Contribution.objects.order_by("id"))


def test_a_list_is_written_once(desk: Desk) -> None:
    content = book({}, LABOUR, {"receipt": "PT-2"})
    batch = desk.write(content)
    assert (batch.state, batch.message) == (State.APPLIED, "Đã ghi 3 dòng.")
    money, labour, _second = recorded(desk)
    assert (money.value_vnd, money.year, money.agency) == (10_000_000, 2026, desk.access.user.agency)  # type: ignore[union-attr]
    assert (labour.quantity, labour.value_vnd, labour.households) == (40, None, 20)
    assert desk.check(content).message == "3 dòng không đổi"
    assert Event.objects.filter(act__startswith="core.", object_label=ContributionImport.kind).exists()


def test_two_equal_rows_of_one_file_are_told_apart(desk: Desk) -> None:
    (told,) = desk.errors(desk.check(book({}, {})))
    assert "Trùng với dòng 2 của tệp." in told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"value": "1.5"}, "F2 Không rõ số tiền"),
        ({"value": "10 triệu"}, "F2 Số tiền ghi theo nghìn, triệu hoặc tỷ."),
        ({"value": "mười"}, "F2 Không phải số tiền."),
        ({"value": -5}, "F2 Số tiền âm."),
        ({"value": ""}, "F2 Ghi giá trị bằng đồng."),
        ({"on": "31/02/2026"}, "B2 Không có ngày này."),
        ({"on": "1/1/2099"}, "B2 Ngày ngoài khoảng cho phép."),
        ({"source": "NSTW"}, "C2 Không có trong danh mục."),
        ({"source": "TD"}, "C2 Không có trong danh mục."),
        ({"contributor": ""}, "H2 Ghi tên doanh nghiệp, tổ chức đóng góp."),
        ({"source": "LG", "contributor": ""}, "J2 Ghi tên chương trình, dự án được lồng ghép."),
        ({"source": "DAN", "households": 5}, "H2 Người dân đóng góp chỉ ghi số hộ, không ghi tên"),
        ({"quantity": 3}, "E2 Chỉ ngày công và hiến đất có số lượng"),
        (LABOUR | {"quantity": ""}, "E2 Ghi số ngày công."),
        (LABOUR | {"quantity": "4,5"}, "E2 Không phải số nguyên."),
        (LABOUR | {"value": 8_000_000}, "G2 Nêu căn cứ quy ra tiền"),
        ({"commune": "Xã Trên Mây"}, "A2 Không có xã, phường này trong danh mục"),
        ({"commune": "Phường Long Xuyên"}, "A2 Đơn vị này ngoài địa bàn được giao."),
        ({"component": "HP99"}, "L2 Không có trong danh mục."),
        ({"component": "DA2"}, "L2 Chương trình này không có nội dung mã DA2."),
        ({"subject": "Cầu không có"}, "M2 Không có công trình, dự án này ở Phường Bình Đức."),
        (LABOUR | {"quantity": 1_000_001}, "E2 Nhập số lượng của một khoản, không quá 1.000.000."),
        ({"year": 2024}, "O2 Năm báo cáo là năm nhận hoặc năm liền trước."),
    ],
)
def test_a_bad_row_names_its_cell_and_the_remedy(desk: Desk, changed: dict[str, Any], told: str) -> None:
    errors = desk.errors(desk.check(book(changed)))
    assert [error for error in errors if error.startswith(told)], errors
    assert recorded(desk) == []


def test_the_works_is_found_by_its_name(desk: Desk, files: Files) -> None:
    with acting_as(SYSTEM), transaction.atomic():
        area = files.office.commune
        works = Works.objects.create(
            name="Cầu ấp Bình An", component=component(), area=area, investor=files.office.agency(COMMUNE),
            first_year=2026, last_year=2026, scope_path=area.path,
        )  # fmt: skip
    desk.write(book({"subject": "cầu ấp bình an"}))
    (row,) = recorded(desk)
    assert (row.works_id, row.component_id) == (works.pk, works.component_id)


def test_of_works_that_are_called_alike_the_one_of_the_commune_is_meant(files: Files) -> None:
    desk = files.desk("provincial_officer", PROVINCE, ContributionImport)
    office = files.office
    with acting_as(SYSTEM), transaction.atomic():
        elsewhere, here = (
            Works.objects.create(
                name="Cầu ấp Bình An", component=component(), area=area, investor=office.agency(COMMUNE),
                first_year=2026, last_year=2026, scope_path=area.path,
            )
            for area in (office.other_commune, office.commune)
        )  # fmt: skip
    desk.write(book({"subject": "Cầu ấp Bình An"}))
    (row,) = recorded(desk)
    assert row.works_id == here.pk
    with acting_as(SYSTEM), transaction.atomic():
        Works.objects.filter(pk=here.pk).update(name="Cầu khác")
    (told,) = desk.errors(desk.check(book({"subject": "Cầu ấp Bình An", "receipt": "PT-9"})))
    assert told.startswith("M2 Không có công trình, dự án này ở Phường Bình Đức.")
    assert elsewhere.pk != row.works_id


def test_a_gift_of_an_older_day_stands_at_the_commune_of_that_day(desk: Desk) -> None:
    desk.write(book({"commune": "Phường Bình Đức", "on": "4/5/2024", "programme": "NTP_SPR_2021"}))
    (row,) = recorded(desk)
    with desk.acting(), transaction.atomic():
        assert row.area.edition == "2024"


def test_what_was_recorded_meanwhile_is_not_written_twice(desk: Desk) -> None:
    first, second = desk.check(book({})), desk.check(book({}, LABOUR))
    desk.apply(first)
    late = desk.apply(second)
    assert late.state == State.FAILED
    assert len(recorded(desk)) == 1


def test_a_file_is_taken_back_by_reversals(desk: Desk) -> None:
    batch = desk.write(book({}, LABOUR))
    with desk.acting(), transaction.atomic():
        reverse_contribution(row=Contribution.objects.get(form="money"), reason="nhầm", recorded_by_id=None)
    desk.undo(batch)
    rows = recorded(desk)
    assert len(rows) == 4
    assert sum(row.value_vnd or 0 for row in rows) == sum(row.quantity or 0 for row in rows) == 0
    assert desk.write(book({}, LABOUR)).message == "Đã ghi 2 dòng."
