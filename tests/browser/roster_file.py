"""A roster made from the importer's own template: good rows, and one bad row of each kind."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HOUSEHOLDS, MEMBERS = "Hộ gia đình", "Thành viên"
FIRST_FREE_ROW = 3  # below the heads and the example
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def household(number: str, name: str, born: str) -> dict[str, str]:
    return {"STT hộ": number, "Họ và tên chủ hộ": name, "Năm sinh chủ hộ": born, "Địa chỉ": f"Tổ {number}"}


def head(number: str, name: str, sex: str, birth: str) -> dict[str, str]:
    return person(number, name, sex, birth, "Chủ hộ")


def person(number: str, name: str, sex: str, birth: str, relation: str, **more: str) -> dict[str, str]:
    given = {"STT hộ": number, "Họ và tên": name, "Giới tính": sex, "Ngày sinh": birth, "Dân tộc": "Kinh"}
    return {**given, "Quan hệ với chủ hộ": relation, **more}


def fill(template: bytes, rows: Rows) -> bytes:
    """The template with these rows by sheet, each value under the head of its column."""
    book = load_workbook(BytesIO(template))
    for name, values in rows.items():
        _fill_sheet(book[name], values)
    target = BytesIO()
    book.save(target)
    book.close()
    return target.getvalue()


def _fill_sheet(sheet: Worksheet, rows: Sequence[Mapping[str, str]]) -> None:
    places = columns(sheet)
    for number, row in enumerate(rows, start=FIRST_FREE_ROW):
        for header, value in row.items():
            sheet.cell(number, places[header], value)


def columns(sheet: Worksheet) -> dict[str, int]:
    """Column by its head; a needed one is marked with a star."""
    heads: list[Any] = [cell.value for cell in sheet[1]]
    return {str(text).removesuffix(" *"): place for place, text in enumerate(heads, start=1) if text}
