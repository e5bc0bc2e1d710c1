"""A roster is checked row by row: what is wrong is told with its cell and what to do; nothing is written."""

import pytest

from core.models import Event, ImportBatch
from households.models import Household, Member
from tests.imports.build import HEAD_NUMBER, MEMBER_HEAD, Desk, Files, household, member, roster, workbook
from tests.office import OTHER_COMMUNE

State = ImportBatch.State


def test_a_good_file_is_all_new_and_nothing_is_written(officer: Desk) -> None:
    batch = officer.check(roster())
    assert (batch.state, batch.message) == (State.CHECKED, "3 dòng mới")
    assert batch.counts["household"]["new"] == 1
    assert batch.counts["member"]["new"] == 2
    with officer.acting():
        assert not Household.objects.exists()


def test_names_numbers_and_places_are_read_as_officers_write_them(officer: Desk) -> None:
    batch = officer.check(
        roster(
            [household("A1", "NGUYỄN VĂN AN", "1980", village="bình đức 1", phone=912345678, minority="x")],
            [member("A1", "nguyễn văn an", "chủ hộ", 1980, ethnic="KINH", insured="không")],
        )
    )
    assert officer.errors(batch) == []
    row = officer.rows(batch, part="household")[0]
    assert (row.data["head_name"], row.data["head_year"], row.data["is_minority"]) == ("Nguyễn Văn An", 1980, True)
    assert row.data["phone"]["masked"] == "•••••••678"
    person = officer.rows(batch, part="member")[0]
    assert (person.data["birth"], person.data["has_health_insurance"]) == ("1980", False)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"commune": "Phường Mỹ Thới"}, "C2 Đơn vị này ngoài địa bàn được giao"),
        ({"commune": "Phường Trên Mây"}, "C2 Không có xã, phường này trong danh mục"),
        ({"village": "Khóm Bình Đức 11"}, "D2 Không có trong danh mục. Có phải “Khóm Bình Đức 1”?"),
        ({"year": ""}, "F2 Thiếu năm sinh chủ hộ. Ghi năm sinh, hoặc ghi mã hộ"),
        ({"year": 1800}, "F2 Ngoài khoảng cho phép"),
        ({"phone": "12"}, "H2 Không phải số điện thoại. Từ 9 đến 11 số"),
        ({"head": ""}, "E2 Ô bắt buộc còn trống"),
        ({"address": "x" * 201}, "G2 Dài 201 ký tự. Viết nhiều nhất 200"),
        ({"merit": "có lẽ"}, "J2 Không rõ có hay không"),
    ],
)
def test_a_bad_household_names_its_cell_and_the_remedy(officer: Desk, changed: dict[str, object], told: str) -> None:
    errors = officer.errors(officer.check(roster([household(**changed)])))  # type: ignore[arg-type]
    assert any(error.startswith(told) for error in errors), errors


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"birth": "31/02/1980"}, "E2 Không phải ngày sinh. Không có ngày “31/02/1980”"),
        ({"birth": "2/3/80"}, "E2 Không phải ngày sinh. Nhập ngày sinh như 5/8/1990"),
        ({"relation": "Bạn bè"}, "C2 Không có trong danh mục. Một trong: Chủ hộ; "),
        ({"ethnic": "Sao Hỏa"}, "F2 Không có trong danh mục. Chọn trong danh mục có 54 mục"),
        ({"number": "12345"}, "G2 Số định danh có 12 số (chứng minh nhân dân cũ 9 số); số này có 5."),
        ({"sex": "?"}, "D2 Không có trong danh mục. Một trong: Nam; Nữ."),
        ({"ref": 9}, "A2 Trong tệp không có hộ số 9."),
    ],
)
def test_a_bad_person_names_its_cell_and_the_remedy(officer: Desk, changed: dict[str, object], told: str) -> None:
    errors = officer.errors(officer.check(roster(members=[member(**changed)])))  # type: ignore[arg-type]
    assert any(error.startswith(told) for error in errors), errors


def test_a_household_needs_one_head(officer: Desk) -> None:
    households = [household(1), household(2, "Trần Văn Ba"), household(3, "Lê Văn Tư"), household(4, "Võ Văn Năm")]
    members = [
        member(1, "Nguyễn Văn An", "Con"),
        member(2, "Trần Văn Ba"),
        member(2, "Trần Văn Bốn"),
        member(3, "Lê Văn Sáu"),
        member(4, "Võ Văn Năm", birth="30/2/1970"),
    ]
    errors = officer.errors(officer.check(roster(households, members)))
    assert "E2 Hộ chưa có chủ hộ trong danh sách thành viên. Thêm dòng của chủ hộ ở trang Thành viên." in errors
    assert "E3 Hộ có nhiều chủ hộ (dòng 3, 4). Chỉ để một người là chủ hộ." in errors
    assert any(error.startswith("E4 Chủ hộ ở danh sách thành viên là “Lê Văn Sáu” (dòng 5).") for error in errors)
    assert "E5 Dòng của chủ hộ (dòng 6) có lỗi. Sửa lỗi ở dòng đó trước." in errors


