"""What was brought in beside the budget as REST clients read it; each field is the value that the page shows."""

from typing import Any

from rest_framework import serializers

from accounts.part_field import PartField
from reports.amounts import source_label
from reports.figures.mobilised import Given, SourceGiven
from reports.serializers import AmountsData, AreaRefData, RateData


class GivenData(serializers.Serializer[Given]):
    """`value_vnd` stands in the register of contributions and leaves out the `unvalued` of the `entries`;
    `ledger_vnd` was disbursed on capital lines outside the disbursement rate; `total_vnd` is both."""

    value_vnd = serializers.IntegerField()
    ledger_vnd = serializers.IntegerField()
    total_vnd = serializers.IntegerField()
    labour_days = serializers.IntegerField()
    land_m2 = serializers.IntegerField()
    households = serializers.IntegerField()
    entries = serializers.IntegerField()
    unvalued = serializers.IntegerField()


class FormData(serializers.Serializer[Any]):
    form = serializers.ChoiceField(choices=["money", "goods", "labour_days", "land_m2"])
    given = GivenData()


class SourceGivenData(serializers.Serializer[SourceGiven]):
    code = serializers.CharField(source="source.code")
    name = serializers.SerializerMethodField()
    is_credit = serializers.BooleanField(help_text="lent money in the capital ledger: in no sum of what was mobilised")
    given = GivenData()
    forms = FormData(many=True)

    def get_name(self, row: SourceGiven) -> str:
        return source_label(row.source)


class CreditData(serializers.Serializer[Any]):
    """Lent and collected in the year; outstanding at the end of the day, from every year before it."""

    lent_vnd = serializers.IntegerField()
    collected_vnd = serializers.IntegerField()
    outstanding_vnd = serializers.IntegerField()
    households = serializers.IntegerField(help_text="loans taken by households in the year")


class UnitGivenData(serializers.Serializer[Any]):
    area = AreaRefData()
    is_own = serializers.BooleanField(help_text="recorded at the level itself, not below it")
    given = GivenData()
    lent_vnd = serializers.IntegerField()
    budget_disbursed_vnd = serializers.IntegerField(source="budget_vnd")
    ratio = RateData()


class BeyondTotalsData(serializers.Serializer[Any]):
    """What may be read of a unit above one's own."""

    area = AreaRefData(source="asked.capital.area")
    year = serializers.IntegerField(source="asked.year")
    as_of = serializers.DateField(source="asked.capital.as_of")
    reach = serializers.ChoiceField(choices=["own", "ancestor"])
    only_components_of = PartField()
    boundaries = serializers.CharField(source="asked.ground.boundaries", help_text="the list of units of the figures")
    absence = serializers.CharField(help_text="why there can be nothing here, in words; empty where there can")
    closes_on = serializers.DateField(
        source="disbursement.closes_on", help_text="the last day on which budget money of the year may be disbursed"
    )
    is_provisional = serializers.BooleanField(
        source="disbursement.is_provisional", help_text="budget money of the year may still be disbursed after the day"
    )
    is_frozen = serializers.BooleanField(help_text="the year is closed, the figures are those of its snapshot")
    mobilised = GivenData()
    budget = AmountsData(help_text="of the budget alone: what is mobilised is in none of its numbers")
    ratio = RateData(help_text="mobilised over the budget money disbursed")
    by_source = SourceGivenData(source="sources", many=True)
    credit = CreditData()


class BeyondData(BeyondTotalsData):
    units = UnitGivenData(many=True)
