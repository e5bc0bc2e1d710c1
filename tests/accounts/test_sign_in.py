"""Signing in and out, wrong passwords, the first password, the post one acts in."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import reset_password
from core.acting import SYSTEM, acting_as
from tests.office import COMMUNE, PASSWORD, PROVINCE, Office

SIGN_IN = "/dang-nhap/"


@pytest.fixture
def office(db: None) -> Office:
    return Office(with_passwords=True)


def sign_in(user: User, password: str = PASSWORD, **more: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post(SIGN_IN, {"username": user.username, "password": password, **more})


def test_the_right_password_opens_the_page_that_was_asked_for(office: Office) -> None:
    user = office.user("provincial_officer")
    client = Client()
    asked = client.get("/nhiem-vu/")
    assert asked.headers["Location"] == "/dang-nhap/?next=/nhiem-vu/"
    answer = client.post(
        asked.headers["Location"], {"username": user.username, "password": PASSWORD, "next": "/nhiem-vu/"}
    )
    assert answer.headers["Location"] == "/nhiem-vu/"


def test_a_foreign_address_to_go_on_to_is_ignored(office: Office) -> None:
    _client, answer = sign_in(office.user("provincial_officer"), next="https://example.org/")
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("case", ["wrong password", "unknown user", "locked user"])
def test_every_failure_says_the_same_sentence(office: Office, case: str) -> None:
    user = office.user("provincial_officer")
    if case == "locked user":
        User.objects.filter(pk=user.pk).update(is_active=False)
    name = "khong-co-ai" if case == "unknown user" else user.username
    password = "sai-mat-khau-roi" if case == "wrong password" else PASSWORD
    answer = Client().post(SIGN_IN, {"username": name, "password": password})
    assert answer.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.content.decode()


def test_five_wrong_passwords_lock_the_user_at_that_address_until_unlocked(office: Office) -> None:
    user = office.user("provincial_officer")
    for _ in range(5):
        _client, answer = sign_in(user, "sai-mat-khau-roi")
    assert answer.status_code == 429
    _client, answer = sign_in(user)
    assert answer.status_code == 429
    assert "tạm thời bị khóa" in answer.content.decode()
    office.client("administrator").post(reverse("accounts:unlock", args=[user.pk]))
    _client, answer = sign_in(user)
    assert answer.status_code == 302


def test_signing_out_is_a_post_and_tells_the_browser_to_forget(office: Office) -> None:
    client, _answer = sign_in(office.user("provincial_officer"))
    assert client.get("/dang-xuat/").status_code == 405
    answer = client.post("/dang-xuat/")
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert client.get("/nhiem-vu/").status_code == 302


def test_a_password_given_by_an_administrator_opens_only_the_page_to_change_it(office: Office) -> None:
    user = office.user("provincial_officer")
    with acting_as(SYSTEM):
        password = reset_password(user=user)
    client, _answer = sign_in(user, password)
    assert client.get("/nhiem-vu/").headers["Location"] == "/doi-mat-khau/"
    new = "mot-cau-ngan-de-nho"
    changed = client.post("/doi-mat-khau/", {"old_password": password, "new_password1": new, "new_password2": new})
    assert changed.status_code == 302
    assert client.get("/nhiem-vu/").status_code == 200


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("ngan", "Mật khẩu quá ngắn: cần ít nhất 12 ký tự."),
        ("Nguyễn Văn auditor", "Mật khẩu quá giống họ và tên."),
        ("administrator", "Mật khẩu này nhiều người dùng, dễ bị đoán; hãy chọn mật khẩu khác."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_where_it_is_chosen(office: Office, new: str, told: str) -> None:
    client, _answer = sign_in(office.user("auditor"))
    page = client.post("/doi-mat-khau/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert page.context["form"].errors == {"new_password1": [told]}


def test_a_new_password_ends_other_sessions(office: Office) -> None:
    user = office.user("provincial_officer")
    client, _answer = sign_in(user)
    with acting_as(SYSTEM):
        reset_password(user=user)
    assert client.get("/nhiem-vu/").headers["Location"].startswith("/dang-nhap/")


def test_one_acts_in_one_post_at_a_time(office: Office) -> None:
    """Rights of the post in the province do not reach into the post in the commune, nor the other way."""
    user = office.user("auditor", PROVINCE)
    second = office.post(user, "administrator", COMMUNE)
    client, _answer = sign_in(user)
    assert client.get("/nguoi-dung/").status_code == 403
    assert client.post("/chuc-danh/", {"post": second.pk}).status_code == 302
    assert client.get("/nguoi-dung/").status_code == 200
    assert client.get("/nhiem-vu/").status_code == 403


def test_a_post_of_another_cannot_be_chosen(office: Office) -> None:
    others = office.user("leader").assignments.get()
    assert office.client("auditor").post("/chuc-danh/", {"post": others.pk}).status_code == 404


def test_a_shared_computer_is_remembered_for_the_session(office: Office) -> None:
    client, _answer = sign_in(office.user("provincial_officer"), shared="on")
    assert client.session.get_expire_at_browser_close()
    assert "data-shared-device" in client.get("/nhiem-vu/").content.decode()


def test_the_language_switch_works_before_and_after_signing_in(office: Office) -> None:
    client = Client()
    assert client.post("/ngon-ngu/", {"language": "en", "next": SIGN_IN}).headers["Location"] == SIGN_IN
    assert client.get(SIGN_IN).headers["Content-Language"] == "en"
    user = office.user("provincial_officer")
    client = office.client("provincial_officer")
    client.post("/ngon-ngu/", {"language": "en"})
    assert client.get("/nhiem-vu/").headers["Content-Language"] == "en"
    user.refresh_from_db()
    assert user.language == "en"
