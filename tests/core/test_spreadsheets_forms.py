"""Templates that people fill in, and the copy that comes back with the bad cells marked."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from core.spreadsheets import (
    CellError,
    Column,
    TemplateSheet,
    UnsafeFile,
    annotate,
    annotate_xlsx,
    error_list,
    open_table,
    read_table,
    sheet_names,
    template_xlsx,
    write_xlsx,
)
from core.spreadsheets.kinds import Choice, CitizenNumber, Code, Day, Dong, Number, Text, Whole, YesNo
from tests.core.workbooks import packed, parts

GROUPS = {f"{number:02d}": f"Dân tộc {number}" for number in range(1, 55)}
COLUMNS = [
    Column("name", "Họ và tên", Text(100), required=True, example="Nguyễn Văn A", note="Viết hoa chữ đầu."),
    Column("group", "Dân tộc", Choice(GROUPS), required=True, example="Dân tộc 1"),
    Column("village", "Mã thôn", Code(5), example="00012"),
    Column("number", "Số định danh", CitizenNumber()),
    Column("born", "Ngày sinh", Day(earliest=date(1900, 1, 1), latest=date(2026, 12, 31)), example="02/03/1956"),
    Column("members", "Số nhân khẩu", Whole(1, 30)),
    Column("amount", "Số tiền (đồng)", Dong(), width=22),
    Column("area", "Diện tích (m2)", Number(1)),
    Column("alone", "Neo đơn", YesNo()),
    Column("plain", "Ghi chú khác", Text(500, multiline=True)),
]
FILLED = ["=An", "Dân tộc 7", "00012", "079056000001", date(1956, 3, 2), 4, 1_500_000, 12.5, True, ""]


@pytest.fixture
def template() -> io.BytesIO:
    file = io.BytesIO()
    sheets = [TemplateSheet("Hộ", COLUMNS, [FILLED]), TemplateSheet("Thành viên", COLUMNS[:2])]
    template_xlsx(file, sheets, guide=["Hướng dẫn nhập hộ"])
    file.seek(0)
    return file


class TestTemplate:
    def test_what_it_was_filled_with_is_read_back(self, template: io.BytesIO) -> None:
        (row,) = read_table(template, "Hộ", COLUMNS)
        assert (row.number, row.errors) == (3, [])
        assert row.values["name"] == "=An"
        assert row.values["group"] == "07"
        assert row.values["village"] == "00012"
        assert row.values["born"] == date(1956, 3, 2)
        assert (row.values["amount"], row.values["alone"], row.values["plain"]) == (1_500_000, True, None)

    def test_an_unfilled_sheet_holds_no_rows(self, template: io.BytesIO) -> None:
        assert list(read_table(template, "Thành viên", COLUMNS[:2])) == []

    def test_people_see_their_sheets_and_the_guide(self, template: io.BytesIO) -> None:
        assert sheet_names(template) == ["Hộ", "Thành viên", "Hướng dẫn"]

    def test_lists_formats_and_bounds(self, template: io.BytesIO) -> None:
        book = openpyxl.load_workbook(template)
        rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Hộ"].data_validations.dataValidation}
        assert (rules["B3"].type, rules["B3"].formula1) == ("list", "_DanhMuc!$A$1:$A$54")
        assert rules["I3"].formula1 == "_DanhMuc!$B$1:$B$2"
        assert (rules["F3"].type, rules["F3"].formula1, rules["F3"].formula2) == ("whole", "1", "30")
        assert rules["E3"].type == "date"
        assert rules["A3"].prompt.startswith("Viết hoa chữ đầu. Chữ, nhiều nhất 100")
        assert [book["Hộ"].column_dimensions[letter].width for letter in "AG"] == [18.7109375, 22.7109375]
        assert book["_DanhMuc"].sheet_state == "veryHidden"
        assert [cell.number_format for cell in book["Hộ"][3]][:7] == [
            "@",
            "@",
            "@",
            "@",
            "dd/mm/yyyy",
            "General",
            "#,##0",
        ]

    def test_the_header_is_locked_and_the_rest_is_not(self, template: io.BytesIO) -> None:
        page = openpyxl.load_workbook(template)["Hộ"]
        assert page.protection.sheet
        assert page["A1"].protection.locked
        assert not page["A3"].protection.locked
        assert page["A1"].value == "Họ và tên *"
        assert page["A2"].value == "Ví dụ: Nguyễn Văn A"
        assert page.freeze_panes == "A2"

    def test_the_guide_tells_every_column(self, template: io.BytesIO) -> None:
        rows = list(openpyxl.load_workbook(template)["Hướng dẫn"].iter_rows(values_only=True))
        assert rows[0][0] == "Hướng dẫn nhập hộ"
        assert len(rows) == 3 + len(COLUMNS) + 2
        assert rows[3][1:3] == ("Họ và tên", "Có")

    def test_to_a_path(self, tmp_path: Path) -> None:
        template_xlsx(tmp_path / "mau.xlsx", [TemplateSheet("Hộ", COLUMNS)])
        assert open_table(tmp_path / "mau.xlsx", None, COLUMNS).sheet == "Hộ"


def own_workbook() -> io.BytesIO:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Hộ"
    page.append(["DANH SÁCH", "", ""])
    page.merge_cells("A1:C1")
    page.append(["Họ và tên", "Dân tộc", "Số tiền (đồng)"])
    page.append(["An", "Dân tộc 99", "=1+1"])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


ERRORS = [
    CellError("Hộ", "B3", "Dân tộc 99", "Không có trong danh mục.", "Chọn trong danh mục."),
    CellError("Hộ", "B3", "Dân tộc 99", "Một lý do nữa.", ""),
    CellError("Hộ", "C1", "", "Ô trong vùng gộp.", ""),
    CellError("Hộ", "3", "=1+1", "Cả dòng.", "=HYPERLINK"),
    CellError("Không có", "A1", "", "Trang khác.", ""),
]


class TestAnnotate:
    def test_bad_cells_are_coloured_and_say_why(self) -> None:
        target = io.BytesIO()
        assert annotate_xlsx(own_workbook(), ERRORS, target) == 2
        page = openpyxl.load_workbook(target)["Hộ"]
        assert page["B3"].fill.fgColor.rgb == "FFF8CBAD"
        assert page["B3"].comment.text == "Không có trong danh mục. Chọn trong danh mục.\nMột lý do nữa."
        assert page["A1"].comment.text == "Ô trong vùng gộp."
        assert page["A3"].comment is None
        assert page["C3"].value == "=1+1"

    def test_a_last_sheet_lists_them_as_text_and_is_shown_first(self) -> None:
        target = io.BytesIO()
        annotate_xlsx(own_workbook(), ERRORS, target)
        book = openpyxl.load_workbook(target)
        page = book.active
        assert book.sheetnames == ["Hộ", "Lỗi cần sửa"]
        assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [False, True]
        assert page.title == "Lỗi cần sửa"
        assert [cell.value for cell in page[5]] == ["Hộ", "3", "=1+1", "Cả dòng.", "=HYPERLINK"]
        assert {cell.data_type for cell in page[5]} == {"s"}

    def test_the_copy_can_be_mended_and_imported(self, tmp_path: Path) -> None:
        annotate_xlsx(own_workbook(), ERRORS, tmp_path / "loi.xlsx")
        (row,) = read_table(tmp_path / "loi.xlsx", None, [COLUMNS[0], COLUMNS[1]])
        assert [error.cell for error in row.errors] == ["B3"]

    def test_a_workbook_too_large_for_memory_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(annotate, "MAX_EXPANDED", 100)
        with pytest.raises(UnsafeFile, match="danh sách lỗi"):
            annotate_xlsx(own_workbook(), ERRORS, io.BytesIO())

    def test_what_openpyxl_cannot_read_is_refused_in_words(self) -> None:
        broken = io.BytesIO(
            packed({**parts(), "xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"})
        )
        with pytest.raises(UnsafeFile, match="bị hỏng"):
            annotate_xlsx(broken, ERRORS, io.BytesIO())

    def test_the_list_alone_as_a_workbook(self, tmp_path: Path) -> None:
        write_xlsx(tmp_path / "ds.xlsx", [error_list(ERRORS)])
        rows = list(openpyxl.load_workbook(tmp_path / "ds.xlsx").active.iter_rows(values_only=True))
        assert rows[0] == ("Trang", "Ô", "Giá trị", "Lý do", "Cách sửa")
        assert len(rows) == len(ERRORS) + 1
