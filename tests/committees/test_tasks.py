"""A task from being given to being verified: who may do what, what is told to whom, what waits for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AgencySuccession
from accounts.people import acting_agency_ids, users_of_agency
from committees.machine import MACHINE
from committees.models import Task
from committees.services import assign_task, move_task
from committees.work import waiting, waiting_count
from core.acting import SYSTEM, acting_as
from core.models import Event, Notice
from core.transitions import NotAllowed, available
from core.work import waiting_counts
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE, Office
from tests.tasks_made import make_document, make_task

TODAY = timezone.localdate


def acts(office: Office, task: Task, role: str, ref: str) -> list[str]:
    with acting_as(SYSTEM):
        task = Task.objects.get(pk=task.pk)
        return [row.act for row in available(MACHINE, task, office.access(role, ref))]


def do(office: Office, task: Task, act: str, role: str, ref: str, text: str = "") -> Task:
    access = office.access(role, ref)
    with acting_as(access.actor()):
        return move_task(task=task, act=act, access=access, text=text)


@pytest.fixture
def task(office: Office) -> Task:
    with acting_as(SYSTEM):
        return make_task(office, COMMUNE)


def test_a_task_goes_from_given_to_verified_through_three_people(office: Office, task: Task) -> None:
    assert acts(office, task, "commune_officer", COMMUNE) == ["acknowledge"]
    do(office, task, "acknowledge", "commune_officer", COMMUNE)
    done = do(office, task, "report_done", "commune_officer", COMMUNE, "Đã giải ngân 1,2 tỷ đồng")
    assert (done.state, done.done_on, done.result) == ("done", TODAY(), "Đã giải ngân 1,2 tỷ đồng")
    assert acts(office, task, "commune_leader", COMMUNE) == []
    assert acts(office, task, "leader", PROVINCE) == ["verify", "return"]
    assert do(office, task, "verify", "leader", PROVINCE).state == "verified"
    made = list(Event.objects.filter(object_id=str(task.pk)).order_by("id").values_list("act", flat=True))
    assert made == ["committees.acknowledge", "committees.report_done", "committees.verify"]


@pytest.mark.parametrize(
    ("role", "ref"),
    [("provincial_officer", PROVINCE), ("leader", PROVINCE), ("auditor", PROVINCE), ("commune_leader", COMMUNE)],
)
def test_only_people_of_the_agency_answer_for_it(office: Office, task: Task, role: str, ref: str) -> None:
    with pytest.raises(NotAllowed):
        do(office, task, "acknowledge", role, ref)


def test_who_reported_a_task_done_does_not_verify_it(office: Office, task: Task) -> None:
    """Not even after a change of posts that gives the same person the right to verify."""
    do(office, task, "acknowledge", "commune_officer", COMMUNE)
    do(office, task, "report_done", "commune_officer", COMMUNE, "xong")
    with acting_as(SYSTEM):
        Task.objects.filter(pk=task.pk).update(done_by=office.user("leader"))
    with pytest.raises(NotAllowed, match="không được tự xác nhận"):
        do(office, task, "verify", "leader", PROVINCE)


def test_a_task_an_agency_gave_itself_is_verified_within_it(office: Office) -> None:
    with acting_as(SYSTEM):
        task = make_task(office, COMMUNE, created_by=office.user("commune_officer", COMMUNE))
    do(office, task, "acknowledge", "commune_officer", COMMUNE)
    do(office, task, "report_done", "commune_officer", COMMUNE, "xong")
    assert do(office, task, "verify", "commune_leader", COMMUNE).state == "verified"


def test_a_report_without_a_result_and_a_return_without_a_reason_are_refused(office: Office, task: Task) -> None:
    do(office, task, "acknowledge", "commune_officer", COMMUNE)
    with pytest.raises(NotAllowed, match="kết quả thực hiện"):
        do(office, task, "report_done", "commune_officer", COMMUNE)
    do(office, task, "report_done", "commune_officer", COMMUNE, "xong")
    with pytest.raises(NotAllowed, match="lý do trả lại"):
        do(office, task, "return", "leader", PROVINCE)


def test_a_returned_task_is_open_again_and_says_why(office: Office, task: Task) -> None:
    do(office, task, "acknowledge", "commune_officer", COMMUNE)
    do(office, task, "report_done", "commune_officer", COMMUNE, "xong")
    returned = do(office, task, "return", "leader", PROVINCE, "Thiếu chứng từ")
    assert (returned.state, returned.done_on, returned.done_by) == ("acknowledged", None, None)
    page = office.client("commune_officer", COMMUNE).get(reverse("committees:task", args=[task.pk]))
    assert "Thiếu chứng từ" in page.content.decode()


def test_an_act_of_another_state_is_refused(office: Office, task: Task) -> None:
    with pytest.raises(NotAllowed, match="đang ở trạng thái"):
        do(office, task, "verify", "leader", PROVINCE)


def test_the_agency_that_took_over_answers_for_its_predecessor(office: Office) -> None:
    with acting_as(SYSTEM):
        old = office.agency(ELSEWHERE)
        old.area = office.commune
        old.save()
        task = make_task(office, ELSEWHERE)
        AgencySuccession.objects.create(old=old, new=office.agency(COMMUNE), on=TODAY())
    officer = office.access("commune_officer", COMMUNE)
    assert acting_agency_ids(officer) == {old.pk, office.agency(COMMUNE).pk}
    assert officer.user_id in users_of_agency(old.pk, TODAY())
    assert do(office, task, "acknowledge", "commune_officer", COMMUNE).state == "acknowledged"


def test_the_form_says_who_follows_an_agency_that_is_no_more(office: Office) -> None:
    heir = office.agency(COMMUNE)
    with acting_as(SYSTEM):
        old = office.agency(OTHER_COMMUNE)
        old.valid_to = TODAY() - timedelta(days=1)
        old.save()
    url, client = f"/nhiem-vu/giao/?don_vi={old.pk}", office.client("provincial_officer")
    ended = f"{old.name} đã kết thúc hoạt động từ ngày {TODAY():%d/%m/%Y}."
    assert ended in client.get(url).content.decode()
    assert "Chưa ghi đơn vị kế tục" in client.get(url).content.decode()
    with acting_as(SYSTEM):
        AgencySuccession.objects.create(old=old, new=heir, on=TODAY())
    page = client.get(url).content.decode()
    assert f"{ended} Đơn vị kế tục: {heir.name}." in page
    assert f'<option value="{heir.pk}" selected>' in page


# --- giving ------------------------------------------------------------------------------------------------


def test_a_dashboard_fills_the_form_in_and_the_agency_is_told(office: Office) -> None:
    officer = office.user("commune_officer", COMMUNE)
    agency = office.agency(COMMUNE)
    client = office.client("provincial_officer")
    url = f"/nhiem-vu/giao/?don_vi={agency.pk}&viec=Đôn đốc giải ngân"
    page = client.get(url).content.decode()
    assert "Đôn đốc giải ngân</textarea>" in page
    assert f'<option value="{agency.pk}" selected>' in page
    due = TODAY() + timedelta(days=7)
    answer = client.post(url, {"agency": agency.pk, "title": "Đôn đốc giải ngân", "due": f"{due:%d/%m/%Y}"})
    with acting_as(SYSTEM):
        task = Task.objects.get()
    assert answer.headers["Location"] == reverse("committees:task", args=[task.pk])
    assert (task.area, task.scope_path, task.created_by) == (
        office.commune,
        office.commune.path,
        office.user("provincial_officer"),
    )
    notice = Notice.objects.get(user=officer)
    assert (notice.text, notice.url) == ("Nhiệm vụ mới: Đôn đốc giải ngân", answer.headers["Location"])


def test_an_agency_outside_the_area_cannot_be_given_a_task(office: Office) -> None:
    agency, access = office.agency(OTHER_COMMUNE), office.access("commune_officer", COMMUNE)
    with acting_as(access.actor()), pytest.raises(NotAllowed):
        assign_task(access=access, title="x", agency=agency, due=TODAY())
    answer = office.client("commune_officer", COMMUNE).post(
        "/nhiem-vu/giao/", {"agency": agency.pk, "title": "x", "due": f"{TODAY():%d/%m/%Y}"}
    )
    assert answer.status_code == 200


def test_the_assignee_reads_the_paper_the_task_rests_on(office: Office) -> None:
    with acting_as(SYSTEM):
        document = make_document(office, PROVINCE)
        other = make_document(office, PROVINCE, number="131/KH-UBND")
        task = make_task(office, COMMUNE, document=document)
    client = office.client("commune_officer", COMMUNE)
    assert document.number in client.get(reverse("committees:task", args=[task.pk])).content.decode()
    assert client.get(reverse("committees:document", args=[document.pk])).status_code == 200
    assert client.get(reverse("committees:document", args=[other.pk])).status_code == 404
    assert client.get(reverse("committees:document_edit", args=[document.pk])).status_code == 404


# --- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "ref", "status"),
    [
        ("commune_officer", COMMUNE, 200),
        ("commune_officer", OTHER_COMMUNE, 404),
        ("provincial_officer", PROVINCE, 200),
        ("provincial_officer", ELSEWHERE, 404),
        ("village_reviewer", COMMUNE, 403),
    ],
)
def test_a_task_of_another_area_is_unknown(office: Office, task: Task, role: str, ref: str, status: int) -> None:
    client = office.client(role, ref)
    assert client.get(reverse("committees:task", args=[task.pk])).status_code == status
    listed = client.get("/nhiem-vu/")
    assert (task.title in listed.content.decode()) == (status == 200)


def test_the_acts_are_done_from_the_page(office: Office, task: Task) -> None:
    client = office.client("commune_officer", COMMUNE)
    client.post(reverse("committees:task_acknowledge", args=[task.pk]))
    answer = client.post(reverse("committees:task_report_done", args=[task.pk]), {"text": "Đã xong"})
    assert answer.headers["Location"] == reverse("committees:task", args=[task.pk])
    leader = office.client("leader")
    leader.post(reverse("committees:task_verify", args=[task.pk]))
    assert "đã xác nhận" in leader.get(reverse("committees:task", args=[task.pk])).content.decode()


def test_an_act_that_is_not_open_is_said_on_the_page(office: Office, task: Task) -> None:
    answer = office.client("leader").post(reverse("committees:task_verify", args=[task.pk]), follow=True)
    assert "Chỉ làm được việc này khi đang ở trạng thái" in answer.content.decode()
    officer = office.client("commune_officer", COMMUNE)
    report = officer.post(reverse("committees:task_report_done", args=[task.pk]), {"text": "x"})
    assert "Chỉ làm được việc này khi đang ở trạng thái" in report.content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["trễ của xã", "của xã", "của tỉnh"]),
        ("late=on", ["trễ của xã"]),
        ("mine=on", ["của tỉnh"]),
        ("state=verified", []),
    ],
)
def test_the_list_is_narrowed_and_its_title_says_what_is_late(office: Office, query: str, titles: list[str]) -> None:
    with acting_as(SYSTEM):
        make_task(office, COMMUNE, title="trễ của xã", due=TODAY() - timedelta(days=1))
        make_task(office, COMMUNE, title="của xã", due=TODAY())
        make_task(office, PROVINCE, title="của tỉnh", due=TODAY() + timedelta(days=1))
    answer = office.client("provincial_officer").get(f"/nhiem-vu/?{query}")
    assert [row.title for row in answer.context["rows"]] == titles
    assert "1 nhiệm vụ quá hạn" in answer.content.decode()


def test_the_list_asks_the_same_number_of_questions_for_one_task_and_for_forty(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    client = office.client("provincial_officer")
    with acting_as(SYSTEM):
        for _number in range(40):
            make_task(office, COMMUNE)
    with django_assert_max_num_queries(24):
        client.get("/nhiem-vu/")


# --- what waits --------------------------------------------------------------------------------------------


def test_what_waits_for_whom(office: Office, task: Task) -> None:
    officer, leader = office.access("commune_officer", COMMUNE), office.access("leader")
    auditor = office.access("auditor")

    def counts() -> list[int]:
        found = []
        for access in (officer, leader, auditor):
            with acting_as(access.actor()):
                found.append(waiting_count(access, TODAY()))
        return found

    assert counts() == [1, 0, 0]
    do(office, task, "acknowledge", "commune_officer", COMMUNE)
    do(office, task, "report_done", "commune_officer", COMMUNE, "xong")
    assert counts() == [0, 1, 0]
    with acting_as(leader.actor()):
        (item,) = waiting(leader, TODAY(), 10)
        assert (item.label, item.due) == (task.title, task.due)
        assert waiting_counts(leader, TODAY())["committees"] == 1
    do(office, task, "verify", "leader", PROVINCE)
    assert counts() == [0, 0, 0]
