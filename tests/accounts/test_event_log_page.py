"""The event log as a page: whose events, in which words, and the chain checked in the background."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.acts import ACTS
from accounts.event_words import NAMES
from committees.machine import MACHINE as TASKS
from core import events, jobs
from core.acting import SYSTEM, acting_as
from core.models import Event, Job
from households.machines import ASSESSMENT
from inspections.machine import MACHINE as RECOMMENDATIONS
from programs.machine import MACHINE as PROJECTS
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE, Office

APPS = ("accounts", "areas", "committees", "core", "disbursement", "households", "inspections", "programs", "reports")


def recorded_codes() -> set[str]:
    """Every code that stands in a call of events.record, and the acts of the machines that name theirs."""
    call = re.compile(r"""\b(?:record|tell_rows?)\(\s*"([a-z_]+\.[a-z_]+)\"""")
    found: set[str] = set()
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            found |= set(call.findall(path.read_text()))
    machines = {
        "committees": TASKS,
        "households": ASSESSMENT,
        "inspections": RECOMMENDATIONS,
        "programs": PROJECTS,
    }
    found |= {f"{app}.{row.act}" for app, machine in machines.items() for row in machine}
    return found - {"households.save"}  # keystrokes are history, not decisions


def test_every_event_has_its_words() -> None:
    assert recorded_codes() - set(ACTS) == set()


def recorded_names() -> set[str]:
    """Every name under which a call of events.record keeps something beside the act."""
    found: set[str] = set()
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record":
                    found |= {keyword.arg for keyword in node.keywords if keyword.arg}
    return found - {"reason", "label"}


def test_everything_that_an_event_keeps_has_its_name() -> None:
    assert recorded_names() - set(NAMES) == set()


def test_the_log_is_read_in_words(office: Office) -> None:
    record = office.agency(COMMUNE)
    line = "019bbd73-2a80-7ff0-b9c4-72211149af9e"
    with acting_as(office.access("finance", PROVINCE).actor()):
        events.record("disbursement.record", record, label="KB-1", amount_vnd=1_500_000, line=line)
        counts = {"household": {"new": 2, "error": 0}}
        events.record("core.check_import", record, label="households.roster", place=COMMUNE, counts=counts)
        events.record("core.upload_import", record, label="households.roster", place=COMMUNE, sha256="ab" * 32)
    page = office.client("auditor").get("/nhat-ky/").content.decode()
    place = office.commune.full_name
    for words in (
        "Ghi chứng từ giải ngân",
        "số tiền: 1.500.000 đồng",
        "dòng vốn: 019bbd73…",
        f"địa bàn: {place}",
        "các dòng: hộ (2 mới)",
        "dấu kiểm của tệp: abababab…",
    ):
        assert words in page
    # The codes stand in the list of the filter, as values.
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    for code in ("disbursement.record", "households.roster", line, "ab" * 32, "{"):
        assert code not in rows


@pytest.mark.parametrize(
    ("role", "ref", "seen"),
    [
        ("auditor", PROVINCE, {"của tỉnh", "của xã", "của hệ thống"}),
        ("auditor", COMMUNE, {"của xã"}),
        ("auditor", OTHER_COMMUNE, set()),
        ("auditor", ELSEWHERE, {"của hệ thống"}),
    ],
)
def test_one_sees_what_the_people_of_the_own_area_did(office: Office, role: str, ref: str, seen: set[str]) -> None:
    record = office.agency(COMMUNE)
    for who, label in (("provincial_officer", "của tỉnh"), ("commune_officer", "của xã")):
        place = PROVINCE if who == "provincial_officer" else COMMUNE
        with acting_as(office.access(who, place).actor()):
            events.record("tests.act", record, label=label)
    with acting_as(SYSTEM):
        events.record("tests.act", record, label="của hệ thống")
    page = office.client(role, ref).get("/nhat-ky/").content.decode()
    assert {label for label in ("của tỉnh", "của xã", "của hệ thống") if label in page} == seen


def test_the_log_is_narrowed_by_person_act_and_day(office: Office) -> None:
    record = office.agency(COMMUNE)
    with acting_as(office.access("commune_officer", COMMUNE).actor()):
        events.record("accounts.assign", record, label="một")
        events.record("accounts.unlock", record, label="hai")
    client = office.client("auditor")

    def found(**query: str) -> list[str]:
        return [event.object_label for event in client.get("/nhat-ky/", query).context["rows"]]

    assert found() == ["hai", "một"]
    assert found(act="accounts.assign") == ["một"]
    assert found(who="commune_officer") == ["hai", "một"]
    assert found(who="không ai") == []
    assert found(since="1/1/2099") == []
    assert found(until="1/1/2020") == []


def test_the_chain_is_checked_by_a_job(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import accounts.tasks  # noqa: F401 - declares the job, as the worker does

    monkeypatch.setattr(events, "oldest_running", lambda: 2**62)
    for number in range(3):
        events.record("tests.act", office.agency(COMMUNE), label=str(number))
    with acting_as(SYSTEM):
        assert events.seal() == 3
    client = office.client("auditor")
    assert "Sự kiện đã niêm phong" in client.get("/nhat-ky/").content.decode()
    answer = client.post("/nhat-ky/kiem-tra/")
    with acting_as(SYSTEM):
        job = Job.objects.get()
    assert answer.headers["Location"] == f"/cong-viec-nen/{job.pk}/"
    jobs.run(str(job.pk))
    with acting_as(SYSTEM):
        job.refresh_from_db()
    assert (job.state, job.done) == ("done", 3)
    assert "không có dấu hiệu bị sửa" in job.message
    assert Event.objects.count() == 3
