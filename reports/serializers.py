"""The reports as REST clients read them; each field is the value that the page shows."""

from typing import Any

from rest_framework import serializers

from areas.models import Area
from core.rates import Rate, fixed_point
from reports.amounts import kind_label, source_label
from reports.figures.capital import HolderRow, KindRow, SourceRow

Data = dict[str, Any]


class AreaRefData(serializers.Serializer[Area]):
    ref = serializers.CharField(help_text="edition-code, e.g. 2024-89")
    name = serializers.CharField(source="full_name")


class RateData(serializers.Serializer[Rate]):
    """Per cent as a string with two decimals, half up; null without a denominator."""

    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    percent = serializers.CharField(allow_null=True)

    def to_representation(self, instance: Rate) -> Any:
        return instance.as_json()


class AmountsData(serializers.Serializer[Any]):
    """Whole dong as of the day; `advance_vnd` is the part of the disbursed that is not settled yet,
    `unallocated_vnd` the part of the plan given that no unit can spend yet."""

    plan_vnd = serializers.IntegerField()
    disbursed_vnd = serializers.IntegerField()
    remaining_vnd = serializers.IntegerField()
    advance_vnd = serializers.IntegerField()
    unallocated_vnd = serializers.IntegerField()
    rate = RateData()


class AmountRowData(serializers.Serializer[Any]):
    plan_vnd = serializers.IntegerField(source="amounts.plan_vnd")
    disbursed_vnd = serializers.IntegerField(source="amounts.disbursed_vnd")
    remaining_vnd = serializers.IntegerField(source="amounts.remaining_vnd")
    advance_vnd = serializers.IntegerField(source="amounts.advance_vnd")
    unallocated_vnd = serializers.IntegerField(source="amounts.unallocated_vnd")
    rate = RateData(source="amounts.rate")


class KindData(AmountRowData):
    code = serializers.CharField(source="kind.code")
    name = serializers.SerializerMethodField()

    def get_name(self, row: KindRow) -> str:
        return kind_label(row)


class HolderData(AmountRowData):
    code = serializers.CharField(source="holder.code")
    name = serializers.CharField(source="holder.name")
    area = AreaRefData(source="holder.area")
    rank = serializers.IntegerField(allow_null=True)
    difference_points = serializers.SerializerMethodField(help_text="to the average, in percentage points")
    is_below_average = serializers.BooleanField()
    has_disbursed_nothing = serializers.BooleanField()

    def get_difference_points(self, row: HolderRow) -> str | None:
        return None if row.difference is None else fixed_point(row.difference * 100, 2)


class ComponentData(AmountRowData):
    code = serializers.CharField(source="component.code")
    name = serializers.CharField(source="component.name")
    programme = serializers.CharField(source="component.programme.code")


class SourceData(AmountRowData):
    code = serializers.CharField(source="source.code")
    name = serializers.SerializerMethodField()
    counts_in_rate = serializers.BooleanField(source="source.counts_in_rate")

    def get_name(self, row: SourceRow) -> str:
        return source_label(row.source)


class PaceData(serializers.Serializer[Any]):
    """What the target still asks for."""

    until = serializers.DateField()
    target_vnd = serializers.IntegerField()
    to_disburse_vnd = serializers.IntegerField()
    days_left = serializers.IntegerField()
    per_day_vnd = serializers.IntegerField(allow_null=True)
    per_month_vnd = serializers.IntegerField(allow_null=True)
    done_per_month_vnd = serializers.IntegerField(allow_null=True)


class ForecastData(serializers.Serializer[Any]):
    until = serializers.DateField()
    expected = RateData()
    low = RateData()
    high = RateData()
    years = serializers.ListField(child=serializers.IntegerField())
    is_early = serializers.BooleanField(help_text="past years had disbursed so little by the day that the range swings")
