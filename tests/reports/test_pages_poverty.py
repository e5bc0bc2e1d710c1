"""The poverty page: official rates with their denominator, the measures of the surveyed, reviews that run."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.utils import timezone

from areas.models import Area
from households.models import PovertyStandard, ReviewRound
from reports.cube.refresh import refresh
from tests.reports.cube_world import World
from tests.reports.desk import Desk, Page, recognise

PAGE = "reports:poverty"
QUERY = {"dia_ban": "2024-89", "nam": "2023", "tinh_den": "2023-12-31"}
YEAR = timezone.localdate().year


def review(world: World, area: Area, year: int, results: str, **more: Any) -> None:
    """One household for each letter: p poor, n near-poor, o not poor."""
    names = {"p": "poor", "n": "near_poor", "o": "not_poor"}
    for letter in results:
        world.assess(world.household(area), year, names[letter], **more)


@pytest.fixture
def reviewed(desk: Desk) -> Desk:
    """Two communes of the first district; only they exist for the total of their district's households."""
    world = desk.world
    review(world, world.communes[0], 2023, "ppno", deprivation_mask=0b111)
    review(world, world.communes[1], 2023, "pn")
    for commune in world.districts[0].children.all():
        world.population(commune, 2023, 100)
    recognise(world, 2023, date(2023, 12, 20))
    refresh()
    return desk


def test_classes_name_their_denominator(reviewed: Desk) -> None:
    district = reviewed.world.districts[0]
    page = reviewed.page(PAGE, **QUERY | {"dia_ban": district.ref})
    total = 100 * district.children.count()
    rate = f"{3 / total * 100:.2f}%".replace(".", ",")
    assert page.heading == f"Cuối năm 2023 có 3 hộ nghèo, chiếm {rate} tổng số hộ dân cư"
    rows = page.table("Kết quả phân loại hộ")
    assert [row[:3] for row in rows[:2]] == [["Hộ nghèo", "3", rate], ["Hộ cận nghèo", "2", rows[1][2]]]
    assert rows[2][:3] == ["Hộ không nghèo", "1", "–"]
    assert f"Mẫu số: {total:,} hộ dân cư do xã báo cáo.".replace(",", ".") in page.text


def test_a_year_without_a_review_is_said_above_the_last_result(reviewed: Desk) -> None:
    text = reviewed.page(PAGE, **QUERY | {"nam": "2024"}).text
    assert "Đến ngày 31/12/2023 chưa có đợt rà soát năm 2024. Dưới đây là kết quả gần nhất." in text
    assert "Phân loại hộ năm 2023" in text
    assert "Dưới đây là kết quả gần nhất." not in reviewed.page(PAGE, **QUERY).text


def test_a_missing_denominator_is_said_and_never_a_number(reviewed: Desk) -> None:
    page = reviewed.page(PAGE, **QUERY)
    assert "thiếu tổng số hộ nên chưa tính được tỷ lệ" in page.heading
    rows = page.table("Hộ nghèo, hộ cận nghèo theo đơn vị")
    first, second = reviewed.world.districts
    by_name = {row[0]: row for row in rows}
    assert by_name[first.full_name][2].endswith("%")
    assert by_name[second.full_name][2] == "thiếu tổng số hộ"
    assert by_name[second.full_name][6] == f"thiếu {second.children.count()} xã"
    assert "0,00%" not in by_name[second.full_name]


def test_alkire_foster_is_of_the_surveyed(reviewed: Desk) -> None:
    page = reviewed.page(PAGE, **QUERY)
    assert "Chỉ số nghèo đa chiều trong số hộ được rà soát" in page.text
    assert "16 trong 24 nhân khẩu được rà soát" in page.text  # four households of four lack three services
    mpi = page.context["mpi"]
    assert (mpi.headcount.percent, mpi.intensity.percent, mpi.adjusted.percent) == ("66.67", "25.00", "16.67")
    rows = page.table("Thiếu hụt theo chỉ số")
    assert rows[0][2:4] == ["66,67%", "66,67%"]
    assert rows[0][5] == "33,33%"
    assert [row[2] for row in rows[3:]] == ["0,00%"] * 9


def test_units_sort_by_what_is_asked(reviewed: Desk) -> None:
    names = [row[0] for row in _units(reviewed)]
    assert names[0] == reviewed.world.districts[0].full_name
    by_name = [row[0] for row in _units(reviewed, sort="ten")]
    assert by_name == [unit.full_name for unit in reviewed.world.province.children.order_by("sort_key")]
    assert _units(reviewed, sort="khong-co") == _units(reviewed)


def _units(desk: Desk, **query: str) -> list[list[str]]:
    return desk.page(PAGE, **QUERY, **query).table("Hộ nghèo, hộ cận nghèo theo đơn vị")


def test_a_count_leads_to_its_households(reviewed: Desk) -> None:
    page = reviewed.page(PAGE, **QUERY | {"dia_ban": reviewed.world.districts[0].ref})
    behind = reviewed.office.client("provincial_officer").get(page.links("3")[0])
    assert "3 hộ khớp với bộ lọc" in behind.content.decode()
    assert not reviewed.page(PAGE, role="finance", **QUERY).links("3")


