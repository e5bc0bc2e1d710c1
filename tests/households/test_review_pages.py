"""The review form on its pages: sections, keeping what was typed, the result beside it, sending, confirming."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import Assessment, Member
from tests.households.world import World


@pytest.fixture
def review(world: World) -> Assessment:
    return world.listed(world.household(), world.round())


@pytest.fixture
def officer(world: World) -> Client:
    return world.client(world.officer)


def section_url(review: Assessment, slug: str) -> str:
    return reverse("households:section", args=[review.pk, slug])


def hidden(shown: str) -> dict[str, str]:
    """What the page says it was drawn from."""
    return {
        name: re.search(f'name="{name}" value="([^"]*)"', shown)[1]  # type: ignore[index]
        for name in ("seen_version", "digest", "token")
    }


def send(client: Client, review: Assessment, slug: str, **data: Any) -> HttpResponse:
    url = section_url(review, slug)
    go = data.pop("go", "stay")
    answer: Any = client.post(url, hidden(client.get(url).content.decode()) | {"go": go} | data)
    return answer


def stored(world: World, review: Assessment) -> Assessment:
    with world.acting(world.officer):
        return Assessment.objects.get(pk=review.pk)


HOUSING = {
    "ho-wall": "poor_wood",
    "ho-pillar": "concrete",
    "ho-roof": "leaf",
    "ho-floor_area_m2": "36,5",
    "ho-b1_electricity": "60",
}


def test_the_way_in_leads_to_the_first_open_section(review: Assessment, officer: Client) -> None:
    answer = officer.get(reverse("households:review", args=[review.pk]))
    assert answer.headers["Location"] == section_url(review, "ho")


@pytest.mark.parametrize(
    "slug", ["ho", "thanh-vien", "viec-lam", "nha-o", "nuoc", "tai-san", "nguyen-nhan", "kiem-tra"]
)
def test_every_section_is_a_page(review: Assessment, officer: Client, slug: str) -> None:
    shown = officer.get(section_url(review, slug)).content.decode()
    assert "Kết quả tạm tính" in shown
    assert shown.count("Chưa làm") == 7
    assert 'aria-current="step"' in shown


def test_an_unknown_section_is_not_there(review: Assessment, officer: Client) -> None:
    assert officer.get(section_url(review, "khac")).status_code == 404


def test_a_section_is_saved_and_the_next_one_shown(world: World, review: Assessment, officer: Client) -> None:
    answer = send(officer, review, "nha-o", go="next", **HOUSING)
    assert answer.headers["Location"] == section_url(review, "nuoc")
    found = stored(world, review)
    assert found.answers == {
        "wall": "poor_wood",
        "pillar": "concrete",
        "roof": "leaf",
        "floor_area_m2": "36.5",
        "b1_electricity": "60",
    }
    shown = officer.get(section_url(review, "nuoc")).content.decode()
    assert "tường và mái không bền chắc" in shown
    assert "Xong" in shown


def test_a_wrong_figure_is_named_and_kept_with_the_rest(world: World, review: Assessment, officer: Client) -> None:
    answer = send(officer, review, "nha-o", go="next", **HOUSING | {"ho-floor_area_m2": "36m"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Nhập số từ 4 đến 1.000, ví dụ 36 hoặc 36,5" in shown
    assert 'value="36m"' in shown
    assert "Có lỗi" in shown
    found = stored(world, review)
    assert found.answers["wall"] == "poor_wood"
    assert "floor_area_m2" not in found.answers
    again = officer.get(section_url(review, "nha-o")).content.decode()
    assert 'value="36m"' in again
    assert "Nhập số từ 4 đến 1.000" in again


def test_a_list_wants_nothing_or_its_parts(review: Assessment, officer: Client) -> None:
    answer = send(officer, review, "tai-san", **{"ho-info_means": ["tv", "-"]})
    assert "chỉ chọn “Không có loại nào kể trên”" in answer.content.decode()


def test_no_tick_is_no_answer_and_none_is_one(world: World, review: Assessment, officer: Client) -> None:
    send(officer, review, "tai-san", **{"ho-uses_internet": "no"})
    assert "info_means" not in stored(world, review).answers
    send(officer, review, "tai-san", **{"ho-uses_internet": "no", "ho-info_means": "-"})
    assert stored(world, review).answers == {"uses_internet": False, "info_means": []}


def test_members_answer_by_their_age(world: World, review: Assessment, officer: Client) -> None:
    child = world.member(review.household, "Nguyễn Thị Bé", birth_day=None, birth_month=None, birth_year=2018)
    with world.acting(world.officer):
        head = Member.objects.get(relation__is_head=True)
    shown = officer.get(section_url(review, "thanh-vien")).content.decode()
    assert f'name="tv-{child.pk.hex}-is_stunted"' in shown
    assert f'name="tv-{child.pk.hex}-education"' not in shown
    assert f'name="tv-{head.pk.hex}-education"' in shown
    assert f'name="tv-{head.pk.hex}-is_stunted"' not in shown
    send(officer, review, "thanh-vien", **{f"tv-{child.pk.hex}-has_health_insurance": "no"})
    assert stored(world, review).member_facts[str(child.pk)] == {"has_health_insurance": False}
    shown = officer.get(section_url(review, "viec-lam")).content.decode()
    assert "Nguyễn Thị Bé (8 tuổi) chưa có thẻ bảo hiểm y tế" in shown or "Nguyễn Thị Bé" in shown


def test_the_first_section_changes_the_household(world: World, review: Assessment, officer: Client) -> None:
    answer = send(officer, review, "ho", go="next", version="1", address="Tổ 7", has_merit="on")
    assert answer.headers["Location"] == section_url(review, "thanh-vien")
    with world.acting(world.officer):
        review.household.refresh_from_db()
    assert (review.household.address, review.household.has_merit) == ("Tổ 7", True)
    assert stored(world, review).saved_sections == ["household"]


def test_causes_and_wishes(world: World, review: Assessment, officer: Client) -> None:
    wishes = {"ho-causes": ["no_land", "illness"], "ho-wishes": "Vay vốn nuôi bò"}
    send(officer, review, "nguyen-nhan", **wishes)
    found = stored(world, review)
    assert (found.causes, found.wishes) == (["no_land", "illness"], "Vay vốn nuôi bò")


def test_last_years_answer_stands_beside_and_counts_for_nothing(world: World, officer: Client) -> None:
    household = world.household()
    world.scored(world.listed(household, world.round(2025)), roof="leaf", floor_area_m2="34")
    review = world.listed(household, world.round(2026))
    shown = officer.get(section_url(review, "nha-o")).content.decode()
    assert "2025: Lá dừa nước" in shown
    assert "2025: 34 m²" in shown
    assert 'value="34"' not in shown
    assert "Chưa đủ dữ liệu" in shown


def test_a_save_by_itself_answers_with_the_parts_that_change(world: World, review: Assessment, officer: Client) -> None:
    answer = send(officer, review, "nha-o", go="auto", **HOUSING)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert stored(world, review).answers["roof"] == "leaf"
    for part in ("saved-state", "form-state", "steps", "preview"):
        assert f'id="{part}"' in shown
    assert "Đã lưu lúc" in shown
    assert 'name="seen_version" value="2"' in shown


def test_figures_are_drawn_as_they_are_typed_whatever_stands_beside_them(review: Assessment, officer: Client) -> None:
    data = HOUSING | {"ho-b1_electricity": "1.234,5"}
    send(officer, review, "nha-o", **data)
    shown = officer.get(section_url(review, "nha-o")).content.decode()
    assert 'value="36,5"' in shown
    assert 'value="1.234,5"' in shown
    send(officer, review, "nha-o", **data | {"ho-built_year": "95"})
    beside = officer.get(section_url(review, "nha-o")).content.decode()
    assert 'value="36,5"' in beside
    assert beside.count('class="msg"') == 1


def test_a_save_by_itself_says_what_it_could_not_read(review: Assessment, officer: Client) -> None:
    shown = send(officer, review, "nha-o", go="auto", **HOUSING | {"ho-floor_area_m2": "36m"}).content.decode()
    assert re.search(r'<p data-field="id_ho-floor_area_m2">Nhập số từ 4 đến 1.000', shown)
    assert "còn 1 mục chưa hợp lệ" in shown


def test_what_has_arrived_is_named_to_the_browser(review: Assessment, officer: Client) -> None:
    stamp = f"phieu:{review.pk}:housing|1700000000000"
    for go in ("auto", "next"):
        assert (
            send(officer, review, "nha-o", go=go, draft_sent=stamp, **HOUSING).cookies["draft-arrived"].value == stamp
        )
    refused = send(officer, review, "nha-o", draft_sent=stamp, **HOUSING | {"ho-floor_area_m2": "36m"})
    forged = send(officer, review, "nha-o", draft_sent=f"{stamp}; domain=example.org", **HOUSING)
    assert "draft-arrived" not in refused.cookies | forged.cookies


def test_a_long_wish_that_is_not_stored_has_not_arrived(review: Assessment, officer: Client) -> None:
    answer = send(
        officer, review, "nguyen-nhan", go="auto", draft_sent="phieu:x|1700000000000", **{"ho-wishes": "x" * 2001}
    )
    assert "draft-arrived" not in answer.cookies


def test_doubts_about_members_stand_beside_their_questions(world: World, review: Assessment, officer: Client) -> None:
    for name in ("Lê Thị Một", "Lê Thị Hai"):
        world.member(review.household, name, "Vợ/chồng", sex="f")
    shown = officer.get(section_url(review, "thanh-vien")).content.decode()
    assert shown.count('<p class="caution">2 người trong hộ ghi là “Vợ/chồng”') == 2


def test_saving_after_ones_own_autosave_is_no_conflict(world: World, review: Assessment, officer: Client) -> None:
    url = section_url(review, "nha-o")
    drawn = hidden(officer.get(url).content.decode())
    officer.post(url, drawn | {"go": "auto", "ho-wall": "brick"})
    assert officer.post(url, drawn | {"go": "stay", "ho-wall": "earth"}).status_code == 302
    late = officer.post(url, drawn | {"go": "auto", "ho-wall": "brick"})
    assert "Chưa lưu được" in late.content.decode()
    assert stored(world, review).answers["wall"] == "earth"


def test_two_officers_in_one_section_see_both_versions(world: World, review: Assessment, officer: Client) -> None:
    url = section_url(review, "nha-o")
    drawn = hidden(officer.get(url).content.decode())
    colleague = world.client(world.access(world.commune))
    send(colleague, review, "nha-o", **{"ho-wall": "brick"})
    answer = officer.post(url, drawn | {"go": "stay", "ho-wall": "earth", "ho-roof": "tile"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Xây gạch, đá" in shown
    assert "Đất, vôi, rơm" in shown
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown))
    carried.pop("csrfmiddlewaretoken")
    assert officer.post(url, carried).status_code == 302
    assert stored(world, review).answers == {"wall": "earth", "roof": "tile"}


def test_a_finished_form_is_sent_and_explained(world: World, review: Assessment, officer: Client) -> None:
    answered = world.answered(review, toilet="none")
    shown = officer.get(section_url(review, "kiem-tra")).content.decode()
    assert "Phiếu đã đủ câu trả lời" in shown
    answer = officer.post(reverse("households:score", args=[review.pk]), {"version": str(answered.version)})
    assert answer.headers["Location"] == reverse("households:result", args=[review.pk])
    result = officer.get(answer.headers["Location"]).content.decode()
    assert "Giải thích cho hộ" in result
    assert "Nhà tiêu hợp vệ sinh: loại nhà tiêu là “Không có nhà tiêu”" in result
    assert "Bảng điểm minh họa, không phải phụ lục chính thức" in result
    assert officer.get(section_url(review, "nha-o")).headers["Location"] == answer.headers["Location"]


def test_an_unfinished_form_is_not_sent(review: Assessment, officer: Client) -> None:
    answer: Any = officer.post(reverse("households:score", args=[review.pk]), {"version": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == section_url(review, "kiem-tra")
    assert "chưa đủ câu trả lời" in answer.content.decode()


def test_the_officers_own_finding(world: World, review: Assessment, officer: Client) -> None:
    answered = world.answered(review)
    url = reverse("households:override", args=[review.pk, "toilet"])
    data = {"version": str(answered.version), "finding": "yes", "reason": ""}
    assert "Nêu lý do" in officer.post(url, data).content.decode()
    assert officer.post(url, data | {"reason": "Nhà tiêu đã hỏng"}).status_code == 302
    shown = officer.get(section_url(review, "kiem-tra")).content.decode()
    assert "Nhà tiêu đã hỏng" in shown
    assert officer.get(reverse("households:override", args=[review.pk, "khong-co"])).status_code == 404


def test_confirming_and_sending_back(world: World, review: Assessment, officer: Client) -> None:
    scored = world.scored(review)
    leader = world.client(world.leader)
    result = reverse("households:result", args=[review.pk])
    assert "Xác nhận kết quả" in leader.get(result).content.decode()
    assert "Xác nhận kết quả" not in officer.get(result).content.decode()
    back = reverse("households:return_review", args=[review.pk])
    data = {"version": str(scored.version), "reason": "Xem lại nhà ở"}
    assert officer.post(back, data).status_code == 403
    assert leader.post(back, data).status_code == 302
    assert "Xem lại nhà ở" in officer.get(section_url(review, "nha-o")).content.decode()
    officer.post(reverse("households:score", args=[review.pk]), {"version": str(scored.version + 1)})
    decide = reverse("households:decide", args=[review.pk])
    assert leader.get(decide).status_code == 200
    answer = leader.post(decide, {"version": str(scored.version + 2), "on": "20/11/2026", "decision": "125/QĐ-UBND"})
    assert answer.status_code == 302
    assert stored(world, review).state == "decided"
    shown = officer.get(reverse("households:detail", args=[review.household_id])).content.decode()
    assert "125/QĐ-UBND" in shown


def test_who_reviewed_sees_no_button_to_confirm(world: World, review: Assessment) -> None:
    world.scored(review)
    with world.acting(world.officer):
        Assessment.objects.filter(pk=review.pk).update(reviewer=world.leader.user)
    shown = world.client(world.leader).get(reverse("households:result", args=[review.pk])).content.decode()
    assert "Xác nhận kết quả" not in shown


def test_a_reader_is_shown_the_result_page(world: World, review: Assessment) -> None:
    leader = world.client(world.leader)
    answer = leader.get(reverse("households:review", args=[review.pk]))
    assert answer.headers["Location"] == reverse("households:result", args=[review.pk])
    assert leader.get(section_url(review, "nha-o")).status_code == 403


@pytest.mark.parametrize(
    ("income", "expected"),
    [("33.600.000", "hộ nghèo"), ("33600001", "hộ không nghèo"), ("33,6 triệu", "hộ nghèo")],
)
def test_one_dong_over_the_line_through_the_form(world: World, officer: Client, income: str, expected: str) -> None:
    """MDP_2027 in town: 2,800,000 dong a month for the one person of the household."""
    review = world.listed(world.household(), world.round(2027, "MDP_2027", opens_on="2026-01-01"))
    world.answered(review, toilet="none", water_source="surface", waste="burned")
    with world.acting(world.officer):
        head = Member.objects.get()
    person = {f"tv-{head.pk.hex}-{name}": value for name, value in WORK.items()}
    assert send(officer, review, "viec-lam", **person, **{"ho-income_12_months": income}).status_code == 302
    shown = officer.get(section_url(review, "kiem-tra")).content.decode()
    assert f"Kết quả: {expected}" in shown


WORK = {"job_status": "working", "job_kind": "enterprise", "contract": "with_contract", "pension": "none"}
