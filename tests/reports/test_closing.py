"""Closing a budget year: who may, when, once a click, and what the board shows afterwards."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from catalogs.models import CapitalSource, ClosingDate
from catalogs.querysets import last_day
from core import jobs
from core.acting import SYSTEM, acting_as
from core.models import Event, Job
from disbursement.models import CapitalLine
from households.models import ReviewRound
from reports import closing
from reports.cube import snapshots
from reports.cube.refresh import refresh
from reports.models import Snapshot
from reports.tasks import FREEZE
from tests.reports.desk import Desk

YEAR = 2024
UNITS = {"2024-89", "2024-91"}  # what the province of 2025 was


@pytest.fixture
def line(desk: Desk) -> CapitalLine:
    world = desk.world
    line = world.line(world.holder(world.province), YEAR)
    world.assign(line, 100_000_000, date(YEAR, 1, 2))
    world.voucher(line, 40_000_000, date(YEAR, 6, 1))
    refresh()
    return line


def close(desk: Desk, *, role: str = "finance", year: int = YEAR, seen: int = 0, reason: str = "Hết thời hạn") -> Any:
    url = f"{reverse('reports:close_year')}?nam={year}"
    return desk.office.client(role, "2025-91").post(url, {"year": year, "seen": seen, "reason": reason})


def finish() -> Job:
    job = Job.objects.filter(kind=FREEZE).latest("created_at")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def board(desk: Desk) -> str:
    return desk.page("reports:disbursement", nam=str(YEAR), dia_ban="2025-91", tinh_den="2026-11-22").text


def test_a_closed_year_keeps_its_figures(desk: Desk, line: CapitalLine) -> None:
    answer = close(desk)
    job = finish()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    assert {snapshot.group_code for snapshot in Snapshot.objects.all()} == {"capital", "mobilised"}
    assert {snapshot.area.ref for snapshot in Snapshot.objects.all()} == UNITS
    assert "Số liệu năm 2024 đã chốt ngày" in board(desk)
    assert "40,00%" in board(desk)
    desk.world.assign(line, 100_000_000, date(YEAR, 12, 30))
    refresh()
    assert "40,00%" in board(desk)


def test_a_correction_is_a_second_version_with_its_reason(desk: Desk, line: CapitalLine) -> None:
    close(desk)
    finish()
    desk.world.assign(line, 100_000_000, date(YEAR, 12, 30))
    refresh()
    close(desk, seen=2, reason="Đính chính theo quyết định bổ sung")
    finish()
    assert "20,00%" in board(desk)
    rows = desk.page("reports:close_year", role="leader", nam=str(YEAR)).table("Các phiên bản số liệu đã chốt")
    assert sorted((row[0], row[4]) for row in rows) == [
        ("Phiên bản 1", "Hết thời hạn"),
        ("Phiên bản 1", "Hết thời hạn"),
        ("Phiên bản 2", "Đính chính theo quyết định bổ sung"),
        ("Phiên bản 2", "Đính chính theo quyết định bổ sung"),
    ]
    assert Event.objects.filter(act="reports.freeze", reason="Hết thời hạn").count() == 4


def test_one_click_is_one_version(desk: Desk, line: CapitalLine) -> None:
    assert close(desk).headers["Location"] == close(desk).headers["Location"]
    finish()
    late = close(desk)
    assert "Số liệu vừa được chốt thêm một phiên bản" in late.content.decode()
    assert Snapshot.objects.filter(group_code="capital").count() == 2


def test_two_people_who_close_at_once_make_one_version(desk: Desk, line: CapitalLine) -> None:
    close(desk)
    close(desk, role="leader")
    assert Job.objects.filter(kind=FREEZE).count() == 2
    for job in Job.objects.filter(kind=FREEZE):
        jobs.run(str(job.pk))
    assert {snapshot.version for snapshot in Snapshot.objects.all()} == {1}
    assert Snapshot.objects.count() == 2 * len(UNITS)


def test_a_killed_freeze_goes_on_and_makes_each_version_once(
    desk: Desk, line: CapitalLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(desk)
    real, calls = snapshots.freeze, []

    def killed(**given: Any) -> Snapshot:
        calls.append(given["area"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr("reports.tasks.freeze", killed)
    with pytest.raises(KeyboardInterrupt):
        finish()
    assert Snapshot.objects.count() == 1
    Job.objects.filter(kind=FREEZE).update(state="queued")
    assert finish().state == "done"
    assert [snapshot.version for snapshot in Snapshot.objects.all()] == [1, 1, 1, 1]


def test_a_year_is_closed_after_its_last_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for today, text in ((date(2025, 1, 31), "hết ngày 31/01/2025"), (date(2025, 2, 1), "")):
        monkeypatch.setattr(closing.timezone, "localdate", lambda today=today: today)
        found = closing.YearClosing(desk.office.access("finance", "2025-91"), YEAR)
        assert text in found.blocker
        assert bool(found.blocker) == bool(text)
    monkeypatch.undo()
    refused = close(desk, year=2026)
    assert refused.status_code == 200
    assert not Job.objects.filter(kind=FREEZE).exists()


def test_a_rule_of_the_year_stands_above_the_general_one(desk: Desk) -> None:
    assert last_day(YEAR) == date(2025, 1, 31)
    ClosingDate.objects.create(budget_year=YEAR, years_after=0, month=12, day=31)
    assert last_day(YEAR) == date(YEAR, 12, 31)
    assert last_day(YEAR - 1) == date(YEAR, 1, 31)
    outside = CapitalSource.objects.filter(counts_in_rate=False).first()
    ClosingDate.objects.create(source=outside, budget_year=YEAR, month=3, day=31)
    assert last_day(YEAR) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("role", "ref", "status"),
    [
        ("finance", "2025-91", 200),
        ("leader", "2025-91", 200),
        ("provincial_officer", "2025-91", 403),
        ("department", "2025-91", 403),
        ("commune_leader", "2025-30292", 403),
        ("auditor", "2025-91", 403),
    ],
)
def test_who_closes(desk: Desk, role: str, ref: str, status: int) -> None:
    assert desk.get("reports:close_year", role=role, ref=ref, nam=str(YEAR)).status_code == status


def test_a_commune_post_closes_nothing(desk: Desk) -> None:
    with acting_as(SYSTEM):
        access = desk.office.access("finance", "2025-30292")
    assert "Chỉ cấp tỉnh" in closing.YearClosing(access, YEAR).blocker


def test_the_poverty_page_lists_the_versions(desk: Desk) -> None:
    world = desk.world
    world.assess(world.household(world.communes[0]), 2022, "poor")
    for reason in ("QĐ 125/QĐ-UBND", "Đính chính"):
        snapshots.freeze(code="poverty", year=2022, area=world.province, reason=reason)
    ReviewRound.objects.update(state="recognised", recognised_on=date(2022, 12, 31))
    page = desk.page("reports:poverty", dia_ban="2024-89", nam="2022", tinh_den="2023-06-01")
    rows = page.table("Các phiên bản số liệu đã chốt")
    assert [(row[0], row[4]) for row in rows] == [("Phiên bản 2", "Đính chính"), ("Phiên bản 1", "QĐ 125/QĐ-UBND")]