def test_movements_stand_against_the_review_before(desk: Desk) -> None:
    world = desk.world
    household = world.household(world.communes[0])
    world.assess(household, 2022, "poor")
    world.assess(household, 2023, "not_poor")
    for year in (2022, 2023):
        recognise(world, year, date(year, 12, 20))
    refresh()
    moved = dict(desk.page(PAGE, **QUERY).table("Biến động so với kỳ rà soát trước"))
    assert moved["Hộ nghèo vượt chuẩn cận nghèo"] == "1"
    assert desk.page(PAGE, **QUERY).heading.endswith(", giảm 1 hộ so với năm 2022")
    assert "Chưa có kỳ rà soát trước để so sánh." in desk.page(PAGE, **QUERY | {"nam": "2022"}).text


def test_a_running_review_is_provisional(desk: Desk) -> None:
    world, commune = desk.world, desk.office.commune
    review(world, commune, YEAR, "pn")
    world.assess(world.household(commune), YEAR, "", state="listed", deprivation_mask=None)
    review(world, desk.office.other_commune, YEAR, "", state="listed")
    refresh()
    page = desk.page(PAGE, nam=str(YEAR))
    assert page.heading == f"Rà soát năm {YEAR}: 2 trong 3 hộ đã có kết quả, trong đó 1 hộ nghèo"
    assert "Tạm tính khi đang rà soát" in page.lead
    rows = {row[0]: row for row in page.table("Hộ nghèo, hộ cận nghèo theo đơn vị")}
    assert rows["Phường Bình Đức"][-1] == "66,67% 2/3 hộ"
    assert rows[desk.office.other_commune.full_name][1:6] == ["–"] * 5


def test_without_any_result_the_last_recognised_year_answers(desk: Desk) -> None:
    world, commune = desk.world, desk.office.commune
    review(world, commune, YEAR - 1, "p")
    recognise(world, YEAR - 1, date(YEAR - 1, 12, 20))
    world.assess(world.household(commune), YEAR, "", state="listed", deprivation_mask=None)
    refresh()
    page = desk.page(PAGE, nam=str(YEAR))
    assert page.heading.startswith(f"Cuối năm {YEAR - 1} có 1 hộ nghèo")
    assert f"đợt rà soát năm {YEAR} chưa có kết quả được công nhận" in page.text


def test_no_review_at_all_says_so(desk: Desk) -> None:
    page = desk.page(PAGE, dia_ban="2024-89", nam="2019")
    assert page.heading == "Chưa có kết quả rà soát hộ nghèo đến ngày 31/01/2020"
    assert "Chưa có kết quả rà soát nào trong phạm vi này." in page.text


def test_a_merged_province_says_on_which_boundaries_it_stands(reviewed: Desk) -> None:
    page = reviewed.page(PAGE, nam="2023", tinh_den=timezone.localdate().isoformat(), dia_ban="2025-91")
    assert "cộng từ các đơn vị trước ngày 01/07/2025: Tỉnh An Giang (2024), Tỉnh Kiên Giang (2024)" in page.text
    assert page.context["board"].summary.counts["poor_households"] == 3


def test_units_leave_as_they_are_shown(reviewed: Desk) -> None:
    answer = reviewed.get(PAGE, **QUERY, format="csv")
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    found = {row["Mã đơn vị"]: row for row in rows}
    assert set(found) == {unit.ref for unit in (reviewed.world.province, *reviewed.world.province.children.all())}
    assert (found["2024-89"]["Hộ nghèo"], found["2024-89"]["Tỷ lệ hộ nghèo (%)"]) == ("3", "")
    district = reviewed.page(PAGE, **QUERY | {"dia_ban": reviewed.world.districts[0].ref})
    shown = district.table("Kết quả phân loại hộ")[0][2].removesuffix("%")
    assert found[reviewed.world.districts[0].ref]["Tỷ lệ hộ nghèo (%)"] == shown


def test_the_series_breaks_between_standards(desk: Desk) -> None:
    world = desk.world
    old = PovertyStandard.objects.get(code="MDP_2016")
    for year, standard in ((2019, old), (2020, old), (2021, world.standard), (2022, world.standard)):
        world.round(year)
        ReviewRound.objects.filter(year=year).update(standard=standard)
        world.assess(world.household(world.communes[0]), year, standard=standard)
        recognise(world, year, date(year, 12, 20))
    refresh()
    page = desk.page(PAGE, dia_ban="2024-89", nam="2022", tinh_den="2022-12-31")
    names = [series["name"] for series in page.context["chart"]["series"]]
    assert len(names) == 4
    assert all("chuẩn" in name.casefold() for name in names)
    changes = [row[8] for row in page.table("Hộ nghèo, hộ cận nghèo qua các năm")]
    assert changes[:3] == ["0", "chuẩn mới", "0"]
    assert changes[3].startswith("–")


def test_the_page_speaks_english(reviewed: Desk) -> None:
    client = reviewed.office.client("provincial_officer")
    client.cookies["language"] = "en"
    page = Page(client.get("/ngheo/", QUERY))
    assert 'lang="en"' in page.html
