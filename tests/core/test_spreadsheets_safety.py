"""Hostile and broken workbooks are refused in words before a library opens them; honest ones pass."""

import io
import random
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from core.spreadsheets import Limits, SpreadsheetError, UnsafeFile, check_xlsx, sheet_names
from core.spreadsheets.sheets import open_sheet
from tests.core.workbooks import ONE_CELL, declaring_less, packed, parts, sheet_xml, with_part

MEGABYTE = 2**20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refused(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnsafeFile) as caught:
        check_xlsx(io.BytesIO(data), limits)
    assert caught.value.message.endswith(".")
    return caught.value.code


class TestHonestFiles:
    def test_a_small_workbook_passes(self) -> None:
        assert list(check_xlsx(io.BytesIO(packed(parts()))).sheets) == ["Hộ"]

    def test_what_xlsxwriter_makes_with_pictures_of_formats_passes(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet("Bảng 1")
            page.write_url(0, 0, "https://example.org/", string="liên kết")
            page.write_comment(1, 1, "ghi chú")
            page.write_formula(2, 0, "=1/0", None, "#DIV/0!")
            page.set_column(0, 16383, 12)
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": ["Bảng 1", 0, 0, 3, 0]})
            page.insert_chart("D2", chart)
        assert check_xlsx(path).sheets["Bảng 1"].error_cells == ["A3"]

    def test_what_openpyxl_makes_passes(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active["A1"] = "x"
        book.active["A1"].comment = Comment("ghi chú", "tôi")
        book.create_sheet("Trang ẩn").sheet_state = "hidden"
        book.save(tmp_path / "a.xlsx")
        assert sheet_names(tmp_path / "a.xlsx") == ["Sheet"]

    def test_formats_without_values_may_reach_to_the_last_cell(self) -> None:
        data = packed(parts(ONE_CELL + '<row r="2"><c r="A2" s="0"/><c r="XFD2" s="0"/></row><row r="1048576" s="1"/>'))
        assert check_xlsx(io.BytesIO(data)).sheets["Hộ"].error_cells == []

    def test_an_open_file_is_left_open_at_its_start(self) -> None:
        file = io.BytesIO(packed(parts()))
        check_xlsx(file)
        assert file.tell() == 0
        assert not file.closed


class TestKind:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b"ten,tuoi\nAn,3\n", "kind"),
            (b"%PDF-1.7 ...", "kind"),
            (OLE, "old_or_encrypted"),
            (b"PK\x03\x04" + bytes(100), "broken"),
            (packed({"a.txt": "x"}), "kind"),
            (packed({**parts(), "xl/workbook.xml": "<a/>"}), "broken"),
            (packed(parts())[:-30], "broken"),
            (packed(parts()) + b"them", "broken"),
        ],
    )
    def test_other_files_are_refused(self, data: bytes, code: str) -> None:
        assert refused(data) == code

    def test_size(self) -> None:
        assert refused(bytes(1025), Limits(max_bytes=1024)) == "size"


class TestArchive:
    def test_too_many_entries(self) -> None:
        assert refused(packed({**parts(), **{f"xl/media/{number}.png": "x" for number in range(200)}})) == "entries"

    def test_a_bomb_by_ratio(self) -> None:
        assert refused(with_part("xl/media/a.bin", bytes(5 * MEGABYTE))) == "ratio"

    def test_a_bomb_of_many_honest_parts(self) -> None:
        noise = random.Random(1).randbytes(MEGABYTE)
        data = packed({**parts(), **{f"xl/media/{number}.bin": noise for number in range(5)}})
        assert refused(data, Limits(max_expanded=4 * MEGABYTE)) == "expanded"

    def test_a_bomb_that_declares_a_small_size(self) -> None:
        data = with_part("xl/media/a.bin", bytes(50 * MEGABYTE))
        assert refused(declaring_less(data, "xl/media/a.bin", 100)) == "broken"

    def test_a_worksheet_that_declares_a_small_size(self) -> None:
        data = packed(parts(ONE_CELL + " " * 30 * MEGABYTE))
        assert refused(declaring_less(data, "xl/worksheets/sheet1.xml", 100)) == "broken"

    def test_a_bad_checksum(self) -> None:
        data = bytearray(packed(parts(), zipfile.ZIP_STORED))
        place = data.index(b"<v>1</v>")
        data[place + 3 : place + 4] = b"2"
        assert refused(bytes(data)) == "broken"

    @pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\..\\a.xml"])
    def test_names_that_leave_the_archive(self, name: str) -> None:
        assert refused(with_part(name, "x")) == "broken"

    def test_two_entries_of_one_name(self) -> None:
        assert refused(with_part("XL/WORKSHEETS/SHEET1.XML", sheet_xml(ONE_CELL))) == "broken"

    def test_a_password_on_an_entry(self) -> None:
        data = bytearray(packed(parts()))
        place = 0
        while (place := data.find(b"PK\x01\x02", place)) >= 0:
            data[place + 8] |= 1
            place += 4
        assert refused(bytes(data)) == "encrypted"

    def test_a_compression_that_excel_does_not_use(self) -> None:
        assert refused(packed(parts(), zipfile.ZIP_LZMA)) == "broken"

    def test_a_comment_in_which_another_directory_may_hide(self) -> None:
        archive = io.BytesIO(packed(parts()))
        with zipfile.ZipFile(archive, "a") as file:
            file.comment = b"PK\x05\x06"
        assert refused(archive.getvalue()) == "broken"


