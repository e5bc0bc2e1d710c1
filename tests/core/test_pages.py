"""What every page shares: its right, its lists, its exports, and that it is drawn inside its transaction."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from committees.models import Task
from core import files
from core.acting import SYSTEM, acting_as
from core.mail import send_notices
from core.models import AccessLogEntry, Notice, StoredFile
from core.uploads import check_paper
from tests.office import COMMUNE, OTHER_COMMUNE, Office
from tests.tasks_made import make_task


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def media(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def body(answer: Any) -> bytes:
    """A streamed answer read to its end; the test client then closes its file as a server does."""
    return b"".join(answer.streaming_content)


def test_without_the_right_a_page_says_so_and_tells_nothing_else(office: Office) -> None:
    answer = office.client("village_reviewer", COMMUNE).get("/nhiem-vu/")
    assert answer.status_code == 403
    assert "không có quyền" in answer.content.decode()


def test_a_list_shows_fifty_rows_and_leads_to_the_next(office: Office) -> None:
    with acting_as(SYSTEM):
        for number in range(53):
            make_task(office, COMMUNE, title=f"Việc số {number:02}")
    client = office.client("provincial_officer")
    first = client.get("/nhiem-vu/?state=assigned")
    assert first.content.decode().count("Việc số") == 50
    assert (first.context["total"], first.context["total_is_more"]) == (53, False)
    query = {"state": "assigned", "cursor": first.context["page"].next_cursor}
    second = client.get("/nhiem-vu/", query)
    assert second.content.decode().count("Việc số") == 3
    back = client.get("/nhiem-vu/", query | {"cursor": second.context["page"].previous_cursor})
    assert back.content.decode().count("Việc số") == 50


def test_a_cursor_of_other_filters_is_not_found(office: Office) -> None:
    with acting_as(SYSTEM):
        for _number in range(51):
            make_task(office, COMMUNE)
    client = office.client("provincial_officer")
    cursor = client.get("/nhiem-vu/").context["page"].next_cursor
    assert client.get("/nhiem-vu/", {"cursor": cursor}).status_code == 200
    assert client.get("/nhiem-vu/", {"cursor": cursor, "state": "done"}).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_what_is_shown_and_asks_for_its_right(office: Office, kind: str) -> None:
    with acting_as(SYSTEM):
        make_task(office, COMMUNE, title="Rà soát hộ nghèo")
        make_task(office, OTHER_COMMUNE, title="Việc của xã khác")
    answer = office.client("commune_officer", COMMUNE).get(f"/nhiem-vu/?format={kind}")
    content = body(answer)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="nhiem-vu.{kind}"'
    if kind == "csv":
        assert "Rà soát hộ nghèo;" in content.decode()
        assert "Việc của xã khác" not in content.decode()
    else:
        head = [row[0] for row in load_workbook(BytesIO(content)).active.iter_rows(max_row=3, values_only=True)]
        assert head[:2] == ["Nhiệm vụ", f"Địa bàn: {office.commune.full_name}"]
        assert str(head[2]).startswith("Xuất lúc ")
    assert office.client("village_reviewer", COMMUNE).get(f"/nhiem-vu/?format={kind}").status_code == 403


def test_a_page_that_only_names_its_form_errors_keeps_what_was_typed(office: Office) -> None:
    answer = office.client("provincial_officer").post(
        "/nhiem-vu/giao/", {"title": "Đôn đốc giải ngân", "due": "31/2/2026"}
    )
    page = answer.content.decode()
    assert "Đôn đốc giải ngân</textarea>" in page
    assert 'value="31/2/2026"' in page
    assert "Không có ngày" in page
    assert not Task.objects.exists()


# --- files -----------------------------------------------------------------------------------------------


def stored(office: Office, purpose: str = "tests.none", **more: Any) -> StoredFile:
    user = office.user("commune_officer", COMMUNE)
    with acting_as(SYSTEM):
        content = ContentFile(b"%PDF-1.7 noi dung")
        return files.store(content, name="Kế hoạch số 1.pdf", purpose=purpose, owner_id=user.pk, **more)


def test_a_file_leaves_as_an_attachment_only_to_those_who_may_read_it(office: Office, media: Any) -> None:
    file = stored(office)
    answer = office.client("commune_officer", COMMUNE).get(reverse("file", args=[file.pk]))
    assert body(answer) == b"%PDF-1.7 noi dung"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''K%E1%BA%BF")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    for role, ref in (("commune_officer", OTHER_COMMUNE), ("provincial_officer", "2025-91"), ("leader", "2025-91")):
        assert office.client(role, ref).get(reverse("file", args=[file.pk])).status_code == 404


def test_scope_alone_opens_no_file_without_the_right_of_its_purpose(office: Office, media: Any) -> None:
    files.register("tests.scoped", right="households.view", personal=True, reader=files.by_scope)
    file = stored(office, "tests.scoped", scope_path=str(office.commune.path))
    url = reverse("file", args=[file.pk])
    assert body(office.client("provincial_officer").get(url))
    assert office.client("finance").get(url).status_code == 404
    assert office.client("commune_officer", OTHER_COMMUNE).get(url).status_code == 404


def test_a_personal_file_goes_to_the_access_log(office: Office, media: Any) -> None:
    file = stored(office)
    body(office.client("commune_officer", COMMUNE).get(reverse("file", args=[file.pk])))
    entry = AccessLogEntry.objects.get()
    assert (entry.user, entry.kind, entry.object_id) == (
        office.user("commune_officer", COMMUNE),
        "export",
        str(file.pk),
    )


def test_the_name_of_a_file_never_becomes_a_path(office: Office, media: Any) -> None:
    user = office.user("commune_officer", COMMUNE)
    with acting_as(SYSTEM):
        file = files.store(ContentFile(b"x"), name="../../etc/pass\nwd", purpose="tests.none", owner_id=user.pk)
    assert file.content.name == f"{file.id.hex[:2]}/{file.id.hex}"
    assert file.name == "pass wd"
    assert file.size == 1


def test_expired_files_and_bytes_without_a_row_are_removed(office: Office, media: Any) -> None:
    kept, old = stored(office), stored(office, keep_days=1)
    orphan = media / "ab" / "abcd"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"?")
    with acting_as(SYSTEM):
        StoredFile.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(hours=1))
        assert files.remove_expired() == 1
        assert files.remove_orphans() == 0
        assert files.remove_orphans(older_than=timedelta(0)) == 1
        assert list(StoredFile.objects.all()) == [kept]
    assert (media / kept.content.name).exists()
    assert not orphan.exists()


def test_a_new_portal_without_any_file_is_swept(db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    assert files.remove_orphans() == 0


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("quyet-dinh.PDF", b"%PDF-1.4", True),
        ("anh.jpg", b"\xff\xd8\xff\xe0", True),
        ("quyet-dinh.pdf", b"<html>", False),
        ("chay.exe", b"MZ", False),
        ("khong-duoi", b"%PDF-1.4", False),
    ],
)
def test_papers_are_known_by_their_content(name: str, content: bytes, taken: bool) -> None:
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    if taken:
        check_paper(upload)
        assert upload.content_type in ("application/pdf", "image/jpeg")
    else:
        with pytest.raises(ValidationError):
            check_paper(upload)


# --- notices -----------------------------------------------------------------------------------------------


def test_opening_a_notice_marks_it_read_and_leads_on(office: Office) -> None:
    user = office.user("leader")
    notice = Notice.objects.create(user=user, text="Việc mới", url="/nhiem-vu/")
    client = office.client("leader")
    assert "Có 1 thông báo chưa đọc" in client.get("/thong-bao/").content.decode()
    assert client.post(reverse("notice", args=[notice.pk])).headers["Location"] == "/nhiem-vu/"
    assert "Không có thông báo chưa đọc" in client.get("/thong-bao/").content.decode()


def test_a_notice_never_leads_to_another_site_and_another_reader_does_not_know_it(office: Office) -> None:
    notice = Notice.objects.create(user=office.user("leader"), text="x", url="https://example.org/")
    url = reverse("notice", args=[notice.pk])
    assert office.client("finance").post(url).status_code == 404
    assert office.client("leader").post(url).headers["Location"] == "/thong-bao/"


def test_all_notices_are_marked_read_at_once_and_only_ones_own(office: Office) -> None:
    Notice.objects.create(user=office.user("leader"), text="a")
    other = Notice.objects.create(user=office.user("finance"), text="b")
    office.client("leader").post("/thong-bao/da-doc/")
    assert list(Notice.objects.filter(read_at=None)) == [other]


def test_notices_are_mailed_once_in_the_language_of_their_reader(office: Office, mailoutbox: list[Any]) -> None:
    user = office.user("leader", email="lanh.dao@example.vn", language="en")
    Notice.objects.create(user=user, text="Nhiệm vụ mới: rà soát", url="/nhiem-vu/")
    Notice.objects.create(user=office.user("finance"), text="Không có địa chỉ")
    with acting_as(SYSTEM):
        assert send_notices() == 1
        assert send_notices() == 0
    assert [mail.to for mail in mailoutbox] == [["lanh.dao@example.vn"]]
