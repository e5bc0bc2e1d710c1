"""Until when money of a budget year moves: by the closing dates, and by what decisions say of money carried over.

The days that decisions set are asked of the database past the reader's scope (reports_last_deadline, migration 0010):
a year ends on one day for everybody in the province, whichever of its lines they see.
"""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.utils import timezone

from areas.models import Area
from catalogs.querysets import last_day
from reports.figures.question import CapitalQuestion


def last_day_of_money(budget_year: int, area: Area) -> date:
    """The last day on which some capital of the year may be disbursed in the province of the area."""
    return max([last_day(budget_year), *_decided(budget_year, area)])


def closing_day(asked: CapitalQuestion, closings: Mapping[int, date]) -> date:
    """The same of the money that is asked for; `closings` are the closing dates of its kinds."""
    decided = _decided(asked.budget_year, asked.area) if asked.include_carry_over else []
    return max([*closings.values(), *decided], default=date(asked.budget_year, 12, 31))


def is_open(asked: CapitalQuestion, closes_on: date, day: date) -> bool:
    """Whether money may be disbursed after the day, or today still, and nobody has frozen the figures."""
    return not asked.snapshots and (day < closes_on or timezone.localdate() <= closes_on)


def _decided(budget_year: int, area: Area) -> list[date]:
    """The last of the deadlines that decisions set; empty where none did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reports_last_deadline(%s, %s::ltree)", [budget_year, str(area.path)])
        return [day for (day,) in cursor.fetchall() if day]
