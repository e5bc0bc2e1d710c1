"""Money and days as forty workbooks write them: what each import reads of a cell, refuses, or asks to look at again."""

import io
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.db import transaction

from core.acting import SYSTEM, acting_as
from core.imports.declaration import Importer
from core.models import ImportRow
from core.spreadsheets import check_xlsx
from disbursement.imports import PlanImport, StatementImport, VoucherImport
from disbursement.imports.amounts import factor_of
from tests.disbursement.build import Ledger
from tests.imports.build import Desk, Files, csv_file, workbook
from tests.imports.test_capital import LINE
from tests.office import PROVINCE

IMPORTERS = (PlanImport, VoucherImport, StatementImport)
OWN_HEAD = {
    PlanImport: ("Số quyết định", "Loại điều chỉnh"),
    VoucherImport: ("Số chứng từ", "Ngày chứng từ"),
    StatementImport: ("Số bảng kê", "Số chứng từ", "Ngày chứng từ"),
}
LINE_HEAD = ("Năm ngân sách", "Đơn vị", "Chương trình", "Mã dự án, nội dung", "Loại vốn", "Nguồn vốn")
BARE, THOUSANDS, MILLIONS = "Số tiền", "Số tiền (nghìn đồng)", "Số tiền (triệu đồng)"


@pytest.fixture
def ledger(files: Files) -> Ledger:
    with acting_as(SYSTEM), transaction.atomic():
        made = Ledger()
        made.line(plan=10**12)
        return made


def table(
    ledger: Ledger,
    importer: type[Importer],
    amount: Any,
    header: str = BARE,
    above: str = "",
    on: Any = "6/5/2024",
    extra: tuple[tuple[str, Any], ...] = (),
) -> list[list[Any]]:
    with acting_as(SYSTEM), transaction.atomic():
        number = ledger.document().number if importer is PlanImport else "BK-1"
    own = {PlanImport: [number, "giao kế hoạch"], VoucherImport: ["KB-1", on], StatementImport: [number, "KB-1", on]}
    names = ("year", "holder", "programme", "component", "kind", "source")
    head = [*OWN_HEAD[importer], *LINE_HEAD, header, *(name for name, _value in extra)]
    row = [*own[importer], *(LINE[name] for name in names), amount, *(value for _name, value in extra)]
    return [[above], [""], head, row] if above else [head, row]


def checked(files: Files, ledger: Ledger, importer: type[Importer], *given: Any, **more: Any) -> ImportRow:
    desk = files.desk("finance", PROVINCE, importer)
    batch = desk.check(workbook({"Trang 1": table(ledger, importer, *given, **more)}))
    (row,) = desk.rows(batch)
    return row


def told(row: ImportRow) -> str:
    return " ".join(f"{error['reason']} {error['remedy']}" for error in row.errors)


# Column, unit above the table, cell, dong.
READ = [
    (BARE, "", 1_234_567, 1_234_567),
    (BARE, "", "1.234.567", 1_234_567),
    (BARE, "", "1,234,567", 1_234_567),
    (BARE, "", "1 234 567", 1_234_567),
    (BARE, "", "1\u00a0234\u00a0567 đồng", 1_234_567),
    (BARE, "", "1.234.567,00", 1_234_567),
    (BARE, "Đơn vị tính: đồng", "1.234.567", 1_234_567),
    (BARE, "Đơn vị tính: nghìn đồng", 1234.5, 1_234_500),
    (BARE, "ĐVT: 1.000 đồng", "1.234,5", 1_234_500),
    (BARE, "(đơn vị: nghìn đồng)", "1.234.567", 1_234_567_000),
    (BARE, "Biểu 01 - Phụ lục (Đơn vị tính: Triệu đồng)", "1.250,5", 1_250_500_000),
    (BARE, "Đơn vị tính: tỷ đồng", "1,5", 1_500_000_000),
    (BARE, "ĐVT: Tr.đ", 12, 12_000_000),
    (BARE, "Đơn vị: UBND huyện An Phú", 500, 500),
    ("Kế hoạch vốn", "Đơn vị tính: triệu đồng", 2, 2_000_000),
    ("Số vốn (1.000 đồng)", "", 2, 2_000),
    (THOUSANDS, "Đơn vị tính: nghìn đồng", "1.234,5", 1_234_500),
    (THOUSANDS, "", 0.001, 1),
    (MILLIONS, "", "1.250,5", 1_250_500_000),
    (MILLIONS, "", 0.1 + 0.2, 300_000),
    ("Số tiền (đồng)", "Đơn vị tính: đồng", 5, 5),
]
# The same, and what is said instead.
REFUSED = [
    (BARE, "", "1.234,5", "Không rõ số tiền"),
    (BARE, "", "1,234", "Không rõ số tiền"),
    (BARE, "", 1234.5, "Không rõ số tiền"),
    (BARE, "", -5, "Số tiền âm."),
    (BARE, "", "(500)", "Số tiền âm."),
    (BARE, "", "0", "Số tiền phải lớn hơn 0."),
    (BARE, "", "", "Thiếu số tiền."),
    (BARE, "", "-", "Thiếu số tiền."),
    (BARE, "", "năm trăm", "Không phải số tiền."),
    (BARE, "", "5 triệu", "Số tiền ghi theo nghìn, triệu hoặc tỷ."),
    (BARE, "", 10**16, "lớn hơn một triệu tỷ"),
    (BARE, "", "1e400", "Không phải số tiền."),
    (BARE, "", True, "Không phải số tiền."),
    (BARE, "Đơn vị tính: nghìn đồng", "1,234", "Không rõ số tiền"),
    (BARE, "Đơn vị tính: nghìn đồng", 0.0005, "Số tiền quy ra đồng bị lẻ."),
    (BARE, "Đơn vị tính: nghìn đồng", "(500)", "Số tiền âm."),
    (BARE, "Đơn vị tính: nghìn đồng", 0, "Số tiền phải lớn hơn 0."),
    (BARE, "Đơn vị tính: tỷ đồng", "2.000.000.000", "lớn hơn một triệu tỷ"),
    (BARE, "Đơn vị tính: USD", 5, "Không rõ đơn vị tính: ô A1 “USD”."),
    (
        MILLIONS,
        "Đơn vị tính: nghìn đồng",
        5,
        "tên cột “Số tiền (triệu đồng)” là triệu đồng, ô A1 “nghìn đồng” là nghìn",
    ),
    ("Số tiền (đồng)", "ĐVT: triệu đồng", 5, "Hai đơn vị tính khác nhau"),
    (MILLIONS, "", "1,250", "Không rõ số tiền"),
    (THOUSANDS, "", "1.234,5678", "Số tiền quy ra đồng bị lẻ."),
    (THOUSANDS, "", -1, "Số tiền âm."),
]


