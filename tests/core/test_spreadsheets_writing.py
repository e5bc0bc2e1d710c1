"""Workbooks and CSV that we write: equal cell for cell in two readers, nothing in them a formula."""

import csv
import io
import random
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import ExportColumn, Sheet, check_xlsx, csv_rows, write_xlsx
from core.spreadsheets.csv_export import guarded
from core.spreadsheets.sheet_xml import BLOCK, LAST_ROW, TooManyRows
from core.spreadsheets.writing import distinct_sheet_names

COLUMNS = [
    ExportColumn("Họ và tên"),
    ExportColumn("Số tiền (đồng)", "whole"),
    ExportColumn("Ngày", "date"),
    ExportColumn("Tỷ lệ", "percent"),
    ExportColumn("Năm", "plain"),
    ExportColumn("Diện tích", "decimal"),
    ExportColumn("Có thẻ", "bool"),
    ExportColumn("Lúc", "datetime"),
]
ROW = (
    "An",
    1_500_000,
    date(2026, 11, 22),
    Decimal("0.4654"),
    2026,
    12.5,
    True,
    datetime(2026, 11, 22, 1, 5, tzinfo=UTC),
)
FORMULAS = ["=1+1", "+84912345678", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", " =1"]


def written(*sheets: Sheet) -> io.BytesIO:
    file = io.BytesIO()
    write_xlsx(file, sheets)
    file.seek(0)
    return file


def both_readers(file: io.BytesIO, sheet: str) -> list[list[list[Any]]]:
    """The cells as openpyxl and as calamine read them; an empty one is None."""
    page = openpyxl.load_workbook(file)[sheet]
    ours = [list(row) for row in page.iter_rows(values_only=True)]
    file.seek(0)
    rows = python_calamine.load_workbook(file).get_sheet_by_name(sheet).iter_rows()
    return [ours, [[None if cell == "" else cell for cell in row] for row in rows]]


class TestCells:
    def test_every_kind_is_read_alike(self) -> None:
        for rows in both_readers(written(Sheet("Hộ", COLUMNS, [ROW, (None,) * 8])), "Hộ"):
            assert rows[0] == [column.header for column in COLUMNS]
            name, amount, day, share, year, size, card, moment = rows[1]
            assert (name, amount, share, year, size, card) == ("An", 1_500_000, 0.4654, 2026, 12.5, "Có")
            assert (day.year, day.month, day.day) == (2026, 11, 22)
            assert moment.replace(microsecond=0) == datetime(2026, 11, 22, 8, 5)
            assert len(rows) == 2 or rows[2] == [None] * 8

    def test_number_formats(self) -> None:
        page = openpyxl.load_workbook(written(Sheet("Hộ", COLUMNS, [ROW])))["Hộ"]
        formats = [cell.number_format for cell in page[2]]
        assert formats == ["@", "#,##0", "dd/mm/yyyy", "0.00%", "0", "#,##0.00", "@", "hh:mm dd/mm/yyyy"]

    @pytest.mark.parametrize("text", FORMULAS)
    def test_text_is_never_a_formula(self, text: str) -> None:
        file = written(Sheet("Hộ", COLUMNS[:1], [(text,)]))
        cell = openpyxl.load_workbook(file)["Hộ"]["A2"]
        assert (cell.value, cell.data_type) == (text, "s")

    @given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
    def test_any_text_comes_back_or_loses_only_what_xml_cannot_hold(self, texts: list[str]) -> None:
        file = written(Sheet("Hộ", COLUMNS[:1] * 2, [(text, "|") for text in texts]))
        rows = list(python_calamine.load_workbook(file).get_sheet_by_name("Hộ").iter_rows())[1:]
        for text, row in zip(texts, rows, strict=True):
            if text.isprintable() and "_x" not in text:
                assert row[0] == text

    def test_spaces_lines_and_signs_of_xml_stay(self) -> None:
        texts = ["  hai  ", "dòng 1\ndòng 2", "<b>&amp;\"'", "Hộ 'A' & B", "ă" * 32_767]
        for rows in both_readers(written(Sheet("Hộ", COLUMNS[:1], [(text,) for text in texts])), "Hộ"):
            assert [row[0] for row in rows[1:]] == texts

    def test_a_text_longer_than_a_cell_is_cut(self) -> None:
        (_header, (text,)) = both_readers(written(Sheet("Hộ", COLUMNS[:1], [("a" * 40_000,)])), "Hộ")[1]
        assert len(text) == 32_767

    def test_days_before_excels_calendar_are_text(self) -> None:
        rows = both_readers(
            written(Sheet("Hộ", [COLUMNS[2]], [(date(1899, 5, 6),), (None,), (date(1950, 1, 2),)])), "Hộ"
        )
        assert [row[0] for row in rows[1][1:]] == ["06/05/1899", None, "02/01/1950"]

    @pytest.mark.parametrize("value", ["12", True, 10**15, float("nan"), Decimal("Infinity")])
    def test_what_is_no_number_is_refused(self, value: Any) -> None:
        with pytest.raises((TypeError, ValueError)):
            written(Sheet("Hộ", [ExportColumn("Số", "whole")], [(value,)]))


class TestSheets:
    def test_many_blocks_of_random_rows_are_read_alike(self) -> None:
        source = random.Random(2026)
        letters = "aăâbcdđeê &<>\"'=+-@ \n"
        rows = [
            (
                "".join(source.choices(letters, k=source.randrange(12))) or None,
                source.randrange(10**14),
                source.random(),
            )
            for _row in range(2 * BLOCK + 7)
        ]
        columns = [COLUMNS[0], COLUMNS[1], COLUMNS[5]]
        for found in both_readers(written(Sheet("Hộ", columns, iter(rows))), "Hộ"):
            assert [tuple(row) for row in found[1:]] == rows

    def test_several_sheets_with_titles_and_empty_ones(self) -> None:
        file = written(
            Sheet("Hộ", COLUMNS, [ROW], title=["DANH SÁCH", "Đơn vị: đồng"], footer="In lúc 8:00 & bởi xa1"),
            Sheet("Trống", COLUMNS, []),
        )
        book = openpyxl.load_workbook(file)
        assert book.sheetnames == ["Hộ", "Trống"]
        assert [book["Hộ"][ref].value for ref in ("A1", "A2", "A3", "A4")] == [
            "DANH SÁCH",
            "Đơn vị: đồng",
            "Họ và tên",
            "An",
        ]
        assert book["Hộ"].freeze_panes == "A4"
        assert book["Hộ"].auto_filter.ref == "A3:H4"
        assert book["Trống"].auto_filter.ref == "A1:H1"
        assert book["Hộ"].print_title_rows == "$1:$3"
        assert book["Hộ"].oddFooter.left.text == "In lúc 8:00 && bởi xa1"

    def test_passes_our_own_checks_and_is_the_same_twice(self) -> None:
        one, other = (written(Sheet("Hộ", COLUMNS, [ROW])) for _time in range(2))
        check_xlsx(one)
        assert one.getvalue() == other.getvalue()

    def test_names_that_excel_takes(self) -> None:
        names = distinct_sheet_names(["Hộ/khẩu: [1]", "hộ khẩu 1", "a" * 40, "A" * 40, "", "'trích'"])
        assert names == ["Hộ khẩu 1", "hộ khẩu 1 (2)", "a" * 31, "A" * 27 + " (4)", "Trang 5", "trích"]

    def test_a_ragged_row_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            written(Sheet("Hộ", COLUMNS, [ROW, ROW[:-1]]))

    def test_more_rows_than_a_worksheet_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.spreadsheets.sheet_xml.LAST_ROW", 5)
        assert LAST_ROW == 1_048_576
        written(Sheet("Hộ", COLUMNS, [ROW] * 4))
        with pytest.raises(TooManyRows):
            written(Sheet("Hộ", COLUMNS, [ROW] * 5))

    @pytest.mark.long
    def test_a_hundred_thousand_rows_in_seconds(self, tmp_path: Path) -> None:
        rows = [(f"Nguyễn Văn {number}", number * 1000, date(2026, 1, 1), 0.5) * 5 for number in range(100_000)]
        started = time.perf_counter()
        write_xlsx(tmp_path / "a.xlsx", [Sheet("Hộ", COLUMNS[:4] * 5, rows)])
        assert time.perf_counter() - started < 5


def read_back(pieces: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(pieces.decode("utf-8-sig"), newline=""), delimiter=separator))


