"""A small world for the cube: two districts of a province, one standard, rounds, households, capital lines.

Every writer is a transaction, because only a transaction has an actor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import Agency
from areas.models import Area, Population
from catalogs.models import CapitalKind, CapitalSource, Component, DocumentKind
from committees.models import OfficialDocument
from core.ids import uuid7
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services import plan
from households.models import Assessment, Household, PovertyStandard, ReviewRound
from reports.cube.groups import GROUPS
from tests.disbursement.moves import assign

PROVINCE = "2024-89"
POVERTY_YEARS = (2021, 2022, 2023)


def live_rows(code: str) -> list[tuple[Any, ...]]:
    """Every live row of a group, without id and time, in a fixed order."""
    group = GROUPS[code]
    columns = ("area_id", "own", "year", *group.columns)
    return sorted(group.fact.objects.version(None).values_list(*columns), key=str)


@transaction.atomic
def find(code: str, area: Area, *, own: bool = False, **dimensions: Any) -> Any:
    """The one live fact of an area, or None."""
    return GROUPS[code].fact.objects.version(None).filter(area=area, own=own, **dimensions).first()


@dataclass
class World:
    numbers: Iterator[int] = field(default_factory=count)

    @cached_property
    def province(self) -> Area:
        return Area.objects.by_ref(PROVINCE)

    @cached_property
    def country(self) -> Area:
        return Area.objects.get(pk=self.province.parent_id)

    @cached_property
    def districts(self) -> list[Area]:
        return list(self.province.children.order_by("code")[:2])

    @cached_property
    def communes(self) -> list[Area]:
        """Three communes of the first district and two of the second."""
        first, second = self.districts
        return [*first.children.order_by("code")[:3], *second.children.order_by("code")[:2]]

    @cached_property
    def standard(self) -> PovertyStandard:
        return PovertyStandard.objects.get(code="MDP_2022")

    @transaction.atomic
    def round(self, year: int, kind: str = "periodic") -> ReviewRound:
        found, _made = ReviewRound.objects.get_or_create(
            year=year,
            kind=kind,
            defaults={
                "standard": self.standard,
                "reference_date": date(year, 12, 1),
                "opens_on": date(year, 9, 1),
                "closes_on": date(year, 12, 15),
            },
        )
        return found

    @transaction.atomic
    def household(self, area: Area) -> Household:
        return Household.objects.create(
            code=f"T{next(self.numbers):06}",
            area=area,
            scope_path=area.path,
            head_name="Chủ hộ",
            head_name_sort="ho chu",
            head_name_fold="chu ho",
        )

    @transaction.atomic
    def assess(self, household: Household, year: int, result: str = "poor", **more: Any) -> Assessment:
        """A scored assessment where the household lives; any field may be given."""
        given: dict[str, Any] = {
            "household": household,
            "round": self.round(year),
            "standard": self.standard,
            "area": household.area,
            "scope_path": household.scope_path,
            "zone": "rural",
            "state": "scored",
            "persons": 4,
            "deprivation_mask": 0,
            "result_class": result,
        } | more
        mask = given["deprivation_mask"]
        given.setdefault("deprivation_count", None if mask is None else mask.bit_count())
        return Assessment.objects.create(**given)

    @transaction.atomic
    def population(self, area: Area, year: int, households: int, version: int = 1) -> Population:
        return Population.objects.create(
            area=area,
            year=year,
            version=version,
            households=households,
            persons=households * 4,
            source="Công an xã",
            reason="" if version == 1 else "đính chính",
        )

    @cached_property
    def decision(self) -> OfficialDocument:
        return OfficialDocument.objects.create(
            number="1/QĐ-UBND",
            kind=DocumentKind.objects.first(),
            issuer="UBND tỉnh",
            issued_on=date(2021, 1, 1),
            abstract="Giao kế hoạch vốn",
            area=self.province,
            scope_path=self.province.path,
        )

    @transaction.atomic
    def holder(self, area: Area, code: str = "") -> Agency:
        code = code or f"cq-{area.ref}"
        found, _made = Agency.objects.get_or_create(
            code=code,
            defaults={"name": f"Đơn vị {code}", "kind": "ubnd", "area": area, "valid_from": date(2021, 1, 1)},
        )
        return found

    @transaction.atomic
    def line(
        self,
        holder: Agency,
        year: int,
        *,
        kind: str = "DTPT",
        source: str = "NSTW",
        component: int = 0,
        tranche_year: int | None = None,
    ) -> CapitalLine:
        return plan.open_line(
            component=self.components[component],
            holder=holder,
            kind=CapitalKind.objects.get(code=kind),
            source=CapitalSource.objects.get(code=source),
            budget_year=year,
            tranche_year=tranche_year,
        )

    @cached_property
    def components(self) -> list[Component]:
        return list(Component.objects.filter(programme__components__isnull=False).distinct().order_by("path"))

    @transaction.atomic
    def assign(self, line: CapitalLine, amount_vnd: int, on: date) -> Movement:
        return assign(line=line, amount_vnd=amount_vnd, by=plan.Draft(self.decision, on))

    @transaction.atomic
    def voucher(
        self, line: CapitalLine, amount_vnd: int, on: date, kind: str = "payment", advance: Disbursement | None = None
    ) -> Disbursement:
        return Disbursement.objects.create(
            line=line,
            kind=kind,
            amount_vnd=amount_vnd,
            advance=advance,
            voucher=f"CT{next(self.numbers)}",
            value_date=on,
            scope_path=line.scope_path,
        )

    @transaction.atomic
    def reverse(self, voucher: Disbursement, on: date) -> Disbursement:
        return Disbursement.objects.create(
            id=uuid7(),
            line=voucher.line,
            kind=voucher.kind,
            amount_vnd=-voucher.amount_vnd,
            advance=voucher.advance,
            voucher=voucher.voucher,
            value_date=on,
            reverses=voucher,
            reason="nhập nhầm",
            scope_path=voucher.scope_path,
        )
