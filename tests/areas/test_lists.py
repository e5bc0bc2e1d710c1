"""The two official lists as loaded: counts, codes, names, periods, paths."""

import unicodedata
from collections import Counter
from datetime import date

import pytest
from django.db.models import Count

from areas.models import Area, Region, RegionMember, Succession

pytestmark = pytest.mark.django_db


def test_both_lists_are_complete() -> None:
    counts = Counter(Area.objects.values_list("edition", "level"))
    assert counts == {
        ("2024", "country"): 1,
        ("2024", "province"): 63,
        ("2024", "district"): 696,
        ("2024", "commune"): 10_035,
        ("2025", "country"): 1,
        ("2025", "province"): 34,
        ("2025", "commune"): 3_321,
    }


def test_names_are_in_the_composed_form() -> None:
    names = Area.objects.values_list("name", flat=True)
    assert [name for name in names if not unicodedata.is_normalized("NFC", name)] == []


def test_a_code_means_different_units_in_the_two_lists() -> None:
    old, new = Area.objects.by_ref("2024-30292"), Area.objects.by_ref("2025-30292")
    assert (old.full_name, new.full_name) == ("Phường Bình Khánh", "Phường Bình Đức")
    shared = Area.objects.filter(level="commune").values("code").annotate(n=Count("pk")).filter(n=2)
    assert shared.count() == 3316


@pytest.mark.parametrize(
    ("ref", "path", "name"),
    [
        ("2024-VN", "e2024", "Cả nước"),
        ("2024-89", "e2024.p89", "Tỉnh An Giang"),
        ("2024-886", "e2024.p89.d886", "Huyện An Phú"),
        ("2024-30337", "e2024.p89.d886.c30337", "Thị trấn An Phú"),
        ("2025-91", "e2025.p91", "Tỉnh An Giang"),
        ("2025-30292", "e2025.p91.c30292", "Phường Bình Đức"),
    ],
)
def test_units_are_named_by_list_and_code(ref: str, path: str, name: str) -> None:
    area = Area.objects.by_ref(ref)
    assert (area.path, area.full_name, area.ref) == (path, name, ref)


@pytest.mark.parametrize("ref", ["2025-99999", "2024", "", "91", "2025-30292-1"])
def test_an_unknown_name_is_no_unit(ref: str) -> None:
    with pytest.raises(Area.DoesNotExist):
        Area.objects.by_ref(ref)


def test_every_path_continues_its_parent() -> None:
    areas = Area.objects.exclude(level="country").select_related("parent").only("path", "code", "parent__path")
    broken = [area.path for area in areas if area.path[:-1].rpartition(".")[0] != area.parent.path]
    assert broken == []


def test_a_day_has_one_tree() -> None:
    assert Area.objects.at(date(2025, 6, 30)).count() == 10_795
    assert Area.objects.at(date(2025, 7, 1)).count() == 3_356
    assert Area.objects.country_at(date(2025, 6, 30)).edition == "2024"
    assert Area.objects.country_at(date(2025, 7, 1)).edition == "2025"


def test_before_the_oldest_list_the_oldest_is_read() -> None:
    assert Area.objects.country_at(date(2018, 10, 11)).edition == "2024"
    assert Area.objects.at(date(2018, 10, 11)).of_level("province").count() == 63


def test_provinces_stand_in_vietnamese_order() -> None:
    """Letters first (a before ă before â, d before đ), then tones."""
    names = [area.name for area in Area.objects.at(date(2026, 1, 1)).of_level("province")]
    assert names[:8] == [
        "An Giang",
        "Bắc Ninh",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
    ]
    assert names[-2:] == ["Tuyên Quang", "Vĩnh Long"]


def test_numbered_wards_stand_in_the_order_of_their_numbers() -> None:
    district = Area.objects.get(edition="2024", level="district", name="10")
    names = [ward.name for ward in district.children.all() if ward.name.isdigit()]
    assert names == sorted(names, key=int)
    assert len(names) > 5


def test_every_old_province_and_commune_has_an_heir() -> None:
    units = Area.objects.filter(edition="2024", level__in=["country", "province", "commune"])
    assert not units.filter(successions=None).exists()
    assert Succession.objects.count() == 10_665 + 1
    assert not Area.objects.filter(edition="2025", origins=None).exists()


def test_only_districts_without_communes_have_an_heir() -> None:
    districts = Area.objects.filter(edition="2024", level="district").exclude(successions=None)
    names = {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}
    assert {district.name for district in districts} == names
    assert not districts.exclude(children=None).exists()


def test_a_split_commune_has_one_main_heir() -> None:
    split = Succession.objects.filter(extent="split")
    assert split.filter(is_main=True).count() == split.values("old").distinct().count() == 471


def test_the_regions_hold_every_old_province_once() -> None:
    members = RegionMember.objects.in_force(date(2024, 1, 1))
    assert Region.objects.count() == 6
    assert members.count() == members.values("area").distinct().count() == 63
    assert members.get(area__code="89").region.code == "DBSCL"


def test_a_merged_province_keeps_a_region_only_when_its_parts_agreed() -> None:
    members = RegionMember.objects.in_force(date(2026, 1, 1)).filter(area__edition="2025")
    assert members.get(area__code="91").region.code == "DBSCL"
    assert not members.filter(area__code="25").exists()  # Phú Thọ: two regions before
    assert all(member.needs_check for member in members)
