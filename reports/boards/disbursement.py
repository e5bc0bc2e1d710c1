"""Disbursement of an area and budget year as of a day."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from accounts.access import Access
from areas.models import Area
from areas.rules import lineage
from catalogs.models import Component, Programme
from catalogs.querysets import last_days
from programs.models import Target
from reports import deadlines
from reports.absence import unit_absence
from reports.figures import capital, components, matrix, outlook, risk, units
from reports.figures.capital import CapitalTotals, ComponentRow, HolderBoard, KindRow, SourceRow
from reports.figures.components import TreeRow
from reports.figures.course import Amounts, month_before
from reports.figures.matrix import Matrix
from reports.figures.outlook import CurvePoint, Forecast, Pace
from reports.figures.question import CapitalQuestion, question
from reports.figures.risk import HolderOutlook
from reports.figures.rows import Denominator
from reports.figures.scope import Reach
from reports.figures.units import UnitBoard


@dataclass(frozen=True)
class DisbursementBoard:
    """`reach` "ancestor": the totals and the kinds of capital alone may be shown."""

    asked: CapitalQuestion
    reach: Reach = "own"

    # --- what is counted -----------------------------------------------------------------------------------

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
    def component_tree(self) -> tuple[TreeRow, ...]:
        return components.by_tree(self.asked)

    @cached_property
    def matrix(self) -> Matrix:
        return matrix.matrix(self.asked, self.holders.rows)

    @cached_property
    def units(self) -> UnitBoard:
        return units.by_unit(self.asked)

    @cached_property
    def sources(self) -> tuple[SourceRow, ...]:
        return capital.by_source(self.asked)

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

    # --- the days of the year ------------------------------------------------------------------------------

    @property
    def year_end(self) -> date:
        return date(self.asked.budget_year, 12, 31)

    @property
    def is_over(self) -> bool:
        """The last day of the year has come: what is not reached is told without a forecast."""
        return self.asked.as_of >= self.year_end

    @cached_property
    def closings(self) -> dict[int, date]:
        """Kind of capital -> until when its money of the year may be disbursed."""
        return last_days((row.kind for row in self.totals.by_kind), self.asked.budget_year)

    @cached_property
    def closes_on(self) -> date:
        return deadlines.closing_day(self.closings, self.asked.budget_year)

    @property
    def is_provisional(self) -> bool:
        """Money of the year could still be disbursed after the day, and nobody has closed its figures."""
        return self.has_plan and deadlines.is_open(self.asked, self.closes_on, self.asked.as_of)

    @property
    def is_frozen(self) -> bool:
        """The year is closed: the figures are those of its snapshot."""
        return bool(self.asked.snapshots)

    @property
    def is_settled(self) -> bool:
        """Nothing has moved since the month before: the money of the year could not be disbursed any more."""
        return month_before(self.asked.as_of) >= self.closes_on

    # --- where it is heading -------------------------------------------------------------------------------

    @cached_property
    def target(self) -> Decimal | None:
        """The target of the year's disbursement rate in per cent, if one was set."""
        return disbursement_target(self.asked)

    @property
    def target_share(self) -> Fraction | None:
        return None if self.target is None else Fraction(self.target) / 100

    @cached_property
    def pace(self) -> Pace | None:
        return None if self.target is None else self._pace(self.totals.total, self.target)

    def _pace(self, amounts: Amounts, target: Decimal) -> Pace:
        """To the end of the year; once that is over, to the day on which the money of the year closes."""
        year, as_of = self.asked.budget_year, self.asked.as_of
        until = self.year_end if as_of <= self.year_end else max(self.closes_on, self.year_end)
        return outlook.pace(amounts, as_of, target, until, first=date(year, 1, 1))

    @cached_property
    def curve(self) -> tuple[CurvePoint, ...]:
        return outlook.curve(self.asked, self.closes_on)

    @cached_property
    def forecasts(self) -> tuple[Forecast, ...]:
        """For the end of this month and each later one of the year; empty once the year is over."""
        ends = [point.month_end for point in self.curve if self.asked.as_of < point.month_end <= self.year_end]
        return outlook.forecasts(self.asked, ends)

    @property
    def quarter_forecasts(self) -> tuple[Forecast, ...]:
        """For the end of each quarter that is still ahead; the last is that of the year."""
        return tuple(found for found in self.forecasts if found.until.month % 3 == 0)

    @property
    def forecast(self) -> Forecast | None:
        """For the end of the year."""
        return self.forecasts[-1] if self.forecasts else None

    @cached_property
    def outlooks(self) -> tuple[HolderOutlook, ...]:
        """Of every holder that can spend its plan; without a target nobody can miss one."""
        if self.target is None:
            return ()
        area = () if self.is_over else outlook.growths(self.asked, self.year_end)
        own = {} if self.is_over else risk.own_growths(self.asked)
        return tuple(
            replace(
                risk.outlook_of(row, self._pace(row.amounts, self.target), own.get(row.holder.pk, ()), area),
                is_over=self.is_over,
            )
            for row in self.holders.rows
            if row.rank is not None
        )

    @cached_property
    def at_risk(self) -> tuple[HolderOutlook, ...]:
        """Who will miss the target, the largest shortfall first."""
        return risk.largest_first(self.outlooks)


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
    return question(area, year, as_of, include_carry_over=carry_over, component_ids=components, denominator=denominator)


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
