"""The disbursement board as REST clients read it: each field is the value that the page shows."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.part_field import PartField
from core.rates import fixed_point
from reports.figures.components import TreeRow
from reports.figures.course import Amounts, Change
from reports.figures.matrix import Matrix
from reports.figures.outlook import CurvePoint
from reports.figures.risk import HolderOutlook
from reports.figures.units import UnitRow
from reports.serializers import (
    AmountRowData,
    AmountsData,
    AreaRefData,
    ComponentData,
    Data,
    ForecastData,
    HolderData,
    KindData,
    PaceData,
    RateData,
    SourceData,
)


class ChangeData(serializers.Serializer[Change]):
    """Against the balances at the end of `on`, with the plan of that day; null where there was nothing then."""

    on = serializers.DateField()
    budget_year = serializers.IntegerField()
    rate_then = RateData(source="then.rate")
    difference_points = serializers.SerializerMethodField(help_text="of the rate, in percentage points")
    disbursed_vnd = serializers.IntegerField(allow_null=True, help_text="disbursed more than then")

    def get_difference_points(self, change: Change) -> str | None:
        return None if change.points is None else fixed_point(change.points * 100, 2)


class ChangesData(serializers.Serializer[Any]):
    since_month_before = ChangeData(source="month")
    since_year_before = ChangeData(source="year")


class KindChangeData(KindData):
    changes = ChangesData()


class HolderChangeData(HolderData):
    changes = ChangesData()
    is_new = serializers.BooleanField(help_text="did not exist on the day of the year before")


class SourceChangeData(SourceData):
    changes = ChangesData()


class TreeData(serializers.Serializer[TreeRow]):
    """A component with everything below it; `code` null for a whole programme. With `is_own` what was planned on the
    component itself, so that the rows below it add up to it."""

    code = serializers.CharField(source="component.code", default=None, allow_null=True)
    name = serializers.SerializerMethodField()
    programme = serializers.CharField(source="programme.code")
    depth = serializers.IntegerField()
    is_own = serializers.BooleanField()
    amounts = AmountsData()
    since_month_before = ChangeData(source="month")

    def get_name(self, row: TreeRow) -> str:
        return row.component.name if row.component else row.programme.short_name


class UnitData(AmountRowData):
    area = AreaRefData()
    difference_points = serializers.SerializerMethodField(help_text="to the average, in percentage points")
    is_below_average = serializers.BooleanField()
    since_month_before = ChangeData(source="month")

    def get_difference_points(self, row: UnitRow) -> str | None:
        return None if row.difference is None else fixed_point(row.difference * 100, 2)


class UnitsData(serializers.Serializer[Any]):
    """`own`: what agencies of the area itself hold, so that the parts add up to the total."""

    rows = UnitData(many=True)
    own = AmountsData()
    own_since_month_before = ChangeData(source="own_month", allow_null=True)
    without_capital = serializers.IntegerField(help_text="units below that have none")


class MonthData(serializers.Serializer[CurvePoint]):
    """A month of the curve: balances at its end, null after the day, and beside them the rate a year before, null
    where that year has none."""

    month_end = serializers.DateField()
    this_year = RateData(source="this.rate", allow_null=True)
    year_before = RateData(source="last.rate", allow_null=True)
    plan_vnd = serializers.IntegerField(source="this.plan_vnd", default=None, allow_null=True)
    disbursed_vnd = serializers.IntegerField(source="this.disbursed_vnd", default=None, allow_null=True)
    in_month_vnd = serializers.IntegerField(allow_null=True, help_text="disbursed in the month itself")


class CellData(serializers.Serializer[Any]):
    component = serializers.CharField()
    amounts = AmountsData()


class MatrixRowData(serializers.Serializer[Any]):
    holder = serializers.CharField()
    cells = CellData(many=True)


class MatrixData(serializers.Serializer[Matrix]):
    """Holders by components, laggards first; a cell without any plan is left out."""

    is_rolled_up = serializers.BooleanField(help_text="the columns are projects with their sub-projects")
    rows = serializers.SerializerMethodField()

    @extend_schema_field(MatrixRowData(many=True))
    def get_rows(self, found: Matrix) -> Any:
        codes = [column.code for column in found.columns]
        rows = [{"holder": row.holder.holder.code, "cells": _cells(codes, row.cells)} for row in found.rows]
        return MatrixRowData(rows, many=True).data


def _cells(codes: Sequence[str], cells: Sequence[Amounts | None]) -> list[Data]:
    known = zip(codes, cells, strict=True)
    return [{"component": code, "amounts": amounts} for code, amounts in known if amounts is not None]


class HolderOutlookData(serializers.Serializer[HolderOutlook]):
    """A holder that will miss the target. `forecast` null: nothing disbursed yet, or the year is over."""

    holder = serializers.CharField(source="row.holder.code")
    name = serializers.CharField(source="row.holder.name")
    rate = RateData(source="row.amounts.rate")
    forecast = ForecastData(allow_null=True)
    basis = serializers.ChoiceField(choices=["own", "area", ""], help_text="whose past years the forecast follows")
    shortfall_vnd = serializers.IntegerField(help_text="missing to the target at the end of the year")
    has_disbursed_nothing = serializers.BooleanField(source="row.has_disbursed_nothing")
    pace = PaceData()


class DisbursementTotalsData(serializers.Serializer[Any]):
    """What may be read of a unit above one's own."""

    area = AreaRefData(source="asked.area")
    year = serializers.IntegerField(source="asked.budget_year")
    as_of = serializers.DateField(source="asked.as_of")
    include_carry_over = serializers.BooleanField(source="asked.include_carry_over")
    denominator = serializers.ChoiceField(choices=["given", "detailed"], source="asked.denominator")
    reach = serializers.ChoiceField(choices=["own", "ancestor"])
    only_components_of = PartField()
    boundaries = serializers.CharField(source="totals.boundaries", help_text="the list of units of the figures")
    absence = serializers.CharField(help_text="why there can be no capital here, in words; empty where there can")
    closes_on = serializers.DateField(help_text="the last day on which money of the year may be disbursed")
    is_provisional = serializers.BooleanField(help_text="money of the year may still be disbursed after the day")
    is_frozen = serializers.BooleanField(help_text="the year is closed, the figures are those of its snapshot")
    total = AmountsData(source="totals.total")
    changes = ChangesData(source="totals.changes")
    by_kind = KindChangeData(source="totals.by_kind", many=True)


class DisbursementData(DisbursementTotalsData):
    """The disbursement board; below `by_kind` only for one's own units."""

    target_percent = serializers.DecimalField(
        source="target", max_digits=12, decimal_places=2, allow_null=True, required=False
    )
    pace = PaceData(allow_null=True, required=False)
    forecast = ForecastData(allow_null=True, required=False)
    quarter_forecasts = ForecastData(many=True, required=False, help_text="at the quarter ends ahead")
    holders = HolderChangeData(source="holders.rows", many=True, required=False)
    holders_at_risk = HolderOutlookData(source="at_risk", many=True, required=False)
    by_component = ComponentData(source="components", many=True, required=False)
    component_tree = TreeData(many=True, required=False)
    by_area = UnitsData(source="units", required=False)
    by_source = SourceChangeData(source="sources", many=True, required=False)
    heat = MatrixData(source="matrix", required=False)
    months = MonthData(
        source="curve", many=True, required=False, help_text="from January to the month in which the year closes"
    )