class TestContent:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("xl/vbaProject.bin", "macros"),
            ("xl/macrosheets/sheet1.xml", "macros"),
            ("xl/activeX/activeX1.xml", "macros"),
            ("xl/externalLinks/externalLink1.xml", "external_links"),
            ("xl/connections.xml", "external_links"),
            ("xl/embeddings/oleObject1.bin", "nested"),
            ("xl/media/a.zip", "nested"),
            ("xl/media/a.xlsx", "nested"),
        ],
    )
    def test_parts_that_do_not_belong(self, name: str, code: str) -> None:
        assert refused(with_part(name, "<a/>")) == code

    def test_an_archive_under_another_name(self) -> None:
        assert refused(with_part("xl/media/image1.png", packed({"a": "b"}))) == "nested"

    @pytest.mark.parametrize(
        "xml",
        [
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><worksheet/>',
            sheet_xml(ONE_CELL).encode("utf-16"),
            sheet_xml(ONE_CELL).replace("UTF-8", "UTF-16").encode(),
            "xin chào",
        ],
    )
    def test_xml_in_which_things_could_hide(self, xml: str | bytes) -> None:
        assert refused(with_part("xl/worksheets/sheet2.xml", xml)) == "broken"

    def test_entities_in_the_list_of_sheets(self) -> None:
        bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><workbook>&x;</workbook>'
        assert refused(with_part("xl/workbook.xml", bomb)) == "broken"


