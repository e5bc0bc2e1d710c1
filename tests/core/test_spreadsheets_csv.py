"""CSV files as people save them: encodings, separators, quotes, and what is refused."""

import io
import unicodedata
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import Column, Limits, SpreadsheetError, UnreadableFile, UnsafeFile, read_table
from core.spreadsheets.delimited import decode_csv, read_csv
from core.spreadsheets.kinds import Choice, Day, Dong, Text

COLUMNS = [
    Column("name", "Họ và tên", Text(100), required=True),
    Column("sex", "Giới tính", Choice({"male": "Nam", "female": "Nữ"})),
    Column("born", "Ngày sinh", Day()),
    Column("amount", "Số tiền", Dong()),
]
VALUES = {"name": "NGUYỄN VĂN AN", "sex": "male", "born": date(1956, 3, 2), "amount": 1_500_000}
CSV = "Họ và tên;Giới tính;Ngày sinh;Số tiền\r\nNGUYỄN VĂN AN;Nam;02/03/1956;1.500.000\r\n"
CELLS = st.text("aăđ ,;\t\"'\n0=", max_size=6)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def as_1258(text: str) -> bytes:
    """The text in windows-1258, which writes most tones as signs behind their letter."""
    pieces = []
    for char in text:
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in marks if mark in TONES)
        letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        pieces.append((letter + tone).encode("cp1258"))
    return b"".join(pieces)


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("separator", [";", ",", "\t"])
    def test_encodings_and_separators(self, encoding: str, separator: str) -> None:
        (row,) = read_table(csv_file(CSV.replace(";", separator), encoding), None, COLUMNS)
        assert (row.values, row.number, row.errors) == (VALUES, 2, [])

    def test_windows_1258_as_vietnamese_excel_writes_it(self) -> None:
        legacy = as_1258("Họ và tên,Giới tính\nNguyễn Thị Ánh Đào,Nữ\n")
        (row,) = read_table(io.BytesIO(legacy), None, COLUMNS)
        assert (row.values["name"], row.values["sex"]) == ("Nguyễn Thị Ánh Đào", "female")

    @pytest.mark.parametrize(
        "data",
        [
            "Hä vµ tªn,x\nNguyÔn V¨n An,1\n".encode("cp1252"),  # TCVN3
            "NguyÔn,1\n".encode("cp1252"),
            b"\x81\x8d\x90,1\n",
            b"\xff\xfe\x00",
        ],
    )
    def test_old_fonts_and_other_encodings_are_refused(self, data: bytes) -> None:
        with pytest.raises(UnreadableFile, match="CSV UTF-8"):
            decode_csv(data)

    def test_a_line_that_says_the_separator(self) -> None:
        assert next(iter(read_csv(csv_file("sep=;\na,b;c\n")))) == ["a,b", "c"]

    def test_quotes_hold_separators_and_lines(self) -> None:
        assert list(read_csv(csv_file('a,b\n"1,5\n2",c\n'))) == [["a", "b"], ["1,5\n2", "c"]]

    def test_short_rows_are_filled(self) -> None:
        (row,) = read_table(csv_file("Họ và tên,Giới tính,Neo đơn\nAn\n"), None, COLUMNS)
        assert row.values["name"] == "An"

    def test_limits(self) -> None:
        with pytest.raises(UnsafeFile):
            list(read_csv(csv_file("a\n" * 20), Limits(max_rows=10)))
        with pytest.raises(UnsafeFile):
            list(read_csv(csv_file("a," * 20), Limits(max_columns=10)))
        with pytest.raises(UnsafeFile):
            read_csv(csv_file("a" * 2000), Limits(max_bytes=1000))
        with pytest.raises(UnreadableFile, match="dòng 1"):
            list(read_csv(csv_file("a" * 200_000)))

    @given(st.binary(max_size=200))
    def test_any_bytes_are_rows_or_a_refusal(self, data: bytes) -> None:
        with suppress(SpreadsheetError):
            list(read_csv(io.BytesIO(data)))

    @given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
    def test_any_quoted_text_comes_back(self, rows: list[list[str]]) -> None:
        text = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
        assert list(read_csv(csv_file(f"sep=,\r\n{text}"))) == rows
