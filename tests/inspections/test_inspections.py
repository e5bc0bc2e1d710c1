"""From a plan to a recommendation that was mended."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from core.models import Notice
from core.transitions import NotAllowed
from inspections.models import InspectionPlan, Recommendation, Visit
from inspections.reminders import remind_of_recommendations
from inspections.services import move_recommendation, recommend
from inspections.work import waiting, waiting_count
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office

TODAY = timezone.localdate


def make_visit(office: Office, ref: str = COMMUNE, **fields: Any) -> Visit:
    plan = InspectionPlan.objects.create(
        title="Kế hoạch kiểm tra 2026", area=office.province, scope_path=office.province.path, year=2026
    )
    area = office.agency(ref).area
    given = {"plan": plan, "area": area, "scope_path": area.path, "team": "Đoàn số 1", "planned_on": TODAY()}
    return Visit.objects.create(**given | {"visited_on": TODAY()} | fields)


def make_recommendation(office: Office, ref: str = COMMUNE, **fields: Any) -> Recommendation:
    agency = office.agency(ref)
    given: dict[str, Any] = {
        "visit": make_visit(office, ref),
        "text": "Thu hồi vốn vay sai mục đích",
        "agency": agency,
        "due": TODAY() + timedelta(days=20),
        "scope_path": agency.area.path,
    }
    return Recommendation.objects.create(**given | fields)


@pytest.fixture
def record(office: Office) -> Recommendation:
    with acting_as(SYSTEM):
        return make_recommendation(office)


def do(office: Office, record: Recommendation, act: str, role: str, ref: str, text: str = "") -> Recommendation:
    access = office.access(role, ref)
    with acting_as(access.actor()):
        return move_recommendation(recommendation=record, act=act, access=access, text=text)


def test_an_inspector_plans_visits_and_asks_for_what_must_be_mended(office: Office) -> None:
    officer = office.user("commune_officer", COMMUNE)
    client = office.client("inspector")
    answer = client.post(
        "/kiem-tra/ke-hoach/them/", {"title": "Kiểm tra quý IV", "year": "2026", "area": office.province.pk}
    )
    plan_url = answer.headers["Location"]
    day = f"{TODAY():%d/%m/%Y}"
    visit = {"team": "Đoàn số 1", "area": office.commune.pk, "planned_on": day}
    visit_url = client.post(f"{plan_url}cuoc-kiem-tra/", visit).headers["Location"]
    due = f"{TODAY() + timedelta(days=15):%d/%m/%Y}"
    asked = {"text": "Niêm yết lại danh sách hộ nghèo", "agency": office.agency(COMMUNE).pk, "due": due}
    early = client.post(f"{visit_url}kien-nghi/", asked)
    assert "Ghi ngày kiểm tra trước" in early.content.decode()
    without_day = client.post(f"{visit_url}sua/", visit | {"conclusion": "Chưa niêm yết"})
    assert "phải ghi ngày kiểm tra" in without_day.content.decode()
    client.post(f"{visit_url}sua/", visit | {"visited_on": day, "conclusion": "Chưa niêm yết"})
    assert client.post(f"{visit_url}kien-nghi/", asked).status_code == 302
    assert Notice.objects.get(user=officer).text.startswith("Kiến nghị cần khắc phục: Niêm yết")
    page = client.get(visit_url).content.decode()
    assert "Chưa niêm yết" in page
    assert "Niêm yết lại danh sách" in page


def test_the_visited_commune_reads_why_it_must_mend_something(office: Office, record: Recommendation) -> None:
    client = office.client("commune_officer", COMMUNE)
    for name, pk in (
        ("recommendation", record.pk),
        ("visit", record.visit_id),
        ("plan", record.visit.plan_id),
    ):
        url = reverse(f"inspections:{name}", args=[pk])
        assert client.get(url).status_code == 200
        assert office.client("commune_officer", OTHER_COMMUNE).get(url).status_code == 404
    assert client.get(reverse("inspections:plan_edit", args=[record.visit.plan_id])).status_code == 403
    inspector = office.client("inspector", COMMUNE)
    assert inspector.get(reverse("inspections:plan", args=[record.visit.plan_id])).status_code == 200
    assert inspector.get(reverse("inspections:plan_edit", args=[record.visit.plan_id])).status_code == 404


def test_mended_means_answered_by_one_and_verified_by_another(office: Office, record: Recommendation) -> None:
    with pytest.raises(NotAllowed, match="Chỉ đơn vị được giao"):
        do(office, record, "answer", "provincial_officer", PROVINCE, "xong")
    with pytest.raises(NotAllowed, match="kết quả khắc phục"):
        do(office, record, "answer", "commune_officer", COMMUNE)
    assert do(office, record, "answer", "commune_officer", COMMUNE, "Đã thu hồi").state == "answered"
    returned = do(office, record, "return", "leader", PROVINCE, "Thiếu biên bản")
    assert (returned.state, returned.answered_by) == ("open", None)
    do(office, record, "answer", "commune_officer", COMMUNE, "Đã thu hồi, có biên bản")
    with acting_as(SYSTEM):
        Recommendation.objects.update(answered_by=office.user("leader"))
    with pytest.raises(NotAllowed, match="không được tự xác nhận"):
        do(office, record, "verify", "leader", PROVINCE)
    with acting_as(SYSTEM):
        Recommendation.objects.update(answered_by=office.user("commune_officer", COMMUNE))
    assert do(office, record, "verify", "leader", PROVINCE).state == "verified"


def test_the_acts_are_done_from_the_page(office: Office, record: Recommendation) -> None:
    url = reverse("inspections:recommendation", args=[record.pk])
    client, leader = office.client("commune_officer", COMMUNE), office.client("leader")
    assert client.post(f"{url}bao-cao/", {"text": "Đã thu hồi"}).headers["Location"] == url
    assert leader.post(f"{url}tra-lai/", {"text": "Chưa đủ"}).headers["Location"] == url
    client.post(f"{url}bao-cao/", {"text": "Đã thu hồi đủ"})
    leader.post(f"{url}xac-nhan/")
    page = leader.get(url).content.decode()
    assert "đã xác nhận" in page
    assert "Chưa đủ" in page


def test_an_agency_outside_the_area_is_not_asked(office: Office) -> None:
    access = office.access("inspector", COMMUNE)
    agency = office.agency(OTHER_COMMUNE)
    with acting_as(SYSTEM):
        visit = make_visit(office)
    with acting_as(access.actor()), pytest.raises(NotAllowed):
        recommend(access=access, visit=visit, text="x", agency=agency, due=TODAY())


def test_what_waits_for_whom(office: Office, record: Recommendation) -> None:
    officer, leader = office.access("commune_officer", COMMUNE), office.access("leader")

    def counts() -> list[int]:
        found = []
        for access in (officer, leader):
            with acting_as(access.actor()):
                found.append(waiting_count(access, TODAY()))
        return found

    assert counts() == [1, 0]
    do(office, record, "answer", "commune_officer", COMMUNE, "xong")
    assert counts() == [0, 1]
    with acting_as(leader.actor()):
        (item,) = waiting(leader, TODAY(), 5)
        assert item.due == record.due


def test_late_recommendations_climb_the_ladder(office: Office, record: Recommendation) -> None:
    office.user("commune_leader", COMMUNE)
    office.user("commune_officer", COMMUNE)
    # Over inspections a leader of the commune verifies too; three days late is told to that leader.
    with acting_as(SYSTEM):
        assert remind_of_recommendations(record.due) == 2
        assert remind_of_recommendations(record.due + timedelta(days=3)) == 1
        assert remind_of_recommendations(record.due + timedelta(days=3)) == 0


def test_the_list_is_narrowed(office: Office) -> None:
    with acting_as(SYSTEM):
        make_recommendation(office, text="trễ", due=TODAY() - timedelta(days=1))
        make_recommendation(office, PROVINCE, text="của tỉnh")
    client = office.client("provincial_officer")
    assert "1 kiến nghị quá hạn" in client.get("/kiem-tra/").content.decode()
    for query, texts in {"late=on": ["trễ"], "mine=on": ["của tỉnh"], "state=verified": []}.items():
        assert [row.text for row in client.get(f"/kiem-tra/?{query}").context["rows"]] == texts
