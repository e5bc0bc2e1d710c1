from datetime import date

import pytest
from django.db import IntegrityError

from areas.models import Area, Succession, Zone
from areas.services import create_village, set_zone, zone_of, zone_row_of
from catalogs.models import LegalText
from core.models import Event

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def township() -> Area:
    return Area.objects.by_ref("2024-30337")


@pytest.fixture
def commune() -> Area:
    return Area.objects.by_ref("2025-30337")


def test_every_commune_has_a_zone() -> None:
    communes = Area.objects.of_level("commune")
    assert not communes.filter(zones=None).exists()


def test_a_township_was_urban_and_the_commune_after_it_is_rural(township: Area, commune: Area) -> None:
    """Thị trấn An Phú became part of xã An Phú: the income line of its households changes."""
    assert Succession.objects.filter(old=township, new=commune).exists()
    assert zone_of(township, date(2025, 6, 30)) == "urban"
    assert zone_of(commune, date(2025, 7, 1)) == "rural"


def test_records_from_before_the_oldest_list_read_its_zones(township: Area) -> None:
    assert zone_of(township, date(2018, 10, 11)) == "urban"
    assert Area.objects.filter(pk=township.pk).with_zone(date(2018, 10, 11)).get().zone == "urban"


def test_a_village_has_the_zone_of_its_commune_until_it_gets_its_own(commune: Area) -> None:
    village = create_village(commune=commune, kind="ấp", name="Thị trấn cũ")
    assert zone_of(village, TODAY) == "rural"
    set_zone(area=village, zone="urban", valid_from=date(2026, 1, 1), reason="Quyết định của UBND tỉnh")
    assert zone_of(village, TODAY) == "urban"
    assert zone_of(village, date(2025, 12, 31)) == "rural"
    assert zone_of(commune, TODAY) == "rural"
    annotated = dict(Area.objects.within(commune).with_zone(TODAY).values_list("level", "zone"))
    assert annotated == {"commune": "rural", "village": "urban"}


def test_a_new_zone_ends_the_one_before(commune: Area) -> None:
    text = LegalText.objects.get(code="qd-19-2025")
    set_zone(area=commune, zone="urban", valid_from=date(2026, 1, 1), reason="Nghị quyết", legal_text=text)
    assert list(commune.zones.values_list("zone", "valid_from", "valid_to")) == [
        ("rural", date(2025, 7, 1), date(2025, 12, 31)),
        ("urban", date(2026, 1, 1), None),
    ]
    row = zone_row_of(commune, TODAY)
    assert row is not None
    assert row.legal_text == text
    assert not row.needs_check
    event = Event.objects.get(act="areas.set_zone")
    assert (event.object_label, event.reason) == ("2025-30337", "Nghị quyết")


def test_two_zones_at_once_are_impossible(commune: Area) -> None:
    with pytest.raises(IntegrityError):
        Zone.objects.create(area=commune, zone="urban", valid_from=date(2026, 1, 1))


def test_the_zone_of_a_special_zone_waits_for_a_ruling() -> None:
    island = Area.objects.get(edition="2025", name="Phú Quốc")
    row = zone_row_of(island, TODAY)
    assert row is not None
    assert (row.zone, row.needs_check) == ("rural", True)


def test_a_province_has_no_zone() -> None:
    assert zone_of(Area.objects.by_ref("2025-91"), TODAY) is None
