"""Rules of alerts to try things on."""

from datetime import date
from typing import Any

from areas.models import Area
from reports.models import AlertRule


def make_rule(ref: str = "2025-91", kind: str = "nothing_disbursed", threshold: int = 3, **fields: Any) -> AlertRule:
    """A rule that the area has set for itself; at its kind the country's defaults hold there no more."""
    area = Area.objects.by_ref(ref)
    given = {"severity": "warn", "valid_from": date(2021, 1, 1)} | fields
    return AlertRule.objects.create(area=area, scope_path=str(area.path), kind=kind, threshold=threshold, **given)
