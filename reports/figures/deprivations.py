"""Which basic services the poor lack and where: the heat map, and the measures of Alkire and Foster."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from areas.models import Area
from core.rates import Rate
from households.measures import indicator_column
from households.models import Dimension, Indicator, PovertyStandard
from reports.figures.poverty import PovertySummary, summary, with_children

_PREFIX: dict[str, Literal["d", "n"]] = {"poor": "d", "near_poor": "n"}


@dataclass(frozen=True)
class HeatRow:
    """`rates`: households of the class that lack each indicator over the households of the class."""

    area: Area
    households: int
    rates: tuple[Rate, ...]


@dataclass(frozen=True)
class HeatMap:
    indicators: tuple[Indicator, ...]
    rows: tuple[HeatRow, ...]
    total: HeatRow
    total_summary: PovertySummary


def deprivations(
    area: Area, year: int, *, level: str | None = None, of: Literal["poor", "near_poor"] = "poor"
) -> HeatMap | None:
    """Units below the area (or every unit of `level`) x indicators; None in a year without a review.

    A household lacks several services: the rates of a row do not add up to 100%.
    """
    whole, parts = with_children(area, year, level=level)
    return heat_map(whole, parts, of) if whole else None


def heat_map(
    whole: PovertySummary, parts: Iterable[PovertySummary], of: Literal["poor", "near_poor"] = "poor"
) -> HeatMap:
    """The same from summaries that are already read."""
    indicators = _indicators(whole.standard)
    rows = tuple(_heat_row(found, indicators, of) for found in parts)
    return HeatMap(indicators, rows, _heat_row(whole, indicators, of), whole)


def _heat_row(found: PovertySummary, indicators: tuple[Indicator, ...], of: str) -> HeatRow:
    households = found.counts[f"{of}_households"]
    lacking = (found.counts[indicator_column(_PREFIX[of], indicator.position)] for indicator in indicators)
    return HeatRow(found.area, households, tuple(Rate(count, households) for count in lacking))


@dataclass(frozen=True)
class IndicatorFigures:
    """Shares of the surveyed persons who lack it, of those who are poor as well, and its part of M0."""

    indicator: Indicator
    uncensored: Rate
    censored: Rate
    contribution: Rate


@dataclass(frozen=True)
class DimensionFigures:
    dimension: Dimension
    contribution: Rate


@dataclass(frozen=True)
class MpiFigures:
    """H, A and M0 among the persons of the surveyed households: label them "trong số hộ được rà soát".

    Exact ratios of stored sums, so they add up over areas; a rate without a denominator is missing, and so is
    A where nobody is poor.
    """

    summary: PovertySummary
    cutoff: Rate
    headcount: Rate
    intensity: Rate
    adjusted: Rate
    indicators: tuple[IndicatorFigures, ...]
    dimensions: tuple[DimensionFigures, ...]


def mpi(area: Area, year: int) -> MpiFigures | None:
    """The measures of an area by the round's standard; None in a year without a review."""
    found = summary(area, year)
    return mpi_of(found) if found else None


def mpi_of(found: PovertySummary) -> MpiFigures:
    """The measures of a summary that is already read."""
    counts, indicators = found.counts, _indicators(found.standard)
    surveyed, poor, score = counts["surveyed_persons"], counts["mpi_poor_persons"], counts["mpi_score_sum"]
    weights = sum(indicator.weight for indicator in indicators)
    return MpiFigures(
        summary=found,
        cutoff=Rate(found.standard.mpi_cutoff, weights),
        headcount=Rate(poor, surveyed),
        intensity=Rate(score, poor * weights),
        adjusted=Rate(score, surveyed * weights),
        indicators=tuple(_indicator_figures(found, indicator, surveyed, score) for indicator in indicators),
        dimensions=_dimensions(found, indicators, score),
    )


def _indicator_figures(found: PovertySummary, indicator: Indicator, surveyed: int, score: int) -> IndicatorFigures:
    uncensored = found.counts[indicator_column("u", indicator.position)]
    censored = found.counts[indicator_column("c", indicator.position)]
    return IndicatorFigures(
        indicator,
        Rate(uncensored, surveyed),
        Rate(censored, surveyed),
        Rate(indicator.weight * censored, score),
    )


def _dimensions(found: PovertySummary, indicators: tuple[Indicator, ...], score: int) -> tuple[DimensionFigures, ...]:
    weighted: dict[Dimension, int] = {}
    for indicator in indicators:
        censored = found.counts[indicator_column("c", indicator.position)]
        weighted[indicator.dimension] = weighted.get(indicator.dimension, 0) + indicator.weight * censored
    return tuple(DimensionFigures(dimension, Rate(part, score)) for dimension, part in weighted.items())


def _indicators(standard: PovertyStandard) -> tuple[Indicator, ...]:
    return tuple(Indicator.objects.filter(standard=standard).select_related("dimension").order_by("position"))
