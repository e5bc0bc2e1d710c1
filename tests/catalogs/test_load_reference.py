from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Model

from areas.models import Area, Designation, RegionMember, Succession, Zone
from areas.services import set_zone
from catalogs.models import (
    CapitalKindLabel,
    CapitalSource,
    ClosingDate,
    Component,
    Holiday,
    LegalText,
    ReferenceLoad,
)

pytestmark = pytest.mark.django_db

MODELS: tuple[type[Model], ...] = (
    Area,
    CapitalKindLabel,
    CapitalSource,
    ClosingDate,
    Component,
    Designation,
    Holiday,
    LegalText,
    RegionMember,
    Succession,
    Zone,
)


def load() -> str:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in MODELS}


def test_loading_again_finds_nothing_to_do() -> None:
    load()
    assert ", 0 bộ có thay đổi" in load()


def test_loading_the_same_rows_again_writes_none_of_them() -> None:
    """As after a restore without the record of loads, or a release that only touched a file."""
    load()
    before = counts()
    ReferenceLoad.objects.filter(file__regex=r"^(catalogs|areas)/").delete()
    written = [line for line in load().splitlines() if line.startswith(("catalogs/", "areas/"))]
    assert written
    assert [line for line in written if "ghi 0 dòng" not in line] == []
    assert counts() == before


def test_a_changed_fact_is_brought_up_to_the_file() -> None:
    load()
    LegalText.objects.filter(code="nd-07-2021").update(title="sai")
    ReferenceLoad.objects.filter(file="catalogs/legal_texts").delete()
    assert "catalogs/legal_texts: ghi 1 dòng" in load()
    assert LegalText.objects.get(code="nd-07-2021").title.startswith("Quy định chuẩn nghèo")


def test_what_an_administrator_changed_is_kept() -> None:
    load()
    Holiday.objects.filter(day=date(2026, 11, 24)).update(is_day_off=False, changed_locally=True)
    ReferenceLoad.objects.filter(file="catalogs/holidays").delete()
    assert "catalogs/holidays: ghi 0 dòng, giữ 1 dòng do quản trị sửa" in load()
    assert not Holiday.objects.get(day=date(2026, 11, 24)).is_day_off


def test_a_local_period_that_excludes_one_of_ours_is_kept() -> None:
    load()
    special_zone = Area.objects.filter(kind="đặc khu").first()
    assert special_zone is not None
    set_zone(area=special_zone, zone="urban", valid_from=date(2026, 1, 1), reason="Nghị quyết của tỉnh")
    ReferenceLoad.objects.filter(file="areas/zones").delete()
    assert "giữ 1 dòng do quản trị sửa" in load()
    zones = special_zone.zones.order_by("valid_from").values_list("zone", "valid_to")
    assert list(zones) == [("rural", date(2025, 12, 31)), ("urban", None)]
