"""Contributions and credit as officers record them, of a commune of tests.office."""

from datetime import date
from typing import Any

from areas.models import Area
from catalogs.models import CapitalSource, Component, Programme
from programs.models import Contribution, CreditTurnover
from programs.rules import ContributionData
from programs.services import CreditData, record_contribution, record_credit
from tests.office import COMMUNE, Office

DAY = date(2026, 5, 4)
PROGRAMME = "NTP_MERGED_2026"


def source(code: str) -> CapitalSource:
    return CapitalSource.objects.get(code=code)


def programme(code: str = PROGRAMME) -> Programme:
    return Programme.objects.get(code=code)


def running(year: int) -> Programme:
    return programme(PROGRAMME if year >= 2026 else "NTP_SPR_2021")


def component(code: str = "HP1", of: str = PROGRAMME) -> Component:
    return Component.objects.get(programme__code=of, code=code)


def given(office: Office, ref: str = COMMUNE, **changed: Any) -> ContributionData:
    """Ten million dong of an enterprise; any field may be given. `source` by its code."""
    on = changed.get("received_on", DAY)
    fields: dict[str, Any] = {
        "area": Area.objects.by_ref(ref),
        "agency": office.agency(),
        "programme": running(on.year),
        "form": "money",
        "received_on": on,
        "year": on.year,
        "value_vnd": 10_000_000,
        "contributor": "Công ty Mô Phỏng",
    }
    fields |= changed
    fields["source"] = source(changed.get("source", "DN"))
    return ContributionData(**fields)


def of_people(**changed: Any) -> dict[str, Any]:
    """What people give: labour without a value."""
    return {
        "source": "DAN",
        "form": "labour_days",
        "quantity": 40,
        "value_vnd": None,
        "contributor": "",
        "households": 20,
    } | changed


def contribution(office: Office, ref: str = COMMUNE, **changed: Any) -> Contribution:
    return record_contribution(data=given(office, ref, **changed), recorded_by_id=None)


def turnover(office: Office, ref: str = COMMUNE, kind: str = "lent", amount: int = 50_000_000,
             on: date = DAY, **changed: Any) -> CreditTurnover:  # fmt: skip
    data = CreditData(
        area=Area.objects.by_ref(ref),
        agency=office.agency(),
        programme=running(on.year),
        kind=kind,
        amount_vnd=amount,
        on=on,
        **({"households": 2 if kind == "lent" else None} | changed),
    )
    return record_credit(data=data, recorded_by_id=None)
