"""The poverty report as REST clients read it; each field is the value that the page shows."""

from typing import Any

from rest_framework import serializers

from reports.boards.poverty import PovertyBoard, YearRow
from reports.figures.deprivations import IndicatorFigures
from reports.figures.poverty import PovertySummary
from reports.poverty_tables import CLASSES
from reports.serializers import AreaRefData, RateData


class ReviewStateData(serializers.Serializer[YearRow]):
    """`is_provisional`: the review runs, its figures change."""

    year = serializers.IntegerField(source="review.year")
    is_provisional = serializers.BooleanField(source="review.is_running")
    opens_on = serializers.DateField(source="review.round.opens_on")
    closes_on = serializers.DateField(source="review.round.closes_on")
    recognised_on = serializers.DateField(source="review.round.recognised_on", allow_null=True)
    is_frozen = serializers.BooleanField(source="summary.is_frozen")
    boundaries = serializers.CharField(source="summary.boundaries", help_text="the list of units of the figures")
    is_partial = serializers.BooleanField(
        source="summary.ground.is_partial", help_text="parts of split units are left out"
    )
    progress = RateData(source="summary.progress", help_text="households with a result over those listed")


class StandardData(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    legal_basis = serializers.CharField()


class ClassData(serializers.Serializer[dict[str, Any]]):
    """`rate` is over all resident households; null for classes that are only counted among the surveyed."""

    result_class = serializers.CharField()
    households = serializers.IntegerField()
    persons = serializers.IntegerField()
    minority_households = serializers.IntegerField(allow_null=True)
    rate = RateData(allow_null=True)


class OfficialData(serializers.Serializer[PovertySummary]):
    """Classes by the standard, over the total of households that communes reported."""

    total_households = serializers.IntegerField(allow_null=True, help_text="null while a commune is missing")
    communes = serializers.IntegerField()
    missing_communes = serializers.IntegerField()
    poor_households = serializers.SerializerMethodField()
    poor_rate = RateData()
    near_poor_households = serializers.SerializerMethodField()
    near_poor_rate = RateData()
    multidimensional_households = serializers.IntegerField()
    multidimensional_rate = RateData()

    def get_poor_households(self, found: PovertySummary) -> int:
        return found.counts["poor_households"]

    def get_near_poor_households(self, found: PovertySummary) -> int:
        return found.counts["near_poor_households"]


class OwnOfficialData(OfficialData):
    classes = serializers.SerializerMethodField()
    movements = serializers.DictField(
        child=serializers.IntegerField(), allow_null=True, help_text="null in the first review that is held"
    )
    left_poverty = serializers.IntegerField(allow_null=True)

    def get_classes(self, found: PovertySummary) -> list[dict[str, Any]]:
        return [dict(ClassData(row).data) for row in class_rows(found)]


def class_rows(found: PovertySummary) -> list[dict[str, Any]]:
    return [
        {
            "result_class": code,
            "households": found.counts[households],
            "persons": found.counts[persons],
            "minority_households": found.counts[minority] if minority else None,
            "rate": found.official_rate(households) if code in ("poor", "near_poor") else None,
        }
        for code, households, minority, persons in CLASSES
    ]


class IndicatorData(serializers.Serializer[IndicatorFigures]):
    """Shares of the surveyed persons; `contribution` is the part of M0."""

    code = serializers.CharField(source="indicator.code")
    name = serializers.CharField(source="indicator.name")
    dimension = serializers.CharField(source="indicator.dimension.code")
    uncensored = RateData()
    censored = RateData()
    contribution = RateData()


class DimensionData(serializers.Serializer[Any]):
    code = serializers.CharField(source="dimension.code")
    name = serializers.CharField(source="dimension.name")
    contribution = RateData()


class AlkireFosterData(serializers.Serializer[Any]):
    """H, A and M0 among the persons of the surveyed households, not among all residents."""

    scope = serializers.SerializerMethodField()
    cutoff = RateData()
    H = RateData(source="headcount")
    A = RateData(source="intensity", help_text="without percent when nobody is poor")
    M0 = RateData(source="adjusted")
    indicators = IndicatorData(many=True)
    dimensions = DimensionData(many=True)

    def get_scope(self, _measures: Any) -> str:
        return "surveyed_households"


class AreaFiguresData(OfficialData):
    area = AreaRefData()
    progress = RateData()


class TrendData(serializers.Serializer[YearRow]):
    year = serializers.IntegerField(source="review.year")
    standard = serializers.CharField(source="summary.standard.code")
    breaks = serializers.BooleanField(help_text="the standard changed: not comparable with the year before")
    is_provisional = serializers.BooleanField(source="review.is_running")
    poor_rate = RateData(source="summary.poor_rate")
    near_poor_rate = RateData(source="summary.near_poor_rate")


class PovertyTotalsData(serializers.Serializer[PovertyBoard]):
    """What may be read of a unit above one's own; everything below `reach` is null without a review."""

    area = AreaRefData()
    year = serializers.IntegerField()
    as_of = serializers.DateField()
    reach = serializers.ChoiceField(choices=["own", "ancestor"])
    absence = serializers.CharField(help_text="why the year has no figures here, in words; empty when it has")
    review = ReviewStateData(source="current", allow_null=True)
    standard = StandardData(source="summary.standard", allow_null=True)
    official = OfficialData(source="summary", allow_null=True)


class PovertyData(PovertyTotalsData):
    """The poverty page; below `official` only for one's own units."""

    official = OwnOfficialData(source="summary", allow_null=True)
    alkire_foster = AlkireFosterData(source="mpi", allow_null=True, required=False)
    areas = AreaFiguresData(source="children", many=True, required=False)
    trend = TrendData(source="years", many=True, required=False)