class TestCsv:
    def test_for_machines(self) -> None:
        text = b"".join(csv_rows(COLUMNS, [ROW, (None,) * 8], bom=False))
        assert text.startswith("Họ và tên,".encode())
        assert read_back(text, ",")[1:] == [
            ["An", "1500000", "2026-11-22", "0.4654", "2026", "12.5", "1", "2026-11-22T08:05:00+07:00"],
            [""] * 8,
        ]

    def test_for_vietnamese_excel(self) -> None:
        text = b"".join(csv_rows(COLUMNS, [ROW], separator=";"))
        assert text.startswith(b"\xef\xbb\xbf")
        assert read_back(text, ";")[1] == [
            "An", "1500000", "22/11/2026", "0,4654", "2026", "12,5", "Có", "22/11/2026 08:05",
        ]  # fmt: skip

    @pytest.mark.parametrize("text", FORMULAS)
    def test_a_formula_gets_an_apostrophe(self, text: str) -> None:
        rows = read_back(b"".join(csv_rows(COLUMNS[:2], [("An", 1), (text, -5)])), ",")
        assert rows[1:] == [["An", "1"], [f"'{text}", "-5"]]

    def test_only_formulas_do(self) -> None:
        assert [guarded(text) for text in ("An", "a=b", "1-2", "", "'x")] == ["An", "a=b", "1-2", "", "'x"]

    @given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
    def test_no_cell_begins_like_a_formula(self, texts: list[str]) -> None:
        rows = read_back(b"".join(csv_rows(COLUMNS[:2], [(text, 1) for text in texts])), ",")
        assert len(rows) == len(texts) + 1
        assert not any(row[0].lstrip().startswith(("=", "+", "-", "@")) for row in rows)

    def test_it_streams(self) -> None:
        pieces = csv_rows(COLUMNS[:2], (("An", number) for number in range(10**9)))
        assert [len(next(pieces)) > 0 for _piece in range(3)] == [True] * 3

    def test_decimals_have_no_exponent(self) -> None:
        rows = read_back(b"".join(csv_rows([COLUMNS[5]], [(Decimal("1E+3"),), (1e-7,)])), ",")
        assert rows[1:] == [["1000"], ["0.0000001"]]
