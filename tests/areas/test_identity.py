from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from areas.identity import Identity, identity
from areas.models import Area, Designation, DesignationKind
from areas.tables import children_table

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def described(ref: str) -> Identity:
    return identity(Area.objects.by_ref(ref), TODAY)


def facts(ref: str) -> dict[str, Any]:
    return {str(fact["label"]): fact for fact in described(ref).facts}


def test_a_commune_says_what_it_is_and_where() -> None:
    shown = facts("2025-30292")
    assert shown["Loại đơn vị"]["value"] == "phường, cấp xã"
    assert (shown["Mã đơn vị"]["value"], shown["Mã đơn vị"]["note"]) == ("30292", "danh mục 2025")
    assert shown["Hiệu lực"]["value"] == "từ 01/07/2025"
    assert shown["Trực thuộc"]["value"] == "Tỉnh An Giang"
    assert shown["Khu vực"]["value"] == "thành thị"
    assert shown["Diện tích"]["value"] == "28,23 km²"


def test_a_unit_of_the_old_list_is_described_as_it_was() -> None:
    shown = facts("2024-30337")
    assert shown["Hiệu lực"]["value"] == "đến 30/06/2025"
    assert shown["Khu vực"]["value"] == "thành thị"


def test_a_province_says_its_region_and_what_is_not_sure() -> None:
    assert facts("2024-89")["Vùng"]["value"] == "Đồng bằng sông Cửu Long"
    assert facts("2025-91")["Vùng"]["note"] == "cần đối chiếu văn bản"
    assert "Vùng" not in facts("2025-25")


def test_origins_and_heirs() -> None:
    assert [link.label for link in described("2025-91").origins] == ["Tỉnh An Giang", "Tỉnh Kiên Giang"]
    commune = described("2025-30292")
    assert len(commune.origins) == 3
    assert all(link.note == "toàn bộ" and "Thành phố Long Xuyên" in link.label for link in commune.origins)
    assert [link.label for link in described("2024-30292").heirs] == ["Phường Bình Đức, Tỉnh An Giang"]


def test_a_district_is_followed_through_its_communes() -> None:
    heirs = described("2024-886").heirs
    assert "Xã An Phú, Tỉnh An Giang" in [link.label for link in heirs]
    assert len({link.url for link in heirs}) == len(heirs)


def test_the_way_up_leaves_out_the_unit_itself() -> None:
    assert [crumb["label"] for crumb in described("2024-30337").crumbs] == ["Tỉnh An Giang", "Huyện An Phú"]


def test_designations_of_the_day_are_shown_with_their_decision() -> None:
    area = Area.objects.by_ref("2025-30337")
    kind = DesignationKind.objects.get(code="BG")
    Designation.objects.create(
        area=area,
        kind=kind,
        decision="Quyết định của UBND tỉnh",
        valid_from=date(2025, 7, 1),
        valid_to=date(2026, 6, 30),
    )
    Designation.objects.create(area=area, kind=kind, decision="QĐ mới", valid_from=date(2026, 7, 1))
    page = render_to_string("areas/_identity.html", {"identity": identity(area, TODAY)})
    assert "Xã biên giới" in page
    assert "QĐ mới" in page
    assert "Quyết định của UBND tỉnh" not in page
    assert list(Designation.objects.of_kind("BG", date(2026, 1, 1)).values_list("area", flat=True)) == [area.pk]


def test_the_units_below_stand_in_vietnamese_order() -> None:
    table = children_table(Area.objects.by_ref("2025-91"))
    assert len(table.rows) == 102
    assert table.rows[0].cells[0].text == "Xã An Biên"