@pytest.mark.parametrize("importer", IMPORTERS)
@pytest.mark.parametrize(("header", "above", "written", "dong"), READ)
def test_what_is_read(
    files: Files, ledger: Ledger, importer: type[Importer], header: str, above: str, written: Any, dong: int
) -> None:
    row = checked(files, ledger, importer, written, header, above)
    assert (row.errors, row.data["amount_vnd"]) == ([], dong)


@pytest.mark.parametrize("importer", IMPORTERS)
@pytest.mark.parametrize(("header", "above", "written", "why"), REFUSED)
def test_what_is_refused(
    files: Files, ledger: Ledger, importer: type[Importer], header: str, above: str, written: Any, why: str
) -> None:
    row = checked(files, ledger, importer, written, header, above)
    assert why in told(row)
    assert row.diff == "error"


def test_a_dot_that_may_be_meant_either_way_is_read_by_the_rule_and_told(files: Files, ledger: Ledger) -> None:
    row = checked(files, ledger, VoucherImport, "1.234", BARE, "Đơn vị tính: nghìn đồng")
    assert row.data["amount_vnd"] == 1_234_000
    assert [remark["reason"] for remark in row.remarks] == [
        "Dấu chấm tách hàng nghìn: 1.234 nghìn đồng là 1.234.000 đồng."
    ]


@pytest.mark.parametrize(
    ("unit", "above", "dong", "why"),
    [
        ("triệu đồng", "", 2_000_000, ""),
        ("tỷ đồng", "", 2_000_000_000, ""),
        ("nghìn đồng", "Đơn vị tính: nghìn đồng", 2_000, ""),
        ("triệu đồng", "Đơn vị tính: nghìn đồng", None, "Hai đơn vị tính khác nhau"),
    ],
)
def test_the_unit_column_of_a_statement(
    files: Files, ledger: Ledger, unit: str, above: str, dong: int | None, why: str
) -> None:
    row = checked(files, ledger, StatementImport, 2, BARE, above, extra=(("Đơn vị tính", unit),))
    assert why in told(row)
    assert dong is None or row.data["amount_vnd"] == dong


@pytest.mark.parametrize("importer", IMPORTERS)
def test_the_preview_says_in_which_unit_the_file_was_read(
    files: Files, ledger: Ledger, importer: type[Importer]
) -> None:
    desk = files.desk("finance", PROVINCE, importer)
    batch = desk.check(workbook({"A": table(ledger, importer, 5, above="Đơn vị tính: nghìn đồng")}))
    page = files.office.client("finance").get(batch.get_absolute_url()).content.decode()
    assert "Số tiền trong tệp tính bằng nghìn đồng; đã đổi ra đồng." in page


