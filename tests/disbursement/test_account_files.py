"""A long statement of account as a file: refused in Word, in Excel made by a job, the same however often killed."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from core import jobs
from core.models import Job, Notice, StoredFile
from disbursement import tasks
from disbursement.models import CapitalLine
from disbursement.views import accounts
from tests.disbursement.build import Ledger
from tests.office import COMMUNE, PROVINCE, Office

YEAR = {"nam": "2024", "tinh_den": "2024-12-31"}
ROWS = 8


@pytest.fixture
def office(ledger: Ledger, settings: Any, tmp_path: Any) -> Office:
    settings.MEDIA_ROOT = tmp_path
    return Office()


@pytest.fixture
def long(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> CapitalLine:
    """Eight rows where five are too many for a page to make a file of."""
    monkeypatch.setattr(accounts, "AT_ONCE", {"docx": 3, "xlsx": 5})
    line = ledger.line(plan=1000)
    for month in range(2, ROWS + 1):
        ledger.spend(line, 10, date(2024, month, 1))
    return line


def account(ledger: Ledger, name: str = "account") -> str:
    return reverse(f"disbursement:{name}", args=[ledger.holder.pk])


def ask(office: Office, ledger: Ledger, role: str = "finance", **query: str) -> Any:
    """What the button of the page does."""
    page = office.client(role).get(account(ledger), {**YEAR, **query})
    return office.client(role).post(page.context["file_url"])


def rows_of(content: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(b"".join(content))).worksheets[0]
    return [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], datetime)]


@pytest.mark.parametrize("days", [{"den_ngay": "31/02/2024"}, {"tu_ngay": "1/5/2024", "den_ngay": "1/4/2024"}])
def test_no_paper_is_made_of_days_that_are_not_understood(office: Office, ledger: Ledger, days: dict[str, str]) -> None:
    client = office.client("finance")
    answer = client.get(account(ledger), YEAR | {"format": "docx"} | days, follow=True)
    told = answer.content.decode()
    assert "Không có ngày “31/02/2024”" in told or "Ngày cuối không được trước ngày đầu." in told
    assert "format=docx" not in told
    client.post(f"{account(ledger, 'account_file')}?{urlencode(YEAR | days)}")
    assert not Job.objects.exists()


def test_word_says_how_many_rows_it_takes_and_the_way_round(office: Office, ledger: Ledger, long: CapitalLine) -> None:
    refused = office.client("finance").get(account(ledger), {**YEAR, "format": "docx"})
    page = office.client("finance").get(refused.headers["Location"]).content.decode()
    assert "Sổ có 8 bút toán, tệp này chứa nhiều nhất 3. Hãy lấy Excel, hoặc chọn từ ngày" in page
    part = office.client("finance").get(
        account(ledger), {**YEAR, "format": "docx", "tu_ngay": "1/6/2024", "den_ngay": "1/7/2024"}
    )
    assert b"".join(part.streaming_content)


def test_a_long_workbook_is_made_by_a_job_and_its_owner_is_told(
    office: Office, ledger: Ledger, long: CapitalLine
) -> None:
    answer = ask(office, ledger)
    job = Job.objects.get(kind=tasks.WRITE_ACCOUNT)
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    jobs.run(str(job.pk))
    page = office.client("finance").get(reverse("job", args=[job.pk])).content.decode()
    assert f"Sổ chi tiết vốn của {ledger.holder.name}, năm 2024" in page
    file = office.client("finance").get(reverse("file", args=[Job.objects.get().result_file_id]))
    rows = rows_of(file.streaming_content)
    assert [row[7] for row in rows] == [1000, 990, 980, 970, 960, 950, 940, 930]
    assert Notice.objects.get(user=office.user("finance")).url == reverse("job", args=[job.pk])
    assert office.client("leader").get(reverse("file", args=[Job.objects.get().result_file_id])).status_code == 404


def test_the_file_has_what_the_page_was_narrowed_to(office: Office, ledger: Ledger, long: CapitalLine) -> None:
    ledger.line(plan=77, component="DA1.TDA1", kind="DTPT")
    ask(office, ledger, loai_von=str(long.kind_id), den_ngay="1/7/2024")
    job = Job.objects.get()
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.result_file is not None
    with job.result_file.content.open() as content:
        texts = [str(cell.value) for row in load_workbook(content).worksheets[0] for cell in row if cell.value]
    assert "77" not in texts
    assert any("Loại vốn: " in text and "Đến ngày: 01/07/2024" in text for text in texts)


def test_an_old_address_of_the_file_leads_to_the_button(office: Office, ledger: Ledger, long: CapitalLine) -> None:
    refused = office.client("finance").get(account(ledger), {**YEAR, "format": "xlsx"})
    page = office.client("finance").get(refused.headers["Location"]).content.decode()
    assert "Sổ có 8 bút toán: bấm “Lập tệp Excel”" in page
    assert account(ledger, "account_file") in page
    assert not Job.objects.exists()


@pytest.mark.parametrize("steps_done", [0, 1])
def test_killed_anywhere_it_gives_the_same_file(
    office: Office, ledger: Ledger, long: CapitalLine, steps_done: int
) -> None:
    ask(office, ledger)
    job = Job.objects.get()
    for step in _first(tasks.write_account(job), steps_done):
        jobs._save_step(job, step)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, ROWS, ROWS)
    assert job.result_file is not None
    with job.result_file.content.open() as content:
        assert len(rows_of([content.read()])) == ROWS
    assert StoredFile.objects.filter(purpose=tasks.ACCOUNT_FILE).count() == 1


def _first(steps: Iterator[Any], number: int) -> Iterator[Any]:
    return (next(steps) for _step in range(number))


def test_more_rows_than_a_workbook_has_are_refused_with_the_way_round(
    office: Office, ledger: Ledger, long: CapitalLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "MOST_ROWS", 7)
    refused = ask(office, ledger)
    page = office.client("finance").get(refused.headers["Location"]).content.decode()
    assert "tệp này chứa nhiều nhất 7. Chọn từ ngày, đến ngày hay loại vốn để tải từng phần" in page
    assert not Job.objects.exists()


def lose_the_post(office: Office, ledger: Ledger) -> str:
    office.user("finance", PROVINCE).assignments.all().delete()
    office.post(office.user("finance"), "finance", COMMUNE)
    return "Anh/chị không còn giữ vị trí công tác đã dùng khi yêu cầu việc này."


def lose_the_right(office: Office, ledger: Ledger) -> str:
    Role.objects.filter(code="finance").update(rights=["disbursement.view"])
    return "Anh/chị không còn quyền xuất sổ này."


def lose_sight(office: Office, ledger: Ledger) -> str:
    office.user("finance").assignments.update(area=office.other_commune)
    return "Hồ sơ của việc này không còn, hoặc anh/chị không còn quyền xem."


@pytest.mark.parametrize("lose", [lose_the_post, lose_the_right, lose_sight])
def test_who_may_not_have_the_file_any_more_is_told_why(
    office: Office, ledger: Ledger, long: CapitalLine, lose: Callable[[Office, Ledger], str]
) -> None:
    ask(office, ledger)
    why = lose(office, ledger)
    job = Job.objects.get()
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, why)
    assert not StoredFile.objects.exists()
