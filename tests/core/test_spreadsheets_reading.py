"""Tables in workbooks and CSV files: finding the header, reading rows, naming cells."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from core.spreadsheets import (
    BadTable,
    Column,
    UnsafeFile,
    open_table,
    preview,
    read_table,
    sheet_names,
)
from core.spreadsheets.errors import CellError, cell_ref
from core.spreadsheets.kinds import Choice, CitizenNumber, Day, Dong, Text, YesNo
from tests.core.workbooks import packed, parts

COLUMNS = [
    Column("name", "Họ và tên", Text(100), required=True, aliases=("Tên chủ hộ",)),
    Column("sex", "Giới tính", Choice({"male": "Nam", "female": "Nữ"})),
    Column("born", "Ngày sinh (dd/mm/yyyy)", Day()),
    Column("amount", "Số tiền (đồng)", Dong()),
    Column("number", "Số định danh", CitizenNumber()),
    Column("alone", "Neo đơn", YesNo()),
]
HEADER = ["Họ và tên", "Giới tính", "Ngày sinh", "Số tiền", "Số định danh", "Neo đơn"]
GOOD = ["NGUYỄN VĂN AN", "nam", date(1956, 3, 2), 1500000.0, "079056000001", "x"]
VALUES = {
    "name": "NGUYỄN VĂN AN",
    "sex": "male",
    "born": date(1956, 3, 2),
    "amount": 1_500_000,
    "number": "079056000001",
    "alone": True,
}


def workbook(*sheets: tuple[str, list[list[Any]]]) -> io.BytesIO:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    file.seek(0)
    return file


def only(rows: list[list[Any]], **options: Any) -> Any:
    (row,) = read_table(workbook(("Hộ", rows)), "Hộ", COLUMNS, **options)
    return row


class TestRows:
    def test_values_by_column(self) -> None:
        row = only([HEADER, GOOD])
        assert (row.number, row.values, row.errors) == (2, VALUES, [])

    def test_every_error_names_sheet_cell_value_reason_and_remedy(self) -> None:
        row = only([HEADER, ["", "ông", "2/3/56", "1,5", "123", "có lẽ"]])
        assert [error.cell for error in row.errors] == ["A2", "B2", "C2", "D2", "E2", "F2"]
        assert [error.value for error in row.errors] == ["", "ông", "2/3/56", "1,5", "123", "có lẽ"]
        assert all(error.sheet == "Hộ" and error.reason and error.remedy for error in row.errors)
        assert set(row.values.values()) == {None}
        assert str(row.errors[2]).startswith("Trang “Hộ”, ô C2: Năm chỉ có hai chữ số.")

    def test_an_error_goes_through_json(self) -> None:
        error = only([HEADER, [*GOOD[:3], "1,5"]]).errors[0]
        assert CellError.from_json(error.as_json()) == error

    def test_rules_of_the_domain_name_their_cell_too(self) -> None:
        row = only([HEADER[:4], GOOD[:4]])
        expected = CellError("Hộ", "D2", "1500000", "Quá mức.", "Giảm.")
        assert row.error("amount", "Quá mức.", "Giảm.") == expected
        assert row.error("number", "Thiếu.", "Thêm.").cell == "2"

    def test_empty_rows_are_passed_over_and_numbers_stay(self) -> None:
        rows = read_table(workbook(("Hộ", [HEADER, [], ["", "  "], GOOD, [], GOOD])), "Hộ", COLUMNS)
        assert [row.number for row in rows] == [4, 6]

    def test_a_row_of_zeros_is_not_empty(self) -> None:
        row = only([["Số tiền", "Họ và tên"], [0, ""]])
        assert row.values["amount"] == 0
        assert [error.cell for error in row.errors] == ["B2"]

    def test_the_example_of_the_template_is_passed_over(self) -> None:
        assert only([HEADER, ["Ví dụ: Nguyễn Văn A", "Nam"], GOOD]).number == 3

    def test_a_formula_that_failed_is_an_error_and_not_an_empty_cell(self) -> None:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet("Hộ")
            page.write_row(0, 0, HEADER)
            page.write_string(1, 0, "An")
            page.write_formula(1, 3, "=1/0", None, "#DIV/0!")
            page.write_formula(2, 3, "=NA()", None, "#N/A")
        first, second = read_table(file, "Hộ", COLUMNS)
        (error,) = first.errors
        assert (error.cell, error.reason) == ("D2", "Công thức trong ô báo lỗi.")
        assert {error.cell for error in second.errors} == {"A3", "D3"}

    def test_a_formula_reads_as_its_value(self) -> None:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet("Hộ")
            page.write_row(0, 0, HEADER)
            page.write_row(1, 0, GOOD[:2])
            page.write_formula(1, 3, "=1000*1500", None, 1500000)
        (row,) = read_table(file, "Hộ", COLUMNS)
        assert row.values["amount"] == 1_500_000


class TestHeader:
    @pytest.mark.parametrize(
        "header",
        [
            [
                "HỌ VÀ TÊN (*)",
                "giới  tính",
                "Ngày sinh\n(dương lịch)",
                "Số tiền (đồng)",
                "so dinh danh",
                "NEO ĐƠN",
            ],
            ["Tên chủ hộ *", "Giới tính", "ngay sinh", "SỐ TIỀN", "Số định danh", "neo-đơn"],
        ],
    )
    def test_accents_case_signs_and_brackets_do_not_count(self, header: list[str]) -> None:
        assert only([header, GOOD]).values == VALUES

    def test_columns_may_stand_in_any_order_among_others(self) -> None:
        table = open_table(workbook(("Hộ", [["STT", "Neo đơn", "Họ và tên"], [1, "x", "An"]])), "Hộ", COLUMNS)
        assert table.layout.unmatched() == ("STT",)
        (row,) = table.rows()
        assert (row.values["name"], row.values["alone"], row.ref("name")) == ("An", True, "C2")

    def test_a_unit_in_brackets_is_not_dropped(self) -> None:
        rows = [["Họ và tên", "Số tiền (triệu đồng)"], ["An", 5]]
        table = open_table(workbook(("Hộ", rows)), "Hộ", COLUMNS)
        assert table.layout.unmatched() == ("Số tiền (triệu đồng)",)

    def test_a_title_above_is_passed_over(self) -> None:
        row = only([["DANH SÁCH HỘ NGHÈO"], ["Đơn vị: đồng"], [], HEADER, GOOD])
        assert (row.number, row.values) == (5, VALUES)

    def test_two_rows_of_headers(self) -> None:
        rows = [["Họ và tên", "Thông tin", "", "Số tiền"], ["", "Giới tính", "Ngày sinh", ""], GOOD[:4]]
        row = only(rows, header_rows=2)
        assert (row.number, row.values["sex"], row.values["amount"]) == (3, "male", 1_500_000)

    def test_group_and_label_together_name_a_column(self) -> None:
        columns = [
            Column("plan", "Kế hoạch vốn đầu tư", Dong(), required=True),
            Column("paid", "Giải ngân vốn đầu tư", Dong(), required=True),
        ]
        rows = [["Kế hoạch", "", "Giải ngân", ""], ["Vốn đầu tư", "Khác", "Vốn đầu tư", "Khác"], [5, 6, 7, 8]]
        (row,) = read_table(workbook(("A", rows)), "A", columns, header_rows=2)
        assert row.values == {"plan": 5, "paid": 7}

    def test_the_officer_says_which_column_is_which(self) -> None:
        rows = [["Chủ hộ", "Tiền", "Họ và tên"], ["An", 5, "người khác"]]
        assert only(rows, mapping={"name": "chủ hộ", "amount": "Tiền"}).values["name"] == "An"

    def test_a_missing_column_is_named(self) -> None:
        with pytest.raises(BadTable) as caught:
            open_table(workbook(("Hộ", [["Giới tính"], ["Nam"]])), "Hộ", COLUMNS)
        assert [error.reason for error in caught.value.errors] == ["Thiếu cột “Họ và tên”."]

    def test_a_column_that_is_there_twice_is_named(self) -> None:
        with pytest.raises(BadTable) as caught:
            open_table(workbook(("Hộ", [["Họ và tên", "HỌ VÀ TÊN"], ["a", "b"]])), "Hộ", COLUMNS)
        assert [error.cell for error in caught.value.errors] == ["B1"]

    @pytest.mark.parametrize("rows", [[], [["a", "b"], [1, 2]]])
    def test_a_sheet_without_any_of_its_columns(self, rows: list[list[Any]]) -> None:
        with pytest.raises(BadTable, match="Không tìm thấy dòng tiêu đề"):
            open_table(workbook(("Hộ", rows)), "Hộ", COLUMNS)


class TestSheets:
    def test_found_without_accents_or_as_the_first(self) -> None:
        file = workbook(("Thành viên", [HEADER, GOOD]), ("Khác", [["x"]]))
        assert sheet_names(file) == ["Thành viên", "Khác"]
        assert open_table(file, "thanh vien", COLUMNS).sheet == "Thành viên"
        assert open_table(file, None, COLUMNS).sheet == "Thành viên"

    def test_a_missing_sheet_lists_those_there_are(self) -> None:
        with pytest.raises(BadTable, match=r"Các trang có trong tệp: Hộ\."):
            open_table(workbook(("Hộ", [HEADER])), "Thành viên", COLUMNS)

    def test_from_a_path(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(workbook(("Hộ", [HEADER, GOOD])).getvalue())
        assert [row.values for row in read_table(path, "Hộ", COLUMNS)] == [VALUES]

    def test_preview_shows_what_stands_there(self) -> None:
        file = workbook(("Hộ", [["a", 1.0, 1.5], ["b"], ["c"]]))
        assert preview(file, None, 2) == [["a", "1", "1.5"], ["b", "", ""]]

    def test_a_hostile_file_is_not_opened(self) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="999999"><c r="ZZ999999"><v>1</v></c></row>'
        with pytest.raises(UnsafeFile):
            open_table(io.BytesIO(packed(parts(rows))), None, COLUMNS)

    @pytest.mark.parametrize(
        ("place", "ref"), [((1, 0), "A1"), ((17, 25), "Z17"), ((3, 26), "AA3"), ((9, 16383), "XFD9")]
    )
    def test_cell_names(self, place: tuple[int, int], ref: str) -> None:
        assert cell_ref(*place) == ref
