"""The pages of the registry: what each shows, to whom, and what a form keeps."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.acting import SYSTEM, acting_as
from core.models import AccessLogEntry
from households.models import Assessment, Household, Member
from tests.households.world import NUMBER, World


@pytest.fixture
def household(world: World) -> Household:
    return world.household(number=NUMBER, phone="0912345678")


@pytest.fixture
def officer(world: World) -> Client:
    return world.client(world.officer)


@pytest.fixture
def stranger(world: World) -> Client:
    return world.client(world.other_officer)


def page(client: Client, name: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode()


# --- reading ---------------------------------------------------------------------------------------------


def test_the_list_shows_whom_one_may_see(world: World, household: Household, officer: Client, stranger: Client) -> None:
    world.household("Lê Thị Bé", access=world.other_officer)
    mine, theirs = page(officer, "households:list"), page(stranger, "households:list")
    assert ("Nguyễn Văn An" in mine, "Lê Thị Bé" in mine) == (True, False)
    assert ("Nguyễn Văn An" in theirs, "Lê Thị Bé" in theirs) == (False, True)
    assert "1 hộ ở Phường Bình Đức" in mine


def test_the_list_shows_class_and_review(world: World, household: Household, officer: Client) -> None:
    world.classify(household, "poor", since=date(2025, 12, 1))
    world.listed(household, world.round())
    shown = page(officer, "households:list")
    assert "hộ nghèo" in shown
    assert "chưa rà soát" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "nguyen van"}, {"An"}),
        ({"q": "Nguyễn"}, {"An"}),
        ({"loai": "poor"}, {"An"}),
        ({"trang_thai": "scored"}, {"An"}),
        ({"trang_thai": "none"}, {"Bé"}),
        ({"thieu_hut": "toilet"}, {"An"}),
        ({"thieu_hut": "water"}, set()),
        ({"ket_qua": "near_poor"}, {"An"}),
        ({"ket_qua": "near_poor", "nam": "2025"}, set()),
        ({"dtts": "khong"}, {"An", "Bé"}),
        ({"dia_ban": "2025-30292"}, {"An", "Bé"}),
    ],
)
def test_filters_of_the_list(
    world: World, household: Household, officer: Client, query: dict[str, str], found: set[str]
) -> None:
    world.classify(household, "poor", since=date(2025, 12, 1))
    world.scored(world.listed(household, world.round()), toilet="none")
    world.household("Trần Thị Bé")
    shown = page(officer, "households:list", **query)
    assert {name for name in ("An", "Bé") if f"{name}</a>" in shown} == found


def test_a_village_is_a_place_of_the_list(world: World, household: Household, officer: Client) -> None:
    inside = world.household("Lê Văn Thôn", area=world.village)
    review_round = world.round()
    world.listed(inside, review_round)
    world.listed(household, review_round)
    shown = page(officer, "households:list", dia_ban=world.village.ref, trang_thai="listed")
    assert "Lê Văn Thôn" in shown
    assert "Nguyễn Văn An" not in shown


def test_a_place_of_others_is_not_there(household: Household, stranger: Client) -> None:
    page(stranger, "households:list", dia_ban="2025-30292", status=404)


def test_the_list_asks_no_more_queries_for_more_rows(
    world: World, officer: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        world.household(f"Lê Văn {number}", area=world.village)
    page(officer, "households:list")
    with django_assert_max_num_queries(22):
        page(officer, "households:list")


def test_the_export_is_the_list_without_citizen_numbers(world: World, household: Household, officer: Client) -> None:
    exported = page(officer, "households:list", format="csv", q="Nguyễn")
    assert "Nguyễn Văn An" in exported
    assert NUMBER not in exported
    assert "0001•" not in exported
    with acting_as(SYSTEM):
        entry = AccessLogEntry.objects.get(kind="export")
    assert (entry.user_id, entry.rows) == (world.officer.user_id, 1)


def test_exporting_needs_its_right(world: World, household: Household) -> None:
    page(world.client(world.leader), "households:list", format="csv", status=403)


def test_another_communes_household_is_nowhere(
    world: World, household: Household, officer: Client, stranger: Client
) -> None:
    review = world.listed(household, world.round())
    with world.acting(world.officer):
        member = household.members.get()
    names: list[tuple[str, list[Any]]] = [
        *(
            (f"households:{name}", [household.pk])
            for name in ("detail", "edit", "move", "close", "change_head", "member_add")
        ),
        *((f"households:{name}", [household.pk, member.pk]) for name in ("member_edit", "member_leave")),
        *((f"households:{name}", [review.pk]) for name in ("review", "result")),
        ("households:section", [review.pk, "nha-o"]),
        ("households:override", [review.pk, "toilet"]),
        ("api_household", [household.pk]),
    ]
    for name, args in names:
        page(stranger, name, *args, status=404)
        assert officer.get(reverse(name, args=args)).status_code in (200, 302), name
    for name, args in [
        ("households:reveal", [household.pk, member.pk]),
        ("households:score", [review.pk]),
        ("households:reopen", [review.pk]),
        ("households:start_review", [household.pk, review.round_id]),
    ]:
        assert stranger.post(reverse(name, args=args)).status_code == 404, name


def test_opening_a_file_is_logged(world: World, household: Household, officer: Client) -> None:
    shown = page(officer, "households:detail", household.pk)
    assert "Nguyễn Văn An" in shown
    with acting_as(SYSTEM):
        entry = AccessLogEntry.objects.get(kind="open")
    assert (entry.object_id, entry.user_id) == (str(household.pk), world.officer.user_id)


def test_a_number_is_revealed_once_and_logged(world: World, household: Household, officer: Client) -> None:
    with world.acting(world.officer):
        member = household.members.get()
    assert NUMBER not in page(officer, "households:detail", household.pk)
    answer = officer.post(reverse("households:reveal", args=[household.pk, member.pk]))
    assert NUMBER in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    with acting_as(SYSTEM):
        entry = AccessLogEntry.objects.get(kind="reveal")
    assert (entry.object_type, entry.object_id) == ("households.member", str(member.pk))
    assert NUMBER not in page(officer, "households:detail", household.pk)


def test_revealing_is_not_for_everybody(world: World, household: Household) -> None:
    with world.acting(world.officer):
        member = household.members.get()
    leader = world.client(world.leader)
    assert leader.post(reverse("households:reveal", args=[household.pk, member.pk])).status_code == 403
    assert "so-dinh-danh" not in page(leader, "households:detail", household.pk)


def test_history_shows_who_changed_what(world: World, household: Household, officer: Client) -> None:
    officer.post(
        reverse("households:edit", args=[household.pk]), {"version": "1", "address": "Tổ 9", "has_merit": "on"}
    )
    shown = page(officer, "households:detail", household.pk)
    assert "Tổ 9" in shown
    assert world.officer.user.full_name in shown  # type: ignore[union-attr]
    assert "đã đổi (không hiện)" not in shown.split("Lịch sử")[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an", True),
        ("nguyen van an", True),
        ("Nguyễn An", True),
        ("NGUYEN VAN", True),
        ("hoa", True),
        (NUMBER, True),
        ("30292-", True),
        ("xyz", False),
        ("%", False),
        ("100%", False),
    ],
)
def test_search(world: World, household: Household, officer: Client, text: str, found: bool) -> None:
    world.member(household, "Nguyễn Thị Hoa")
    assert (household.code in page(officer, "search", q=text)) == found


def test_search_sees_no_other_commune(world: World, household: Household, stranger: Client) -> None:
    for text in ("nguyen van an", NUMBER, household.code):
        assert str(household.pk) not in page(stranger, "search", q=text)


def test_names_with_the_accents_as_typed_come_first(world: World, officer: Client) -> None:
    for name in ("Trần Văn Hoa", "Trần Văn Hòa", "Trần Văn Hoà"):
        world.household(name)
    shown = page(officer, "search", q="Hòa")
    assert shown.index("Trần Văn Hòa") < shown.index("Trần Văn Hoa")


# --- writing ---------------------------------------------------------------------------------------------


def register_data(world: World, **changed: str) -> dict[str, str]:
    given = {
        "area": str(world.commune.pk),
        "full_name": "LÊ THỊ ÚT",
        "sex": "f",
        "birth": "08/1975",
        "address": "Tổ 4",
        "number": "",
    }
    return given | changed


def test_registering_by_the_form(world: World, officer: Client) -> None:
    answer = officer.post(reverse("households:register"), register_data(world))
    assert answer.status_code == 302, answer.content.decode()
    with world.acting(world.officer):
        household = Household.objects.get()
        head = household.members.get()
    assert answer.headers["Location"] == reverse("households:detail", args=[household.pk])
    assert (head.full_name, head.birth_text) == ("Lê Thị Út", "08/1975")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("birth", "31/2/1990", "Không có ngày"),
        ("birth", "90", "5/8/1990"),
        ("birth", "1/1/2090", "từ năm 1900 đến hôm nay"),
        ("number", "12345", "12 số"),
        ("number", NUMBER, "Số này đã ghi cho"),
        ("phone", "12", "0912345678"),
        ("full_name", "", "Chưa nhập"),
        ("full_name", "12345", "Ghi họ và tên bằng chữ cái"),
        ("full_name", "Nguyễn 😀 Văn", "Ghi họ và tên bằng chữ cái"),
    ],
)
def test_an_error_says_what_is_accepted_and_keeps_what_was_typed(
    world: World, household: Household, officer: Client, field: str, typed: str, said: str
) -> None:
    answer = officer.post(reverse("households:register"), register_data(world, **{field: typed}))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert said in shown
    assert "Tổ 4" in shown
    assert typed in shown


def test_the_choice_of_places_ends_at_ones_area(world: World, officer: Client) -> None:
    data = register_data(world, area=str(world.other_commune.pk))
    assert "Nơi ở" in officer.post(reverse("households:register"), data).content.decode()
    with acting_as(SYSTEM):
        assert not Household.objects.exists()


def test_doubts_about_a_number_stop_nothing(world: World, officer: Client) -> None:
    data = register_data(world, number="000080001234")  # of a man born in 1980
    answer = officer.post(reverse("households:register"), data, follow=True)
    shown = answer.content.decode()
    assert "khác giới tính đã ghi" in shown
    assert "khác năm sinh đã ghi" in shown


def test_two_officers_at_once_see_both_versions(world: World, household: Household, officer: Client) -> None:
    url = reverse("households:edit", args=[household.pk])
    officer.post(url, {"version": "1", "address": "Tổ 1"})
    answer = officer.post(url, {"version": "1", "address": "Tổ 2"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Tổ 1" in shown
    assert "Tổ 2" in shown
    assert 'name="version" value="2"' in shown
    assert officer.post(url, {"version": "2", "address": "Tổ 2"}).status_code == 302
    with world.acting(world.officer):
        household.refresh_from_db()
    assert household.address == "Tổ 2"


def test_members_are_added_one_after_the_other(world: World, household: Household, officer: Client) -> None:
    from catalogs.models import RelationToHead

    url = reverse("households:member_add", args=[household.pk])
    data = {
        "version": "1",
        "full_name": "Nguyễn Thị Hoa",
        "relation": str(RelationToHead.objects.get(name="Con").pk),
        "sex": "f",
        "birth": "1/2/2016",
        "go": "another",
    }
    answer = officer.post(url, data)
    assert answer.headers["Location"] == url
    with world.acting(world.officer):
        assert Member.objects.filter(household=household).count() == 2
        household.refresh_from_db()
    assert household.version == 2


def test_what_is_implausible_about_members_is_remarked_and_saved(
    world: World, household: Household, officer: Client
) -> None:
    from catalogs.models import RelationToHead

    url = reverse("households:member_add", args=[household.pk])
    relation = str(RelationToHead.objects.get(name="Con").pk)
    data = {"version": "1", "full_name": "Nguyễn Văn Già", "relation": relation, "sex": "m", "birth": "1950"}
    shown = officer.post(url, data, follow=True).content.decode()
    assert "Nguyễn Văn Già: 76 tuổi, chủ hộ 46 tuổi: kiểm tra lại ngày sinh hoặc quan hệ." in shown
    assert '<span class="caution">76 tuổi, chủ hộ 46 tuổi' in shown


def test_the_list_of_a_commune_does_not_name_it_in_every_row(world: World, officer: Client) -> None:
    world.household("Lê Văn Thôn", area=world.village)
    rows = re.findall(r'<td[^>]*data-label="Nơi ở"[^>]*>(.*?)</td>', page(officer, "households:list"), re.DOTALL)
    assert [row.strip() for row in rows] == ["Khóm Bình Đức 1"]


def test_who_confirms_discards_a_recognised_file_and_who_enters_does_not(
    world: World, household: Household, officer: Client
) -> None:
    world.classify(household, "poor", since=date(2025, 12, 1))
    data = {"version": "1", "state": "mistaken", "on": "1/7/2026", "reason": "trùng hồ sơ 30292-000002"}
    refused = officer.post(reverse("households:close", args=[household.pk]), data)
    assert "người có quyền xác nhận kết quả mới được bỏ hồ sơ này" in refused.content.decode()
    leader = world.client(world.leader)
    url = reverse("households:discard", args=[household.pk])
    assert url in page(leader, "households:detail", household.pk)
    assert leader.post(url, data).status_code == 302
    assert "lập nhầm, trùng hồ sơ" in page(leader, "households:detail", household.pk)


def test_a_member_form_returns_only_to_this_site(world: World, household: Household, officer: Client) -> None:
    with world.acting(world.officer):
        member = household.members.get()
    url = reverse("households:member_edit", args=[household.pk, member.pk])
    data = {"version": "1", "full_name": "Nguyễn Văn An", "sex": "m", "birth": "1980"}
    answer = officer.post(f"{url}?tiep=https://example.org/", data)
    assert answer.headers["Location"].startswith("/ho/")


def test_the_forms_of_a_household(world: World, household: Household, officer: Client) -> None:
    for name in ("edit", "move", "close", "change_head", "member_add"):
        assert "<form" in page(officer, f"households:{name}", household.pk)
    url = reverse("households:move", args=[household.pk])
    moved = {"version": "1", "area": str(world.village.pk), "address": "Tổ 1", "on": "1/7/2026"}
    assert officer.post(url, moved).status_code == 302
    with world.acting(world.officer):
        household.refresh_from_db()
    assert household.area == world.village


# --- rounds and starting ---------------------------------------------------------------------------------


def test_rounds_show_their_progress(world: World, household: Household, officer: Client) -> None:
    world.listed(household, world.round())
    shown = page(officer, "households:rounds")
    assert "1 hộ trong danh sách" in shown
    assert "Mở đợt" not in shown


def test_a_round_is_opened_by_the_form(world: World) -> None:
    leader = world.client(world.access(world.province, ("households.view", "households.decide")))
    assert "Mở đợt rà soát" in page(leader, "households:rounds")
    url = reverse("households:round_open")
    data = {
        "year": "2026",
        "kind": "periodic",
        "opens_on": "1/9/2026",
        "closes_on": "14/12/2026",
        "reference_date": "14/12/2026",
    }
    wrong = leader.post(url, data | {"closes_on": "1/8/2026"})
    assert "không được trước ngày bắt đầu" in wrong.content.decode()
    assert leader.post(url, data).status_code == 302
    assert "đã mở" in leader.post(url, data).content.decode()


def test_a_household_that_asks_is_put_on_the_list(world: World, household: Household, officer: Client) -> None:
    review_round = world.round()
    assert "Đưa vào" in page(officer, "households:detail", household.pk)
    answer = officer.post(reverse("households:start_review", args=[household.pk, review_round.pk]))
    with world.acting(world.officer):
        review = Assessment.objects.get()
    assert answer.headers["Location"] == reverse("households:review", args=[review.pk])
    assert "Đưa vào" not in page(officer, "households:detail", household.pk)
