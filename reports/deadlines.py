"""Until when the figures of a budget year are provisional: by the closing dates of its kinds of capital.

What a decision says of money carried over never lies after them: 31/12 at the latest (disbursement.services.fitness).
"""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from catalogs.querysets import last_day
from reports.figures.question import CapitalQuestion


def closing_day(closings: Mapping[int, date], budget_year: int) -> date:
    """`closings` are the closing dates of the kinds of capital that there are."""
    return max(closings.values()) if closings else last_day(budget_year)


def is_open(asked: CapitalQuestion, closes_on: date, day: date) -> bool:
    """Whether money may be disbursed after the day, or today still, and nobody has frozen the figures."""
    return not asked.snapshots and (day < closes_on or timezone.localdate() <= closes_on)