def test_persons_of_a_household_in_error_are_not_written_without_it(officer: Desk) -> None:
    batch = officer.check(roster([household(commune="Phường Mỹ Thới")]))
    assert batch.count("error") == 3
    assert "A2 Dòng của hộ (dòng 2) có lỗi. Sửa lỗi ở dòng của hộ trước." in officer.errors(batch)


def test_the_same_household_or_number_twice_in_a_file_is_told(officer: Desk) -> None:
    households = [household(1), household(1, "Trần Văn Ba"), household(2)]
    members = [
        member(1, number=HEAD_NUMBER),
        member(1, "Nguyễn Thị Bình", "Con", "2005", number=HEAD_NUMBER),
        member(1, "Nguyễn Thị Chi", "Con", "2010"),
        member(1, "Nguyễn Thị Chi", "Con", "2010"),
    ]
    errors = officer.errors(officer.check(roster(households, members)))
    assert "A3 Trùng với dòng 2 của tệp. Xóa hoặc sửa một trong hai dòng." in errors
    assert "A4 Trùng với dòng 2 của tệp. Xóa hoặc sửa một trong hai dòng." in errors
    assert "G3 Số định danh trùng với dòng 2 của tệp. Kiểm tra lại hai số." in errors
    assert "A5 Trùng với dòng 4 của tệp. Xóa hoặc sửa một trong hai dòng." in errors


def test_a_number_held_elsewhere_is_told_by_the_commune_alone_and_logged(files: Files, officer: Desk) -> None:
    other = files.desk("commune_officer", OTHER_COMMUNE, officer.importer)
    written = other.write(roster([household(village="", phone="")]))
    assert written.state == State.APPLIED
    batch = officer.check(roster())
    commune = files.office.other_commune
    told = f"G2 Số định danh này đã có ở {commune.kind} {commune.name}. Liên hệ UBND nơi đó"
    assert any(error.startswith(told) for error in officer.errors(batch)), officer.errors(batch)
    assert not any("Nguyễn" in error for error in officer.errors(batch) if "đã có ở" in error)
    event = Event.objects.get(act="households.import_elsewhere")
    assert event.data["communes"] == {f"{commune.kind} {commune.name}": 2}


def test_a_code_held_elsewhere_is_told_by_the_commune_alone(files: Files, officer: Desk) -> None:
    other = files.desk("commune_officer", OTHER_COMMUNE, officer.importer)
    other.write(roster([household(code="XA-1", village="")], [member()]))
    errors = officer.errors(officer.check(roster([household(code="XA-1")], [member()])))
    assert any(error.startswith("B2 Mã hộ này đã có ở") for error in errors)


def test_a_doubtful_number_is_only_to_be_looked_at(officer: Desk) -> None:
    batch = officer.check(roster(members=[member(number="000180000001")]))
    assert batch.count("error") == 0
    assert batch.count("remark") == 1
    assert "khác giới tính" in officer.rows(batch, part="member")[0].remarks[0]["reason"]


def test_no_citizen_number_lies_in_the_staging_or_its_errors(officer: Desk) -> None:
    members = [member(number=HEAD_NUMBER), member(1, "Nguyễn Thị Bình", "Con", "2005", number=f"{HEAD_NUMBER}7")]
    batch = officer.check(roster(members=members))
    stored = "".join(str((row.data, row.old, row.errors, row.remarks, row.key)) for row in officer.rows(batch))
    assert HEAD_NUMBER not in stored
    assert "0912345678" not in stored
    assert officer.rows(batch, part="member", number=2)[0].data["citizen_id"]["masked"] == "0000••••••01"


def test_nobody_else_sees_the_rows(files: Files, officer: Desk) -> None:
    batch = officer.check(roster())
    other = files.desk("commune_leader", "2025-30292", officer.importer)
    with other.acting():
        assert not ImportBatch.objects.exists()
        assert not batch.rows.exists()


def test_a_file_without_rows_says_so(officer: Desk) -> None:
    batch = officer.check(roster([], []))
    assert batch.state == State.CHECKED
    assert batch.message == "Tệp không có dòng dữ liệu nào."


def test_a_sheet_with_other_columns_asks_which_is_which(officer: Desk) -> None:
    batch = officer.check(workbook({"Trang1": [["Một", "Hai", "Ba"], [1, 2, 3]]}))
    assert batch.state == State.UPLOADED
    assert batch.problems
    assert "Chưa nhận ra các cột" in batch.message
    assert not Member.objects.exists()


def test_the_example_row_of_the_template_is_passed_over(officer: Desk) -> None:
    example = ["Ví dụ: 1", "Nguyễn Văn An", "Chủ hộ", "Nam", "5/8/1980", "Kinh", "", ""]
    batch = officer.check(roster(members=[example, member()]))
    assert batch.counts["member"]["new"] == 1
    assert MEMBER_HEAD[0] == "STT hộ"