def test_the_preview_says_how_many_rows_of_a_mixed_file_were_read_in_which_unit(files: Files, ledger: Ledger) -> None:
    desk = files.desk("finance", PROVINCE, StatementImport)
    units = ("nghìn đồng", "triệu đồng", "nghìn đồng", "")
    tables = [table(ledger, StatementImport, 5, extra=(("Đơn vị tính", unit),)) for unit in units]
    rows = [[row[0], f"KB-{number}", *row[2:]] for number, (_head, row) in enumerate(tables)]
    in_thousands = "Số tiền trong tệp tính bằng nghìn đồng (2 dòng), triệu đồng (1 dòng); đã đổi ra đồng."
    for last, said in ((4, "Một phần s" + in_thousands[1:] + " Các dòng khác tính bằng đồng."), (3, in_thousands)):
        batch = desk.check(workbook({"A": [tables[0][0], *rows[:last]]}))
        assert said in files.office.client("finance").get(batch.get_absolute_url()).content.decode()


def test_a_bad_amount_below_a_unit_is_marked_in_the_officers_own_copy(files: Files, ledger: Ledger) -> None:
    from core.imports.annotating import write_copy

    desk = files.desk("finance", PROVINCE, VoucherImport)
    batch = desk.check(workbook({"A": table(ledger, VoucherImport, "1,234", above="Đơn vị tính: nghìn đồng")}))
    target = io.BytesIO()
    with desk.acting(), transaction.atomic():
        write_copy(batch, target)
    assert set(check_xlsx(io.BytesIO(target.getvalue())).sheets) == {"A", "Lỗi cần sửa"}


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        ("đồng", 1), ("VNĐ", 1), ("nghìn đồng", 1000), ("ngàn đồng", 1000), ("1.000đ", 1000), ("1000 đồng", 1000),
        ("Triệu đồng", 10**6), ("trđ", 10**6), ("1.000.000 đồng", 10**6), ("tỉ đồng", 10**9), ("tỷ VND", 10**9),
        ("triệu đồng, %", 10**6), ("hộ", None), ("nghìn đồng/hộ", None), ("USD", None), ("nghìn", None),
    ],
)  # fmt: skip
def test_units_of_money(written: str, factor: int | None) -> None:
    assert factor_of(written) == factor


@pytest.mark.parametrize(
    ("on", "day", "why"),
    [
        ("6/5/2024", "2024-05-06", ""),
        ("06-05-2024", "2024-05-06", ""),
        ("2024-05-06", "2024-05-06", ""),
        (date(2024, 5, 6), "2024-05-06", ""),
        (datetime(2024, 5, 6, 15, 30), "2024-05-06", ""),
        ("31/02/2024", None, "Không có ngày này."),
        ("6/13/2024", None, "Không có tháng 13."),
        (45418, None, "Ô là số, chưa phải ngày."),
        ("45418", None, "Không phải ngày tháng."),
        ("5/2024", None, "Không phải ngày tháng."),
        ("6/5/24", None, "Năm chỉ có hai chữ số."),
        ("1/1/2999", None, "Ngày ngoài khoảng cho phép."),
        ("30/12/2023", "2023-12-30", "Ngày chứng từ trước năm 2024, năm của vốn."),
        ("17/1/2024", "2024-01-17", "chưa đủ vốn được giao"),
    ],
)
def test_days(files: Files, ledger: Ledger, on: Any, day: str | None, why: str) -> None:
    row = checked(files, ledger, VoucherImport, 5, on=on)
    assert why in told(row)
    assert day is None or row.data["value_date"] == day
    assert bool(row.errors) == bool(why)


def formula(table: list[list[Any]], text: str, value: Any) -> bytes:
    """The table on a second sheet, its amount a formula whose last value was `value`; the first sheet is hidden."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        hidden, page = book.add_worksheet("Ẩn"), book.add_worksheet("Trang 1")
        for number, line in enumerate(table):
            for place, cell in enumerate(line):
                hidden.write(number, place, cell)
                page.write(number, place, cell)
        page.write_formula(len(table) - 1, len(table[-1]) - 1, text, None, value)
        page.activate()
        page.set_first_sheet()
        hidden.hide()
    return target.getvalue()


@pytest.mark.parametrize(
    ("value", "dong", "why"),
    [(250, 250_000, ""), ("#REF!", None, "Công thức trong ô báo lỗi."), ("", None, "Thiếu số tiền.")],
)
def test_a_formula_is_its_last_value_and_a_hidden_sheet_is_not_read(
    files: Files, ledger: Ledger, value: Any, dong: int | None, why: str
) -> None:
    desk = files.desk("finance", PROVINCE, VoucherImport)
    given = table(ledger, VoucherImport, 1, above="ĐVT: nghìn đồng")
    (row,) = desk.rows(desk.check(formula(given, "=SUM(1,2)", value)))
    assert (row.sheet, row.data["amount_vnd"]) == ("Trang 1", dong)
    assert why in told(row)


def test_nul_bytes_in_a_csv_file_reach_no_record(files: Files, ledger: Ledger) -> None:
    desk: Desk = files.desk("finance", PROVINCE, VoucherImport)
    content = csv_file(table(ledger, VoucherImport, "1.000")).replace(b"KB-1", b"KB\0-1")
    batch = desk.check(content, "tep.csv")
    rows = desk.rows(batch)
    assert rows == [] or [row.data["voucher"] for row in rows] == ["KB-1"], batch.message
