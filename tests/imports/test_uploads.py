"""Files as they come through the page: what cannot be read is refused there and then, with what to do."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from core.acting import SYSTEM, acting_as
from core.models import ImportBatch
from households.imports import RosterImport
from tests.imports.build import Desk, Files, csv_file, household, member, roster
from tests.office import COMMUNE, OTHER_COMMUNE

UPLOAD = "import_households_roster"
TONES = "\u0300\u0301\u0303\u0309\u0323"
LIST = [
    ["STT hộ", "Thôn", "Họ và tên", "Quan hệ", "Giới tính", "Ngày sinh"],
    [1, "Khóm Bình Đức 1", "Nguyễn Văn Ẩn", "Chủ hộ", "Nam", "5/8/1980"],
]


@pytest.fixture
def client(files: Files, officer: Desk) -> Client:
    return files.office.client("commune_officer", COMMUNE)


def send(client: Client, content: bytes, name: str) -> Any:
    return client.post(reverse(UPLOAD), {"file": SimpleUploadedFile(name, content)})


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook with one more part in its archive."""
    target = io.BytesIO(roster())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def in_cp1258(letter: str) -> bytes:
    tones = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark in TONES)
    plain = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in TONES)
    return (unicodedata.normalize("NFC", plain) + tones).encode("cp1258")


def old_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (lambda: b"", "a.xlsx", "Tệp trống. Hãy chọn lại tệp."),
        (lambda: b"", "a.csv", "Tệp trống. Hãy chọn lại tệp."),
        (lambda: b"xin chao", "a.xlsx", "Đây không phải tệp Excel hoặc CSV. Hãy tải lên tệp .xlsx hoặc .csv."),
        (lambda: b"%PDF-1.7", "a.pdf", "Đây không phải tệp Excel hoặc CSV."),
        (lambda: roster()[:2000], "a.xlsx", "Tệp bị hỏng, không đọc được. Hãy mở bằng Excel"),
        (old_workbook, "a.xls", "Đây là tệp .xls cũ hoặc tệp có mật khẩu."),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "a.xlsm", "Tệp có macro. Hãy lưu lại dạng .xlsx không macro."),
        (lambda: with_part("xl/media/x.xml", bytes(50 << 20)), "a.xlsx", "Tệp nén bất thường, có thể gây hại."),
        (lambda: with_part("xl/externalLinks/e.xml", b"<a/>"), "a.xlsx", "Tệp có liên kết tới tệp hoặc dữ liệu khác."),
        (lambda: with_part("xl/embeddings/a.docx", b"x"), "a.xlsx", "Tệp có nhúng tệp khác bên trong."),
        (lambda: b"a;b\n" * (3 << 20), "a.csv", "Tệp lớn 12 MB, nhiều nhất là 10 MB. Hãy chia nhỏ tệp."),
    ],
)
def test_a_hostile_or_useless_file_is_refused_with_what_to_do(
    client: Client, officer: Desk, make: Callable[[], bytes], name: str, said: str
) -> None:
    answer = send(client, make(), name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with officer.acting(), transaction.atomic():
        assert not ImportBatch.objects.exists()


def test_no_file_at_all_is_told(client: Client) -> None:
    answer = client.post(reverse(UPLOAD), {})
    assert answer.status_code == 422
    assert "Chưa chọn" in answer.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_of_any_office_program_is_read(officer: Desk, encoding: str, separator: str) -> None:
    text = csv_file(LIST, separator).decode("utf-8-sig")
    batch = officer.check(text.encode(encoding), "ho.csv")
    assert batch.message == "2 dòng mới", officer.errors(batch)
    assert officer.rows(batch, part="household")[0].label == "Nguyễn Văn Ẩn"


def test_a_csv_of_an_old_windows_is_read(officer: Desk) -> None:
    """Windows-1258 writes a letter and its tone as two characters."""
    content = b"".join(map(in_cp1258, csv_file(LIST).decode("utf-8-sig")))
    batch = officer.check(content, "ho.csv")
    assert batch.message == "2 dòng mới", officer.errors(batch)
    assert officer.rows(batch, part="household")[0].label == "Nguyễn Văn Ẩn"


def test_the_template_is_the_same_in_an_english_session_and_is_read_there(client: Client, officer: Desk) -> None:
    client.post(reverse("set_language"), {"language": "en"})
    shown = client.get(reverse(UPLOAD)).content.decode()
    assert 'lang="en"' in shown
    content = b"".join(client.get(reverse(f"{UPLOAD}_template")).streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[:3] == ["Hộ gia đình", "Thành viên", "Hướng dẫn"]
    assert book["Thành viên"]["B1"].value == "Họ và tên *"
    for sheet, row in (("Hộ gia đình", household()), ("Thành viên", member())):
        for place, value in enumerate(row, start=1):
            book[sheet].cell(3, place, value or None)
    filled = io.BytesIO()
    book.save(filled)
    batch = officer.check(filled.getvalue())
    assert batch.message == "2 dòng mới", officer.errors(batch)


def test_the_template_offers_the_villages_of_its_commune_alone(client: Client) -> None:
    content = b"".join(client.get(reverse(f"{UPLOAD}_template")).streaming_content)  # type: ignore[attr-defined]
    lists = openpyxl.load_workbook(io.BytesIO(content))["_DanhMuc"]
    columns = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
    assert ["Khóm Bình Đức 1"] in columns


def test_staged_rows_are_behind_the_second_wall(files: Files, officer: Desk) -> None:
    """Asked in SQL, without any filter of ours."""
    batch = officer.check(roster())
    others = [
        files.desk("commune_officer", OTHER_COMMUNE, RosterImport),
        files.desk("commune_leader", COMMUNE, RosterImport),
        files.desk("provincial_officer", "2025-91", RosterImport),
    ]
    for desk, seen in [(officer, (1, 3)), *((other, (0, 0)) for other in others)]:
        with desk.acting(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM core_importbatch WHERE id = %(pk)s),"
                " (SELECT count(*) FROM core_importrow WHERE batch_id = %(pk)s)",
                {"pk": batch.pk},
            )
            assert cursor.fetchone() == seen


def test_nobody_else_opens_the_pages_of_a_file(files: Files, officer: Desk) -> None:
    batch = officer.check(roster())
    other = files.office.client("commune_officer", OTHER_COMMUNE)
    for name in ("import_batch", "import_rows", "import_columns", "import_undo"):
        assert other.get(reverse(name, args=[batch.pk])).status_code == 404
    for name in ("import_apply", "import_check", "import_annotate"):
        assert other.post(reverse(name, args=[batch.pk])).status_code == 404


def test_what_was_undone_says_so_when_it_is_to_be_undone_again(client: Client, officer: Desk) -> None:
    batch = officer.undo(officer.write(roster()))
    url = reverse("import_undo", args=[batch.pk])
    for page in (client.get(url), client.post(url, {"reason": "nhầm"})):
        assert "Lần nhập này đã được hoàn tác ngày" in page.content.decode()
        assert "quá 24 giờ" not in page.content.decode()


def test_a_file_is_read_in_the_post_in_which_it_was_sent(client: Client, officer: Desk) -> None:
    assert send(client, roster(), "a.xlsx").status_code == 302
    assert officer.access.post
    with acting_as(SYSTEM), transaction.atomic():
        assert ImportBatch.objects.get().parameters["post_id"] == officer.access.post.pk
