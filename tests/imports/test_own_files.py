"""An officer's own file: CSV, one list of persons, other headers; asked once, remembered afterwards."""

from django.db import transaction

from core.imports import services
from core.imports.checking import check_steps
from core.imports.command import drive
from core.models import ImportBatch
from households.models import Household
from tests.imports.build import MEMBER_HEAD, Desk, csv_file, household, member, roster, workbook

State = ImportBatch.State
LIST = [
    ["DANH SÁCH HỘ NGHÈO NĂM 2026"],
    [],
    ["STT hộ", "Thôn", "Họ và tên", "Quan hệ", "Giới tính", "Ngày sinh", "Dân tộc", "CCCD", "BHYT", "Nơi ở", "SĐT"],
    [1, "Khóm Bình Đức 1", "NGUYỄN VĂN AN", "Chủ hộ", "Nam", "5/8/1980", "Kinh", "", "x", "Số 12", "0912345678"],
    [1, "", "NGUYỄN THỊ BÌNH", "Con gái", "Nữ", "2005", "Kinh", "", "", "", ""],
    [2, "Bình Đức 1", "TRẦN VĂN BA", "Chủ hộ", "Nam", "1970", "Khơ Me", "", "", "", ""],
]


def heads(officer: Desk) -> list[str]:
    with officer.acting(), transaction.atomic():
        return list(Household.objects.order_by("head_name").values_list("head_name", flat=True))


def test_a_csv_file_is_one_list_of_persons(officer: Desk) -> None:
    batch = officer.check(csv_file(LIST[2:]), "ho.csv")
    assert officer.errors(batch) == []
    assert batch.counts["household"]["new"] == 2
    assert batch.counts["member"]["new"] == 3
    officer.apply(batch)
    assert heads(officer) == ["Nguyễn Văn An", "Trần Văn Ba"]
    again = officer.check(csv_file(LIST[2:], ","), "ho.csv")
    assert again.message == "5 dòng không đổi"


def test_a_workbook_of_one_list_under_a_title_is_read_the_same(officer: Desk) -> None:
    batch = officer.check(workbook({"DS hộ": LIST}))
    assert officer.errors(batch) == []
    assert batch.message == "5 dòng mới"
    assert officer.rows(batch, part="household")[0].data["address"] == "Số 12"


def test_an_error_of_a_list_is_told_once(officer: Desk) -> None:
    rows = [*LIST[2:4], [1, "", "", "Con", "Nữ", "2005"], ["", "", "Lê Văn Lạc", "Chủ hộ", "Nam", "1960"]]
    batch = officer.check(csv_file(rows), "ho.csv")
    assert any(said.startswith("C3 Ô bắt buộc còn trống. Ghi họ và tên") for said in officer.errors(batch))
    assert "A4 Ô bắt buộc còn trống. Chữ, nhiều nhất 20 ký tự." in officer.errors(batch)


def test_sheets_of_other_names_are_found_by_their_columns(officer: Desk) -> None:
    head = ["STT hộ", "Thôn", "Chủ hộ", "Năm sinh"]
    sheets = {
        "Bìa": [["Phường Bình Đức"]],
        "Sheet2": [head, [1, "Khóm Bình Đức 1", "Nguyễn Văn An", 1980]],
        "Nhân khẩu": [MEMBER_HEAD, member()],
    }
    batch = officer.check(workbook(sheets))
    assert batch.message == "2 dòng mới"
    assert [row.sheet for row in officer.rows(batch)] == ["Sheet2", "Nhân khẩu"]


STRANGE = [
    ["Số hộ trong sổ", "Họ tên người", "Vai trò", "Nam/Nữ", "Sinh", "Ở đâu"],
    ["A1", "Nguyễn Văn An", "Chủ hộ", "Nam", "1980", "Khóm Bình Đức 1"],
]
CHOSEN = {
    "list": {
        "sheet": "Trang 1",
        "header_row": 1,
        "columns": {
            "ref": "Số hộ trong sổ",
            "full_name": "Họ tên người",
            "relation": "Vai trò",
            "sex": "Nam/Nữ",
            "birth": "Sinh",
            "village": "Ở đâu",
        },
    }
}


def test_columns_are_asked_once_and_remembered(officer: Desk) -> None:
    batch = officer.check(workbook({"Trang 1": STRANGE}))
    assert batch.state == State.UPLOADED
    with officer.acting():
        services.check(batch=batch, access=officer.access, mapping=CHOSEN)
        drive(check_steps(batch.pk))
    batch = officer.fresh(batch)
    assert (batch.state, batch.message) == (State.CHECKED, "2 dòng mới")
    title = [["Danh sách"], [], *STRANGE]
    later = officer.check(workbook({"Trang 1": title}))
    assert (later.state, later.message) == (State.CHECKED, "2 dòng mới")
    assert later.mapping["list"]["columns"] == CHOSEN["list"]["columns"]


def test_what_was_remembered_does_not_disturb_a_file_of_ours(officer: Desk) -> None:
    test_columns_are_asked_once_and_remembered(officer)
    batch = officer.check(roster([household()], [member()]))
    assert batch.message == "2 dòng mới"
    assert batch.mapping == {}


def test_a_wrong_choice_is_asked_again(officer: Desk) -> None:
    batch = officer.check(workbook({"Trang 1": STRANGE}))
    wrong = {"list": {"sheet": "Trang 1", "header_row": 1, "columns": {"ref": "Số hộ trong sổ"}}}
    with officer.acting():
        services.check(batch=batch, access=officer.access, mapping=wrong)
        drive(check_steps(batch.pk))
    batch = officer.fresh(batch)
    assert batch.state == State.UPLOADED
    assert any("Thiếu cột “Họ và tên”" in problem["reason"] for problem in batch.problems)
