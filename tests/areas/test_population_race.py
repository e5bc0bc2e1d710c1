"""Two officers write the totals of one commune at the same moment: both stand, as two versions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections, transaction

from areas.models import Area, Population
from areas.services import record_population
from core.acting import SYSTEM, acting_as
from tests.databases import Database

WRITERS = 4


def test_simultaneous_totals_become_versions(own_database: Database) -> None:
    commune = Area.objects.by_ref("2025-30292")
    together = Barrier(WRITERS)

    def write(households: int) -> int:
        try:
            with acting_as(SYSTEM), transaction.atomic():
                together.wait(timeout=20)
                row = record_population(
                    area=commune,
                    year=2026,
                    households=households,
                    persons=20_000,
                    source="Báo cáo",
                    entered_by_id=None,
                    reason="Cập nhật",
                )
                return row.version
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        versions = list(pool.map(write, range(4000, 4000 + WRITERS)))
    assert sorted(versions) == [1, 2, 3, 4]
    assert Population.objects.current().filter(area=commune, year=2026).count() == 1
