"""Livelihood projects, their participants, targets."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_of_user
from catalogs.models import Component
from core.acting import SYSTEM, acting_as
from core.models import Event
from core.transitions import NotAllowed
from households.models import Household
from households.signals import household_moved
from programs.models import LivelihoodProject, Participant, Target
from programs.services import add_participant, move_project
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office
from tests.tasks_made import make_document


def component(code: str = "DA2") -> Component:
    return Component.objects.get(programme__code="NTP_SPR_2021", code=code)


def make_project(office: Office, ref: str = COMMUNE, **fields: Any) -> LivelihoodProject:
    agency = office.agency(ref)
    given: dict[str, Any] = {
        "name": "Nuôi bò sinh sản",
        "component": component(),
        "area": agency.area,
        "scope_path": agency.area.path,
        "owner": agency,
        "budget_vnd": 500_000_000,
        "starts_on": date(2026, 3, 1),
    }
    return LivelihoodProject.objects.create(**given | fields)


def make_household(office: Office, ref: str = COMMUNE) -> Household:
    area = office.agency(ref).area
    return Household.objects.create(
        code=f"H-{ref}", area=area, scope_path=area.path, head_name="Nguyễn Văn An", head_name_sort="an"
    )


@pytest.fixture
def project(office: Office) -> LivelihoodProject:
    with acting_as(SYSTEM):
        return make_project(office)


def test_a_project_is_entered_and_found_in_its_area_only(office: Office) -> None:
    client = office.client("commune_officer", COMMUNE)
    fields = {
        "name": "Nuôi bò sinh sản",
        "component": component().pk,
        "area": office.commune.pk,
        "owner": office.agency(COMMUNE).pk,
        "budget_vnd": "500 triệu",
        "starts_on": "1/3/2026",
    }
    answer = client.post("/du-an/them/", fields)
    with acting_as(SYSTEM):
        made = LivelihoodProject.objects.get()
    assert answer.headers["Location"] == reverse("programs:project", args=[made.pk])
    assert (made.budget_vnd, made.scope_path) == (500_000_000, office.commune.path)
    assert client.get(answer.headers["Location"]).status_code == 200
    other = office.client("commune_officer", OTHER_COMMUNE)
    assert other.get(answer.headers["Location"]).status_code == 404
    assert "Nuôi bò" not in other.get("/du-an/").content.decode()


def test_officers_of_a_department_see_the_projects_of_their_components(office: Office) -> None:
    with acting_as(SYSTEM):
        make_project(office, component=component("DA3.TDA1"))
        make_project(office, name="Dự án khác")
        user = office.user("department")
        user.assignments.get().components.set([component("DA3")])
    access = access_of_user(user, timezone.localdate())
    assert access.component_ids is not None
    assert component("DA3.TDA1").pk in access.component_ids
    page = office.client("department").get("/du-an/").content.decode()
    assert "Nuôi bò" in page
    assert "Dự án khác" not in page


def test_a_project_needs_its_decision_and_its_households(office: Office, project: LivelihoodProject) -> None:
    access = office.access("commune_officer", COMMUNE)
    with acting_as(access.actor()):
        with pytest.raises(NotAllowed, match="quyết định phê duyệt"):
            move_project(project=project, act="approve", access=access)
        LivelihoodProject.objects.update(approval=make_document(office, COMMUNE))
        assert move_project(project=project, act="approve", access=access).state == "approved"
        with pytest.raises(NotAllowed, match="hộ tham gia"):
            move_project(project=project, act="start", access=access)
        household = make_household(office)
        add_participant(project=project, household=household, joined_on=date(2026, 3, 1))
        assert move_project(project=project, act="start", access=access).state == "running"
        assert move_project(project=project, act="finish", access=access).state == "finished"
        with pytest.raises(NotAllowed, match="đã nghiệm thu"):
            add_participant(project=project, household=household, joined_on=date(2026, 3, 1))
    assert Event.objects.filter(object_id=str(project.pk)).count() == 4


def test_a_household_joins_once_by_its_code_and_only_from_the_own_area(
    office: Office, project: LivelihoodProject
) -> None:
    with acting_as(SYSTEM):
        household, other = make_household(office), make_household(office, OTHER_COMMUNE)
    client = office.client("commune_officer", COMMUNE)
    url = reverse("programs:participant_add", args=[project.pk])
    refused = client.post(url, {"code": other.code, "joined_on": "1/3/2026"})
    assert "Không có hộ đang quản lý với mã này" in refused.content.decode()
    assert client.post(url, {"code": household.code, "joined_on": "1/3/2026"}).status_code == 302
    again = client.post(url, {"code": household.code, "joined_on": "1/3/2026"})
    assert "Hộ này đã tham gia" in again.content.decode()
    page = client.get(reverse("programs:project", args=[project.pk])).content.decode()
    assert "Nguyễn Văn An" in page
    leader = office.client("finance").get(reverse("programs:project", args=[project.pk])).content.decode()
    assert "Nguyễn Văn An" not in leader
    assert "1 hộ tham gia" in leader


def test_what_a_household_takes_part_in_moves_with_it(office: Office, project: LivelihoodProject) -> None:
    with acting_as(SYSTEM):
        household = make_household(office)
        participant = add_participant(project=project, household=household, joined_on=date(2026, 3, 1))
        household.scope_path = office.other_commune.path
        household.save()
        household_moved.send(Household, household=household)
        participant.refresh_from_db()
    assert participant.scope_path == office.other_commune.path


def test_targets_are_given_once_for_an_area_and_year(office: Office) -> None:
    client = office.client("provincial_officer")
    fields = {"area": office.province.pk, "year": "2026", "indicator": "disbursement_rate", "value": "95"}
    assert client.post("/chi-tieu/them/", fields).status_code == 302
    again = client.post("/chi-tieu/them/", fields)
    assert again.status_code == 200
    too_much = client.post("/chi-tieu/them/", fields | {"year": "2025", "value": "120"})
    assert "không quá 100%" in too_much.content.decode()
    with acting_as(SYSTEM):
        target = Target.objects.get()
    assert (target.value, target.scope_path) == (95, office.province.path)
    edited = client.post(reverse("programs:target", args=[target.pk]), fields | {"value": "96,5"})
    assert edited.status_code == 302
    page = client.get("/chi-tieu/?year=2026").content.decode()
    assert "96,5" in page
    assert (
        office.client("provincial_officer", "2025-92").get(reverse("programs:target", args=[target.pk])).status_code
        == 404
    )
    assert office.client("leader", PROVINCE).get(reverse("programs:target", args=[target.pk])).status_code == 403


def test_participants_are_of_their_own_area(office: Office, project: LivelihoodProject) -> None:
    with acting_as(SYSTEM):
        add_participant(project=project, household=make_household(office), joined_on=date(2026, 3, 1))
    with acting_as(office.access("commune_officer", OTHER_COMMUNE).actor()):
        assert Participant.objects.count() == 0
