"""Disbursement of an area and budget year as of a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from accounts.access import Access
from areas.models import Area
from areas.rules import lineage
from catalogs.models import Component, Programme
from programs.models import Target
from reports.absence import unit_absence
from reports.figures import capital, outlook
from reports.figures.capital import (
    CapitalQuestion,
    CapitalTotals,
    ComponentRow,
    Denominator,
    HolderBoard,
    KindRow,
    SourceRow,
)
from reports.figures.outlook import CurvePoint, Forecast, Pace
from reports.figures.scope import Reach


@dataclass(frozen=True)
class DisbursementBoard:
    """`reach` "ancestor": the totals and the kinds of capital alone may be shown."""

    asked: CapitalQuestion
    reach: Reach = "own"

    @cached_property
    def totals(self) -> CapitalTotals:
        return capital.totals(self.asked)

    @cached_property
    def holders(self) -> HolderBoard:
        return capital.by_holder(self.asked)

    @cached_property
    def components(self) -> tuple[ComponentRow, ...]:
        return capital.by_component(self.asked)

    @cached_property
    def sources(self) -> tuple[SourceRow, ...]:
        return capital.by_source(self.asked)

    @cached_property
    def target(self) -> Decimal | None:
        """The target of the year's disbursement rate in per cent, if one was set."""
        return disbursement_target(self.asked)

    @property
    def target_share(self) -> Fraction | None:
        return None if self.target is None else Fraction(self.target) / 100

    @property
    def year_end(self) -> date:
        return date(self.asked.budget_year, 12, 31)

    @property
    def pace(self) -> Pace | None:
        if self.target is None:
            return None
        return outlook.pace(self.totals.total, self.asked.as_of, self.target, self.year_end)

    @cached_property
    def curve(self) -> tuple[CurvePoint, ...]:
        return outlook.curve(self.asked)

    @cached_property
    def forecasts(self) -> tuple[Forecast, ...]:
        """For the end of this month and each later one of the year; empty once the year is over."""
        ends = [point.month_end for point in self.curve if self.asked.as_of < point.month_end <= self.year_end]
        return outlook.forecasts(self.asked, ends)

    @property
    def forecast(self) -> Forecast | None:
        """For the end of the year."""
        return self.forecasts[-1] if self.forecasts else None

    @cached_property
    def absence(self) -> str:
        """Why the unit can have no capital of the year; "" if it can."""
        return unit_absence(self.asked.ground, date(self.asked.budget_year, 1, 1))

    @property
    def has_plan(self) -> bool:
        return self.totals.total.plan_vnd > 0

    @property
    def slowest_kind(self) -> KindRow | None:
        """The kind of capital that lags behind the total, if there are several."""
        known = [(rate, row) for row in self.totals.by_kind if (rate := row.amounts.rate.ratio) is not None]
        if len(known) < 2:
            return None
        return min(known, key=lambda pair: pair[0])[1]


def capital_question(
    access: Access,
    area: Area,
    year: int,
    as_of: date,
    *,
    programme: Programme | None = None,
    carry_over: bool = False,
    denominator: Denominator = "given",
) -> CapitalQuestion:
    """Asked for the components that the reader answers for, within the programme looked at."""
    components = _components(access, programme)
    return capital.question(
        area, year, as_of, include_carry_over=carry_over, component_ids=components, denominator=denominator
    )


def _components(access: Access, programme: Programme | None) -> frozenset[int] | None:
    if programme is None:
        return access.component_ids
    of_programme = frozenset(Component.objects.filter(programme=programme).values_list("pk", flat=True))
    return of_programme if access.component_ids is None else of_programme & access.component_ids


def disbursement_target(asked: CapitalQuestion) -> Decimal | None:
    """The target of the area, else of the nearest unit above it, else of all older units it is read from."""
    above = lineage(asked.area.path)
    older = {path for unit in asked.ground.units for path in lineage(unit.path)}
    found: dict[str, Decimal] = dict(
        Target.objects.filter(
            indicator=Target.Indicator.DISBURSEMENT_RATE,
            year=asked.budget_year,
            area__path__in=[*above, *older],
        ).values_list("area__path", "value")
    )
    nearest = next((found[path] for path in reversed(above) if path in found), None)
    others = set(found.values())
    return nearest if nearest is not None or len(others) != 1 else others.pop()
