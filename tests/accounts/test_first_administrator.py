"""The first administrator of a province comes from the command line, with a password that is shown once."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.models import Agency, Assignment, User
from core.acting import SYSTEM, acting_as
from core.models import Event
from tests.office import COMMUNE, PROVINCE, Office

pytestmark = pytest.mark.django_db


def create(username: str = "quantri.tinh", **options: Any) -> list[str]:
    out = StringIO()
    call_command("create_administrator", username, **{"area": PROVINCE, **options}, stdout=out)
    return out.getvalue().splitlines()


def test_the_password_stands_alone_on_the_last_line_and_opens_the_portal() -> None:
    password = create(name="Nguyễn  Văn An")[-1]
    client = Client()
    client.post("/dang-nhap/", {"username": "quantri.tinh", "password": password})
    assert client.get("/nguoi-dung/").headers["Location"] == "/doi-mat-khau/"
    user = User.objects.get()
    assert (user.full_name, user.must_change_password) == ("Nguyễn Văn An", True)


def test_agency_user_and_post_are_made_and_told() -> None:
    create(agency_name="Sở Nội vụ")
    agency, post = Agency.objects.get(), Assignment.objects.get()
    assert (agency.name, agency.name_fold, agency.area.ref) == ("Sở Nội vụ", "so noi vu", PROVINCE)
    assert (post.user.agency, post.role.code, post.area.ref, post.valid_to) == (agency, "administrator", PROVINCE, None)
    with acting_as(SYSTEM):
        told = Event.objects.order_by("id").values_list("act", "object_label", "actor_label")
        assert list(told) == [
            ("accounts.add_user", "quantri.tinh", "hệ thống"),
            ("accounts.assign", "quantri.tinh", "hệ thống"),
        ]


def test_the_committee_that_is_there_is_taken() -> None:
    committee = Office().agency(PROVINCE)
    Agency.objects.create(
        code="cu", name="Cũ", kind="ubnd", area=committee.area, valid_from=date(2000, 1, 1), valid_to=date(2001, 1, 1)
    )
    create()
    create("quantri.hai")
    assert set(User.objects.values_list("agency", flat=True)) == {committee.pk}


def test_the_committee_s_name_follows_the_province() -> None:
    create()
    assert Agency.objects.get().name == "Ủy ban nhân dân tỉnh An Giang"


@pytest.mark.parametrize(
    ("username", "area", "sentence"),
    [
        ("quantri", "2025-00", "Không có địa bàn 2025-00. Viết như 2025-91."),
        ("quantri", "An Giang", "Không có địa bàn An Giang. Viết như 2025-91."),
        ("quantri", COMMUNE, f"Phường Bình Đức ({COMMUNE}) không phải là tỉnh, thành phố."),
        ("Quản Trị", PROVINCE, "Tên đăng nhập Quản Trị: Dùng chữ thường không dấu"),
        ("da.co", PROVINCE, "Tên đăng nhập da.co đã có người dùng."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(username: str, area: str, sentence: str) -> None:
    User.objects.create_user("da.co", None, full_name="Đã Có")
    with pytest.raises(CommandError) as refused:
        create(username, area=area)
    assert str(refused.value).startswith(sentence)
    assert (User.objects.count(), Agency.objects.count()) == (1, 0)


def test_a_name_that_is_too_long_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="200"):
        create(agency_name="x" * 201)


@pytest.mark.parametrize("arguments", [[], ["--noinput", "--username=a"]])
def test_superusers_are_not_made(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="create_administrator"):
        call_command("createsuperuser", *arguments)
