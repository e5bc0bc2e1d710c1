"""Figures of the cube and published figures as REST clients read them."""

from typing import Any

from rest_framework import serializers

from accounts.part_field import PartField
from reports.boards.figures import FigureRow
from reports.models import PublishedFigure
from reports.serializers import AreaRefData


class MeasureData(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()
    kind = serializers.ChoiceField(choices=["stock", "flow"])


class FigureRowData(serializers.Serializer[FigureRow]):
    """`dimensions` hold codes (standard, kind, source, component, tranche_year)."""

    area = AreaRefData()
    dimensions = serializers.DictField()
    values = serializers.DictField(child=serializers.IntegerField())


class HolderRowData(serializers.Serializer[FigureRow]):
    holder = serializers.CharField(source="dimensions.holder")
    values = serializers.DictField(child=serializers.IntegerField())


class FigureSetData(serializers.Serializer[Any]):
    area = AreaRefData()
    year = serializers.IntegerField()
    group = serializers.CharField(source="code")
    as_of = serializers.DateField(
        source="told_as_of", allow_null=True, help_text="of capital; null for groups that are not kept by day"
    )
    reach = serializers.ChoiceField(choices=["own", "ancestor"])
    only_components_of = PartField()
    boundaries = serializers.CharField(help_text="the list of units of the figures")
    absence = serializers.CharField(help_text="why there can be no figures here, in words; empty where there can")
    is_frozen = serializers.BooleanField()
    computed_at = serializers.DateTimeField(source="freshness.computed_at", allow_null=True)
    is_pending = serializers.BooleanField(source="freshness.is_pending", help_text="records changed since")
    measures = MeasureData(many=True)
    rows = FigureRowData(many=True)
    holders = HolderRowData(many=True)


class PublishedFigureData(serializers.ModelSerializer[PublishedFigure]):
    """As printed, with its source and how sure it is."""

    level = serializers.CharField()
    area = AreaRefData(allow_null=True)
    value = serializers.DecimalField(max_digits=18, decimal_places=4, normalize_output=True)
    region = serializers.CharField(source="region.code", default=None, allow_null=True)

    class Meta:
        model = PublishedFigure
        fields = (
            "level",
            "area",
            "region",
            "place",
            "edition",
            "year",
            "standard_period",
            "indicator",
            "value",
            "unit",
            "source",
            "confidence",
            "doubtful",
            "note",
            "version",
        )


class PublishedPageData(serializers.Serializer[dict[str, Any]]):
    results = PublishedFigureData(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page; null on the last one.")
