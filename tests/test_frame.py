"""The frame of every page: navigation by right, what waits, the bell, the user menu, the mark of simulated data."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Assignment
from config.navigation import SECTIONS
from config.section_tabs import SECTION_TABS, right_of
from core.acting import SYSTEM, acting_as
from core.demo import mark_demo
from core.models import Notice
from disbursement.views.decisions import DecisionList
from tests.office import COMMUNE, Office
from tests.tasks_made import make_task
from tests.test_architecture import views

PAGE = "/thong-bao/"  # open to everybody who has signed in


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            "commune_officer",
            [
                "Bảng điều hành",
                "Hộ gia đình",
                "Số liệu hộ nghèo",
                "Chương trình, dự án",
                "Vốn và giải ngân",
                "Chỉ đạo, văn bản",
                "Kiểm tra, giám sát",
                "Số liệu công bố",
            ],
        ),
        ("village_reviewer", ["Bảng điều hành", "Hộ gia đình"]),
        (
            "administrator",
            ["Bảng điều hành", "Số liệu hộ nghèo", "Số liệu công bố", "Người dùng", "Nhật ký hệ thống"],
        ),
    ],
)
def test_the_navigation_shows_what_one_may_open(office: Office, role: str, labels: list[str]) -> None:
    nav = office.client(role, COMMUNE).get(PAGE).context["nav"]
    assert [item["label"] for item in nav] == labels
    client = office.client(role, COMMUNE)
    assert [item["label"] for item in nav if client.get(item["url"]).status_code != 200] == []


def test_a_page_says_in_which_section_it_stands(office: Office) -> None:
    nav = office.client("provincial_officer").get("/van-ban/").context["nav"]
    assert [item["label"] for item in nav if item["current"]] == ["Chỉ đạo, văn bản"]


def test_every_section_is_named_by_the_pages_it_leads_to(office: Office) -> None:
    for role in ("provincial_officer", "administrator"):
        client = office.client(role)
        for item in client.get(PAGE).context["nav"]:
            there = client.get(item["url"]).context["nav"]
            assert [found["label"] for found in there if found["current"]] == [item["label"]]


def test_numbers_say_what_waits_for_this_user_alone(office: Office) -> None:
    with acting_as(SYSTEM):
        make_task(office, COMMUNE)

    def waiting(role: str, ref: str) -> int:
        nav = office.client(role, ref).get(PAGE).context["nav"]
        return next(item["count"] for item in nav if item["label"] == "Chỉ đạo, văn bản")

    assert waiting("commune_officer", COMMUNE) == 1
    assert waiting("provincial_officer", "2025-91") == 0


def test_the_bell_counts_what_was_not_read(office: Office) -> None:
    Notice.objects.create(user=office.user("leader"), text="x")
    page = office.client("leader").get("/nhiem-vu/").content.decode()
    assert "Thông báo: 1 chưa đọc" in page
    assert "chưa đọc" not in office.client("finance").get("/nhiem-vu/").content.decode()


def test_posts_are_offered_to_who_has_several(office: Office) -> None:
    user = office.user("auditor")
    menu = office.client("auditor").get(PAGE).context["user_menu"]
    assert (menu["name"], menu["posts"]) == (str(user), [])
    second = office.post(user, "leader", COMMUNE)
    menu = office.client("auditor").get(PAGE).context["user_menu"]
    assert [(post["value"], post["current"]) for post in menu["posts"]] == [
        (Assignment.objects.filter(user=user).order_by("pk")[0].pk, True),
        (second.pk, False),
    ]


def test_simulated_data_is_marked_on_every_page_and_the_accounts_stand_at_the_door(
    office: Office, settings: Any, tmp_path: Any
) -> None:
    settings.PORTAL_VAR = tmp_path
    assert "Dữ liệu mô phỏng" not in Client().get("/dang-nhap/").content.decode()
    mark_demo([{"username": "tinh", "role": "Cán bộ cấp tỉnh"}])
    door = Client().get("/dang-nhap/").content.decode()
    assert "Dữ liệu mô phỏng" in door
    assert "<code>tinh</code>" in door
    assert "Dữ liệu mô phỏng" in office.client("leader").get(PAGE).content.decode()


def test_sections_have_distinct_codes() -> None:
    assert len({section.code for section in SECTIONS}) == len(SECTIONS)


def test_a_record_keeps_the_tabs_of_its_list_and_a_form_has_none(office: Office) -> None:
    client = office.client("provincial_officer")
    with acting_as(SYSTEM):
        task = make_task(office)
    tabs = client.get(f"/nhiem-vu/{task.pk}/").context["section_tabs"]
    assert [(tab["label"], tab["current"]) for tab in tabs] == [("Nhiệm vụ", True), ("Sổ văn bản", False)]
    assert list(client.get("/nhiem-vu/giao/").context["section_tabs"]) == []


def test_every_tab_is_a_page_that_shows_itself_as_current(office: Office) -> None:
    client = office.client("provincial_officer")
    for name in (name for groups in SECTION_TABS.values() for _label, tabs in groups for name, _part in tabs):
        shown = client.get(reverse(name)).context["section_tabs"]
        assert [tab["label"] for tab in shown if tab["current"]], name


def test_a_tab_that_one_may_not_open_is_not_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DecisionList, "right_required", "disbursement.sign")
    right_of.cache_clear()
    tabs = office.client("finance").get("/von/").context["section_tabs"]
    right_of.cache_clear()
    parts = next(tab["parts"] for tab in tabs if tab["current"])
    assert [str(part["label"]) for part in parts] == ["Dòng vốn", "Biến động", "Chưa phân bổ"]


def test_the_tab_that_a_page_names_exists() -> None:
    known = {name for groups in SECTION_TABS.values() for _label, tabs in groups for name, _part in tabs}
    named = {getattr(view, "tab", "") for view in views()} - {""}
    assert named
    assert named <= known
