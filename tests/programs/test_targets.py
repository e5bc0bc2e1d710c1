"""Targets of the units above are read for comparison and changed by nobody below."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from programs.models import Target
from tests.databases import Database
from tests.office import COMMUNE, OTHER_COMMUNE, PROVINCE, Office

YEAR = timezone.localdate().year


@pytest.fixture(scope="module")
def office(own_database: Database) -> Office:
    """In a database of the module's own: the second wall stands in real transactions."""
    made = Office()
    with acting_as(SYSTEM), transaction.atomic():
        for ref, value in ((PROVINCE, 95), (COMMUNE, 90), (OTHER_COMMUNE, 80)):
            area = made.agency(ref).area
            Target.objects.create(
                area=area, year=YEAR, indicator="disbursement_rate", value=Decimal(value), scope_path=area.path
            )
        made.client("commune_officer", COMMUNE)
        made.client("provincial_officer", PROVINCE)
    return made


@pytest.fixture
def commune(office: Office) -> Iterator[Office]:
    """As an officer of the commune, in a transaction that is undone."""
    with acting_as(office.access("commune_officer", COMMUNE).actor()), transaction.atomic():
        yield office
        transaction.set_rollback(True)


def test_a_commune_reads_its_own_targets_and_those_above(commune: Office) -> None:
    assert set(Target.objects.values_list("value", flat=True)) == {95, 90}
    seen = Target.objects.visible_to(commune.access("commune_officer", COMMUNE))
    assert set(seen.values_list("value", flat=True)) == {95, 90}


def test_what_is_above_is_not_changed_from_below(commune: Office) -> None:
    above = Target.objects.filter(area=commune.province)
    assert above.update(value=1) == 0
    assert above.delete()[0] == 0
    with pytest.raises(ProgrammingError), transaction.atomic():
        Target.objects.create(
            area=commune.province, year=YEAR + 1, indicator="disbursement_rate", value=1, scope_path="e2025.p91"
        )


def test_the_list_of_a_commune_shows_the_target_of_its_province_without_a_way_to_change_it(office: Office) -> None:
    client = office.client("commune_officer", COMMUNE)
    page = client.get(reverse("programs:targets")).content.decode()
    assert office.province.full_name in page
    assert office.commune.full_name in page
    assert office.other_commune.full_name not in page
    with acting_as(SYSTEM), transaction.atomic():
        above = Target.objects.get(area=office.province)
    edit = reverse("programs:target", args=[above.pk])
    assert edit not in page
    assert client.get(edit).status_code in (403, 404)
    assert edit in office.client("provincial_officer", PROVINCE).get(reverse("programs:targets")).content.decode()
