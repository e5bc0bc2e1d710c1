"""Agencies of the demonstration province: those that held capital to mid-2025, and those that followed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from accounts.models import Agency, AgencySuccession
from areas.models import Area
from core.text import fold

DATA = Path(__file__).parent / "data"
REFORM = date(2025, 7, 1)
OLD_FROM, OLD_TO = date(2021, 1, 1), date(2025, 6, 30)


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def load_agencies() -> dict[str, Agency]:
    """Every agency by its code; the People's Committee of each commune of 2025-91 is "X.<code>"."""
    listed = read("agencies.json")
    areas = {area.ref: area for area in Area.objects.exclude(level=Area.Level.VILLAGE)}
    agencies = [_agency(row, areas[row["area"]], OLD_FROM, OLD_TO) for row in listed["old"]]
    agencies += [_agency(row, areas[row["area"]], REFORM, None) for row in listed["new"]]
    agencies += [_commune_committee(area) for area in _communes(areas["2025-91"])]
    Agency.objects.bulk_create(agencies)
    by_code = {agency.code: agency for agency in agencies}
    AgencySuccession.objects.bulk_create(_successions(listed["new"], by_code))
    return by_code


def _communes(province: Area) -> list[Area]:
    return list(Area.objects.filter(parent=province, level=Area.Level.COMMUNE).order_by("code"))


def _agency(row: dict[str, Any], area: Area, valid_from: date, valid_to: date | None) -> Agency:
    name = row["name"]
    return Agency(
        code=row["code"],
        name=name,
        name_fold=fold(name),
        kind=row["kind"],
        area=area,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _commune_committee(area: Area) -> Agency:
    kind = area.kind.lower()
    row = {
        "code": f"X.{area.code}",
        "name": f"UBND {kind} {area.name}",
        "kind": Agency.Kind.PEOPLES_COMMITTEE,
    }
    return _agency(row, area, REFORM, None)


def _successions(rows: list[dict[str, Any]], by_code: dict[str, Agency]) -> list[AgencySuccession]:
    return [
        AgencySuccession(old=by_code[old], new=by_code[row["code"]], on=REFORM)
        for row in rows
        for old in row.get("follows", [])
    ]
