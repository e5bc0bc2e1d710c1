from collections.abc import Callable

import pytest
from django.db import IntegrityError, InternalError, transaction

from areas.models import Area, Population
from areas.services import record_population
from core.models import Event
from core.transitions import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Area:
    return Area.objects.by_ref("2025-30292")


Record = Callable[..., Population]


@pytest.fixture
def record(commune: Area) -> Record:
    def call(households: int = 4000, persons: int = 15_000, **given: object) -> Population:
        fields = {
            "area": commune,
            "year": 2026,
            "source": "Báo cáo 25/BC-UBND",
            "entered_by_id": None,
        } | given
        return record_population(households=households, persons=persons, **fields)  # type: ignore[arg-type]

    return call


def test_the_first_entry_needs_no_reason(record: Record) -> None:
    row = record()
    assert (row.version, row.households, row.persons, row.reason) == (1, 4000, 15_000, "")
    event = Event.objects.get(act="areas.record_population")
    assert (event.object_label, event.data) == ("2025-30292 2026", {"households": 4000, "persons": 15_000})


def test_entering_the_same_again_changes_nothing(record: Record) -> None:
    assert record() == record()
    assert Population.objects.count() == 1


def test_a_correction_needs_a_reason(record: Record) -> None:
    record()
    with pytest.raises(NotAllowed):
        record(4100)
    assert Population.objects.get().households == 4000


def test_a_correction_stands_beside_what_it_corrects(record: Record, commune: Area) -> None:
    record()
    corrected = record(4100, reason="Bổ sung 100 hộ tạm trú")
    assert corrected.version == 2
    assert list(Population.objects.current().filter(area=commune)) == [corrected]
    assert Population.objects.count() == 2


def test_current_holds_one_row_per_year(record: Record) -> None:
    record(year=2025)
    record()
    record(4100, reason="Sửa")
    current = Population.objects.current().values_list("year", "households")
    assert sorted(current) == [(2025, 4000), (2026, 4100)]


@pytest.mark.parametrize(("households", "persons"), [(0, 0), (0, 10), (10, 9)])
def test_impossible_totals_are_refused(record: Record, households: int, persons: int) -> None:
    with pytest.raises(IntegrityError):
        record(households, persons)


def test_a_written_total_is_never_edited(record: Record) -> None:
    row = record()
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Population.objects.filter(pk=row.pk).update(households=1)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        row.delete()


def test_communes_without_a_total_are_known(record: Record, commune: Area) -> None:
    below = Area.objects.below_paths(["e2025.p91"])
    assert below.missing_population(2026).count() == 102
    record()
    missing = below.missing_population(2026)
    assert missing.count() == 101
    assert commune not in missing
    assert below.missing_population(2025).count() == 102
