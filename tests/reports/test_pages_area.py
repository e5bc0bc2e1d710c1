"""A unit's page: in full for one's own, totals for those above, nothing for others."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from areas.services import create_village
from reports.cube.refresh import refresh
from tests.reports.desk import Desk, Page, recognise

PAGE = "reports:area"
TODAY = timezone.localdate()


def _records(desk: Desk) -> None:
    world, office = desk.world, desk.office
    for commune, count in ((office.commune, 1), (office.other_commune, 2)):
        world.population(commune, 2025, 100)
        for _number in range(count):
            world.assess(world.household(commune), 2025, "poor")
        world.assign(world.line(world.holder(commune), 2025), count * 100_000_000, date(2025, 8, 1))
    recognise(world, 2025, date(2025, 12, 20))
    refresh()


def test_a_commune_tells_who_it_is_and_how_it_stands(desk: Desk) -> None:
    _records(desk)
    create_village(commune=desk.office.commune, kind="khóm", name="Bình Đức 1")
    page = desk.page(PAGE, "2025-30292", role="commune_officer", ref="2025-30292", nam="2025")
    assert page.heading == "Phường Bình Đức · 1 hộ nghèo (1,00%) cuối năm 2025"
    assert page.table("Hộ nghèo, hộ cận nghèo qua các năm")[0][:3] == ["2025", "1", "1,00%"]
    assert page.table("Kế hoạch và giải ngân theo loại vốn")[0][1] == "100"
    assert "Khóm Bình Đức 1" in page.text
    assert "Công an xã" in page.text
    assert page.links("Nhập hoặc điều chỉnh") == [reverse("areas:population", args=["2025-30292"])]
    assert page.links("Phường Bình Khánh, Thành phố Long Xuyên")


def test_a_province_lists_the_units_below(desk: Desk) -> None:
    _records(desk)
    page = desk.page(PAGE, "2025-91", nam="2025")
    rows = {row[0]: row for row in page.table("Hộ nghèo, hộ cận nghèo theo đơn vị")}
    assert rows["Phường Bình Đức"][1:3] == ["1", "1,00%"]
    assert rows[desk.office.other_commune.full_name][1] == "2"
    assert page.table("Tổng số hộ, nhân khẩu theo năm")[0] == ["2025", "200", "800", "2 trong 102"]


def test_the_unit_above_gives_totals_alone(desk: Desk) -> None:
    _records(desk)
    page = desk.page(PAGE, "2025-91", role="commune_officer", ref="2025-30292", nam="2025")
    assert "chỉ xem được số tổng để so sánh" in page.text
    rows = page.table("Hộ nghèo, hộ cận nghèo qua các năm")
    assert rows[0][1] == "3"
    assert not page.links("3")
    assert page.table("Kế hoạch và giải ngân theo loại vốn")[0][:2] == ["Tổng cộng", "300"]
    assert not page.links("Tổng cộng")
    assert desk.office.other_commune.full_name not in page.text
    assert page.text.count("Tỉnh Kiên Giang") == 1
    assert not page.links("Tỉnh Kiên Giang")


def test_other_units_do_not_exist(desk: Desk) -> None:
    for ref in ("2025-30337", "2025-92", "2024-30544", "2025-99999", "khong-co"):
        assert desk.get(PAGE, ref, role="commune_officer", ref="2025-30292").status_code == 404


def test_an_older_unit_is_seen_within_its_life(desk: Desk) -> None:
    world = desk.world
    world.assess(world.household(world.communes[0]), 2023, "poor")
    recognise(world, 2023, date(2023, 12, 20))
    refresh()
    district = world.districts[0]
    page = desk.page(PAGE, district.ref, nam="2023")
    assert page.context["chosen"].as_of <= district.valid_to
    assert page.table("Hộ nghèo, hộ cận nghèo qua các năm")[0][:2] == ["2023", "1"]
    households = desk.office.client("provincial_officer").get(page.links("1")[0])
    assert "1 hộ khớp với bộ lọc" in households.content.decode()


def test_the_heir_of_an_older_unit_is_a_link(desk: Desk) -> None:
    page = desk.page(PAGE, "2024-89")
    assert "Đã sắp xếp vào" in page.text
    assert page.links("Tỉnh An Giang")[-1] == reverse(PAGE, args=["2025-91"])


def test_without_the_right_to_figures_only_the_identity_shows(desk: Desk) -> None:
    village = create_village(commune=desk.office.commune, kind="khóm", name="Một")
    page = desk.page(PAGE, "2025-30292", role="village_reviewer", ref=village.ref)
    assert page.heading == "Phường Bình Đức"
    assert "Giải ngân" not in page.text
    assert "Hộ nghèo" not in page.text
    own = desk.page(PAGE, village.ref, role="village_reviewer", ref=village.ref)
    assert own.heading == "Khóm Một"


def test_a_unit_without_records_says_so(desk: Desk) -> None:
    page: Page = desk.page(PAGE, "2025-30292")
    assert "Chưa có kết quả rà soát." in page.text
    assert f"Chưa có kế hoạch vốn năm {TODAY.year}." in page.text
    assert "Chưa có số liệu năm nào." in page.text