class TestMemory:
    """Each of these takes gigabytes, or ends the process, when the reader opens it."""

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            (ONE_CELL + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "rows"),
            (ONE_CELL + '<row r="2"><c r="XFD2"><v>1</v></c></row>', "columns"),
            (ONE_CELL + '<row r="2"><c r="xfd2"><v>1</v></c></row>', "columns"),
            (ONE_CELL + "<row r='2'><c r = 'XFD2' t='n'><v>1</v></c></row>", "columns"),
            (ONE_CELL + '<row r="150000"><c r="ZZ150000"><v>1</v></c></row>', "columns"),
            (ONE_CELL + '<row r="150000"><c r="IZ150000"><v>1</v></c></row>', "cells"),
            (ONE_CELL + '<row r="1"><c t="n" r="A999999"><v>1</v></c></row>', "rows"),
            (ONE_CELL + '<x:row xmlns:x="m" r="999999"><x:c r="A999999"><x:v>1</x:v></x:c></x:row>', "rows"),
            (ONE_CELL + '<row r="999999"><c><v>1</v></c></row>', "rows"),
        ],
    )
    def test_two_cells_far_apart(self, rows: str, code: str) -> None:
        assert refused(packed(parts(rows))) == code

    def test_limits_below_the_quick_bound_are_kept_too(self) -> None:
        rows = "".join(f'<row r="{row}"><c r="B{row}"><v>1</v></c></row>' for row in range(1, 102))
        assert refused(packed(parts(rows)), Limits(max_rows=100)) == "rows"
        check_xlsx(io.BytesIO(packed(parts(rows))), Limits(max_rows=101, max_columns=2))
        assert refused(packed(parts(rows)), Limits(max_columns=1)) == "columns"

    def test_a_sheet_under_a_name_of_its_own(self) -> None:
        content = parts(target="deep/../odd.xml")
        content["xl/odd.xml"] = sheet_xml('<row r="999999"><c r="A999999"><v>1</v></c></row>')
        assert refused(packed(content)) == "rows"

    @pytest.mark.parametrize("target", ["worksheets/sheet1.bin", "../docProps/app.xml", "worksheets/none.xml"])
    def test_a_sheet_where_no_sheet_is(self, target: str) -> None:
        content = {**parts(target=target), "docProps/app.xml": "<a/>", "xl/worksheets/sheet1.bin": "<a/>"}
        assert refused(packed(content)) == "broken"

    def test_one_long_shared_text_in_many_cells(self) -> None:
        rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>1</v></c></row>' for row in range(1, 20_001))
        shared = f"<si><t>ngắn</t></si><si><t>{'a' * 30_000}</t></si>"
        assert refused(packed(parts(rows, shared))) == "expanded"

    def test_a_shared_text_longer_than_a_cell_can_be(self) -> None:
        noise = random.Random(1).randbytes(150_000).hex()
        assert refused(packed(parts(shared=f"<si><t>{noise}</t></si>"))) in ("text", "broken")
        pieces = f"<r><t>{noise[:90_000]}</t></r>" * 3
        assert refused(packed(parts(shared=f"<si>{pieces}</si>"))) == "text"

    def test_long_texts_that_are_used_once_pass(self) -> None:
        rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{row - 1}</v></c></row>' for row in range(1, 101))
        source = random.Random(3)
        shared = "".join(f"<si><t>{source.randbytes(3000).hex()}</t></si>" for _row in range(100))
        check_xlsx(io.BytesIO(packed(parts(rows, shared))))


class TestTime:
    @pytest.mark.parametrize(
        "rows",
        [
            '<c t="e" ' * 60_000,
            '<c t="s" ' * 60_000,
            ' r="A1"' * 25_000,
            '<c r="ZZZZ' * 50_000,
            'x t="e" ' + "<c " * 200_000,
            "r \n" * 60_000,
        ],
    )
    def test_text_made_to_be_slow_is_looked_through_at_once(self, rows: str) -> None:
        started = time.perf_counter()
        for limits in (Limits(), Limits(max_columns=1)):
            with suppress(UnsafeFile):
                check_xlsx(io.BytesIO(packed(parts(rows, "<si><t>" + "a" * 2000 + "</t></si>"))), limits)
        assert time.perf_counter() - started < 5

    def test_more_failed_formulas_than_anyone_mends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.spreadsheets.scanning.MOST_ERROR_CELLS", 5)
        cells = "".join(f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c></row>' for row in range(1, 7))
        assert refused(packed(parts(cells))) == "formula_errors"


class TestDamage:
    """Whatever bytes are wrong, the answer is a refusal in words or a readable sheet, never another error."""

    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_changed_bytes(self, method: int, tmp_path: Path) -> None:
        good = packed(
            parts('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c></row>', "<si><t>a</t></si>"),
            method,
        )
        source = random.Random(20261122)
        for _round in range(400):
            bad = bytearray(good)
            for _change in range(source.choice((1, 1, 2, 8))):
                bad[source.randrange(len(bad))] = source.randrange(256)
            _try_to_read(bytes(bad))

    def test_cut_short(self) -> None:
        good = packed(parts())
        for length in range(0, len(good), 17):
            _try_to_read(good[:length])

    def test_changed_xml(self) -> None:
        """The archive is whole and its checksums right; only what the sheet says is bent."""
        rows = (
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#N/A</v></c>'
            '<c r="C1" t="d"><v>2026-01-01</v></c></row>'
        )
        source = random.Random(4)
        for _round in range(400):
            content = parts(rows, "<si><t>a</t></si>")
            part = source.choice(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
            text = content[part]
            place = source.randrange(len(text))
            length = source.choice((0, 1, 1, 5))
            content[part] = (
                text[:place] + source.choice(["", "<", ">", '"', "&#0;", "9", "-", "Z"]) + text[place + length :]
            )
            _try_to_read(packed(content))


def _try_to_read(data: bytes) -> None:
    with suppress(SpreadsheetError):
        list(open_sheet(io.BytesIO(data), None).lines)
