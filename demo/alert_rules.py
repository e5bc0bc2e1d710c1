"""The province's own rules of one kind, so that the demonstration shows how they take the place of the defaults."""

from datetime import date

from areas.models import Area
from reports.models import AlertKind, AlertRule

POINTS = {"warn": 15, "late": 25}


def write_rules(province: Area) -> None:
    AlertRule.objects.bulk_create(
        AlertRule(
            area=province,
            scope_path=str(province.path),
            kind=AlertKind.BELOW_AVERAGE,
            threshold=points,
            severity=severity,
            valid_from=date(2026, 1, 1),
            note="Mức do UBND tỉnh đặt (dữ liệu mô phỏng).",
        )
        for severity, points in POINTS.items()
    )
