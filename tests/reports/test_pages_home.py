"""The first page: the overview of a province, the day's work of a commune, and people without figures."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assignment
from areas.models import Area
from areas.services import create_village
from committees.models import Task
from households.models import Assessment
from reports.cube.refresh import refresh
from tests.reports.desk import PROVINCE_QUERY, Desk, Page, recognise
from tests.reports.test_cube_capital import article_004

YEAR = timezone.localdate().year


def poor(desk: Desk, place: Area, year: int, count: int = 1, **more: Any) -> list[Assessment]:
    return [desk.world.assess(desk.world.household(place), year, **more) for _number in range(count)]


def test_a_province_reads_its_news_and_where_to_look(desk: Desk) -> None:
    article_004(desk.world)
    desk.target(desk.world.province, 2024)
    page = desk.page("home", **PROVINCE_QUERY)
    assert page.heading.startswith("Giải ngân đạt 46,54% kế hoạch; còn phải giải ngân 178 tỷ đồng")
    assert page.lead == (
        "Vốn sự nghiệp mới đạt 29,10%. 3 trong 4 đơn vị thấp hơn bình quân; 1 đơn vị chưa giải ngân;"
        " 1 đơn vị có nguy cơ không đạt mục tiêu."
    )
    behind_words = {
        "3 trong 4 đơn vị": "Giải ngân của từng đơn vị",
        "1 đơn vị chưa giải ngân": "Giải ngân của từng đơn vị",
        "1 đơn vị có nguy cơ không đạt mục tiêu": "Đơn vị có nguy cơ không đạt mục tiêu",
    }
    for words, caption in behind_words.items():
        behind = desk.office.client("provincial_officer").get(page.links(words)[0].partition("#")[0])
        assert len(Page(behind).table(caption)) == int(words[0])


def test_poverty_stands_beside_the_year_before(desk: Desk) -> None:
    world = desk.world
    commune = world.communes[0]
    households = [world.household(commune) for _number in range(3)]
    for household in households:
        world.assess(household, 2022, "poor", state="decided")
    for household, result in zip(households, ("poor", "not_poor", "near_poor"), strict=True):
        world.assess(household, 2023, result, state="decided")
    for year in (2022, 2023):
        recognise(world, year, date(year, 12, 20))
    refresh()
    page = desk.page("home", **PROVINCE_QUERY)
    rows = page.table("Hộ nghèo, hộ cận nghèo qua các năm")
    assert rows[0][:9] == ["2023", "1", "thiếu tổng số hộ", "2", "0", "0", "1", "thiếu tổng số hộ", "−2"]
    assert rows[1][:2] == ["2022", "3"]
    assert rows[0][9] == "Đã công nhận"
    behind = desk.office.client("provincial_officer").get(page.links("1")[0])
    assert "1 hộ khớp với bộ lọc" in behind.content.decode()


def test_a_review_that_was_recognised_later_has_no_result_on_the_day(desk: Desk) -> None:
    poor(desk, desk.world.communes[0], 2024, state="decided")
    recognise(desk.world, 2024, date(2024, 12, 20))
    refresh()
    before = desk.page("home", **PROVINCE_QUERY)
    assert "đến ngày 28/10/2024 chưa có kết quả" in before.text
    after = desk.page("home", dia_ban="2024-89", nam="2024", tinh_den="2024-12-31")
    assert after.table("Hộ nghèo, hộ cận nghèo qua các năm")[0][:2] == ["2024", "1"]


def test_a_running_review_shows_its_progress(desk: Desk) -> None:
    commune = desk.office.commune
    poor(desk, commune, YEAR)
    poor(desk, commune, YEAR, state="listed", deprivation_mask=None, result_class="")
    refresh()
    page = desk.page("home")
    assert "đang rà soát: 1 trong 2 hộ đã có kết quả (50,00%), trong đó 1 hộ nghèo" in page.text


def test_the_heat_map_leads_to_households(desk: Desk) -> None:
    world = desk.world
    poor(desk, world.communes[0], 2023, 3, deprivation_mask=0b1)
    poor(desk, world.communes[0], 2023, 1, deprivation_mask=0b10)
    recognise(world, 2023, date(2023, 12, 20))
    refresh()
    page = desk.page("home", **PROVINCE_QUERY)
    heat = page.context["heat"]
    assert [line.label for line in heat.lines] == [world.districts[0].full_name]
    assert [cell.text for cell in heat.lines[0].cells[:3]] == ["75", "25", "0"]
    behind = desk.office.client("provincial_officer").get(heat.lines[0].cells[0].url)
    assert "3 hộ khớp với bộ lọc" in behind.content.decode()
    assert heat.left_out == world.province.children.count() - 1


def test_what_is_overdue_stands_on_the_page_of_today_alone(desk: Desk) -> None:
    agency = desk.office.agency("2025-30292")
    late = timezone.localdate() - timedelta(days=3)
    Task.objects.create(title="Báo cáo tiến độ", agency=agency, area=agency.area, scope_path=agency.area.path, due=late)
    page = desk.page("home")
    assert "Nhiệm vụ quá hạn (1)" in page.text
    assert "3 ngày" in page.text
    assert "Nhiệm vụ quá hạn" not in desk.page("home", **PROVINCE_QUERY).text


def test_an_empty_province_says_what_is_missing(desk: Desk) -> None:
    page = desk.page("home", ref="2025-92")
    assert page.heading.startswith("Chưa có kết quả rà soát hộ nghèo đến ngày")
    assert "Chưa giao kế hoạch vốn" in page.text
    assert "Chưa có đợt rà soát nào." in page.text


def test_a_commune_begins_with_its_work(desk: Desk) -> None:
    commune = desk.office.commune
    village = create_village(commune=commune, kind="khóm", name="Bình Đức 1")
    poor(desk, village, YEAR, 2, area=commune, state="listed", deprivation_mask=None, result_class="")
    poor(desk, village, YEAR, 1, area=commune)
    refresh()
    page = desk.page("home", role="commune_officer", ref="2025-30292")
    assert page.heading == "Việc của tôi hôm nay"
    assert "Rà soát 2 hộ ở Khóm Bình Đức 1" in page.text
    assert page.table("Tiến độ rà soát từng thôn")[0] == ["Khóm Bình Đức 1", "3", "2", "0", "1", "0", "0", "", "33,33%"]
    assert page.links("Lập hồ sơ hộ") == [reverse("households:register")]
    assert page.links("Nhập tổng số hộ") == [reverse("areas:population", args=["2025-30292"])]
    behind = desk.office.client("commune_officer", "2025-30292").get(page.links("2")[0])
    assert "2 hộ khớp với bộ lọc" in behind.content.decode()


def test_a_commune_holds_its_capital_against_the_target_of_its_province(desk: Desk) -> None:
    """It was given none of its own; that of another commune is not told."""
    world, commune = desk.world, desk.office.commune
    world.assign(world.line(world.holder(commune), YEAR), 1_000_000_000, timezone.localdate())
    refresh()
    desk.target(desk.office.other_commune, YEAR, "80")
    page = desk.page("home", role="commune_officer", ref="2025-30292")
    assert "mục tiêu" not in page.text
    desk.target(desk.office.province, YEAR, "95")
    assert "mục tiêu 95%" in desk.page("home", role="commune_officer", ref="2025-30292").text
    assert f"Số liệu năm {YEAR} là tạm tính, chốt" in page.text
    desk.target(commune, YEAR, "90")
    assert "mục tiêu 90%" in desk.page("home", role="commune_officer", ref="2025-30292").text


def test_overdue_work_stands_in_the_title(desk: Desk) -> None:
    agency = desk.office.agency("2025-30292")
    late = timezone.localdate() - timedelta(days=1)
    Task.objects.create(title="Báo cáo", agency=agency, area=agency.area, scope_path=agency.area.path, due=late)
    page = desk.page("home", role="commune_officer", ref="2025-30292")
    assert page.heading == "Việc của tôi hôm nay: 1 việc quá hạn"


def test_a_village_reviewer_sees_the_own_village(desk: Desk) -> None:
    commune = desk.office.commune
    own, other = (create_village(commune=commune, kind="khóm", name=name) for name in ("Một", "Hai"))
    for village in (own, other):
        poor(desk, village, YEAR, 1, area=commune, state="listed", deprivation_mask=None, result_class="")
    refresh()
    page = desk.page("home", role="village_reviewer", ref=own.ref)
    assert "Khóm Một" in page.text
    assert "Khóm Hai" not in page.text
    assert "Số liệu cập nhật" not in page.text


def test_nobody_without_a_post_is_left_alone(desk: Desk) -> None:
    user = desk.office.user("auditor")
    Assignment.objects.filter(user=user).delete()
    page = desk.page("home", role="auditor")
    assert "chưa được phân công" in page.text


def test_the_day_of_the_article_is_offered_in_the_demonstration_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = "Xem như ngày 28/10/2024"
    monkeypatch.setattr("reports.views.home.is_demo", lambda: False)
    assert not desk.page("home").links(offer)
    monkeypatch.setattr("reports.views.home.is_demo", lambda: True)
    there = desk.office.client("provincial_officer").get("/" + desk.page("home").links(offer)[0])
    back = Page(there).links("Trở về hôm nay")
    today = Page(desk.office.client("provincial_officer").get("/" + back[0]))
    assert today.context["chosen"].area.ref == "2025-91"
    assert today.context["chosen"].as_of == timezone.localdate()
    assert not desk.page("home", ref="2025-92").links(offer)
