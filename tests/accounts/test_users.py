"""Users and posts: what an administrator may give, to whom, where."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_of_user, posts_of
from accounts.models import Assignment, Delegation, Role, User
from accounts.services import assign, end_assignment
from areas.models import Area
from core.acting import SYSTEM, acting_as
from core.models import Event, HistoryRow
from core.transitions import NotAllowed
from tests.office import COMMUNE, ELSEWHERE, OTHER_COMMUNE, PROVINCE, Office

TODAY = timezone.localdate


def new_user(office: Office, **changes: Any) -> dict[str, Any]:
    fields = {
        "username": "tran.thi.b",
        "full_name": "Trần  Thị B",
        "agency": office.agency(COMMUNE).pk,
        "language": "vi",
    }
    return fields | changes


def test_a_new_user_gets_a_first_password_that_is_shown_once(office: Office) -> None:
    answer = office.client("administrator").post("/nguoi-dung/them/", new_user(office))
    user = User.objects.get(username="tran.thi.b")
    assert user.full_name == "Trần Thị B"
    assert user.must_change_password
    password = answer.context["secret"]
    assert user.check_password(password)
    assert answer.headers["Cache-Control"] == "no-store"
    with acting_as(SYSTEM):
        assert not HistoryRow.objects.filter(new__has_key="password").exists()


def test_the_user_name_is_checked_and_said_what_is_accepted(office: Office) -> None:
    answer = office.client("administrator").post("/nguoi-dung/them/", new_user(office, username="Trần B"))
    assert "Dùng chữ thường không dấu" in answer.content.decode()
    assert not User.objects.filter(full_name__contains="Thị B").exists()


def test_an_agency_of_another_province_cannot_be_chosen(office: Office) -> None:
    elsewhere = office.agency(ELSEWHERE)
    answer = office.client("administrator").post("/nguoi-dung/them/", new_user(office, agency=elsewhere.pk))
    assert answer.status_code == 200
    assert not User.objects.filter(username="tran.thi.b").exists()


@pytest.mark.parametrize(("ref", "status"), [(COMMUNE, 200), (ELSEWHERE, 404)])
def test_one_manages_the_people_of_ones_own_area(office: Office, ref: str, status: int) -> None:
    user = office.user("commune_officer", ref)
    client = office.client("administrator")
    for name in ("accounts:user", "accounts:post_add"):
        assert client.get(reverse(name, args=[user.pk])).status_code == status
    listed = user.full_name in client.get("/nguoi-dung/").content.decode()
    assert listed == (status == 200)


def test_a_person_with_a_post_higher_up_is_managed_there(office: Office) -> None:
    """An administrator of a commune must not set the password of somebody who also leads the province."""
    user = office.user("commune_officer", COMMUNE)
    commune = office.client("administrator", COMMUNE)
    assert commune.get(reverse("accounts:user", args=[user.pk])).status_code == 200
    office.post(user, "leader", PROVINCE)
    assert commune.get(reverse("accounts:user", args=[user.pk])).status_code == 404
    assert commune.post(reverse("accounts:reset_password", args=[user.pk])).status_code == 404


def test_a_post_is_given_inside_the_area_and_recorded(office: Office) -> None:
    user = office.user("commune_officer", COMMUNE)
    role = Role.objects.get(code="commune_leader")
    office.client("administrator").post(
        reverse("accounts:post_add", args=[user.pk]),
        {"role": role.pk, "area": office.commune.pk, "valid_from": "22/11/2026"},
    )
    post = Assignment.objects.get(user=user, role=role)
    assert post.area == office.commune
    event = Event.objects.get(act="accounts.assign")
    assert (event.object_id, event.data["area"]) == (str(post.pk), COMMUNE)
    assert event.actor_label == str(office.user("administrator"))
    with acting_as(SYSTEM):
        row = HistoryRow.objects.get(table_name="accounts_assignment", row_id=str(post.pk))
    assert row.actor_id == str(office.user("administrator").pk)


def test_posts_outside_the_area_above_the_rights_or_to_oneself_are_refused(office: Office) -> None:
    access = office.access("administrator", COMMUNE)
    officer = office.user("commune_officer", COMMUNE)
    leader, auditor = Role.objects.get(code="commune_leader"), Role.objects.get(code="auditor")
    assert access.user is not None
    wide = Role.objects.create(code="hep", name="Chỉ quản lý", rights=["accounts.manage"])
    narrow = access_of_user(office.user("hep", OTHER_COMMUNE), TODAY())
    refused = [
        (access, officer, leader, Area.objects.by_ref(OTHER_COMMUNE)),
        (access, officer, leader, office.province),
        (access, access.user, leader, office.commune),
        (narrow, officer, auditor, office.other_commune),
    ]
    for who, user, role, area in refused:
        with acting_as(who.actor()), pytest.raises(NotAllowed):
            assign(access=who, user=user, role=role, area=area, valid_from=TODAY())
    assert wide.assignments.count() == 1


def test_an_ended_post_opens_nothing_from_now_on(office: Office) -> None:
    user = office.user("commune_officer", COMMUNE)
    post = user.assignments.get()
    with acting_as(SYSTEM):
        end_assignment(post=post, reason="chuyển công tác")
    assert posts_of(user, TODAY()) == []
    assert access_of_user(user, TODAY()).rights == frozenset()
    assert posts_of(user, TODAY() - timedelta(days=1)) == [post]
    with acting_as(SYSTEM), pytest.raises(NotAllowed):
        end_assignment(post=post, reason="lần nữa")


def test_while_one_is_away_another_acts_in_ones_post(office: Office) -> None:
    giver, receiver = office.user("leader"), office.user("auditor")
    Delegation.objects.create(giver=giver, receiver=receiver, valid_from=TODAY(), valid_to=TODAY() + timedelta(days=3))
    own, lent = posts_of(receiver, TODAY())
    assert (own.user, lent.user) == (receiver, giver)
    assert access_of_user(receiver, TODAY(), lent.pk).can("committees.verify")
    assert not access_of_user(receiver, TODAY(), own.pk).can("committees.verify")
    assert len(posts_of(receiver, TODAY() + timedelta(days=4))) == 1


def test_who_stands_in_for_somebody_higher_up_is_managed_there(office: Office) -> None:
    """An administrator of a commune must not get into the province by a clerk's new password."""
    user = office.user("commune_officer", COMMUNE)
    Delegation.objects.create(
        giver=office.user("leader"), receiver=user, valid_from=TODAY(), valid_to=TODAY() + timedelta(days=3)
    )
    commune = office.client("administrator", COMMUNE)
    assert commune.post(reverse("accounts:reset_password", args=[user.pk])).status_code == 404
    province = office.client("administrator")
    assert province.post(reverse("accounts:reset_password", args=[user.pk])).status_code == 200


def test_a_user_without_a_post_sees_no_data_but_can_sign_in(office: Office) -> None:
    user = office.user("commune_officer", COMMUNE)
    with acting_as(SYSTEM):
        end_assignment(post=user.assignments.get(), reason="nghỉ việc")
    client = office.client("commune_officer", COMMUNE)
    assert client.get("/nhiem-vu/").status_code == 403
    assert client.get("/thong-bao/").status_code == 200
