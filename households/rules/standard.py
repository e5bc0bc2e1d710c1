"""A poverty standard as data: its indicators, and the rows that give a household its class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import gettext as _

from households.rules.checks import check_standard
from households.rules.errors import RuleError
from households.rules.rows import (
    AVERAGE_LIVING,
    CLASSES,
    NEAR_POOR,
    NEEDS_CHECK,
    NOT_POOR,
    POOR,
    VERIFIED,
    ZONES,
    PointsRule,
    Row,
    RuleRow,
    Zone,
    first_match,
    rows_of,
)

__all__ = [
    "AVERAGE_LIVING",
    "CLASSES",
    "NEAR_POOR",
    "NEEDS_CHECK",
    "NOT_POOR",
    "POOR",
    "VERIFIED",
    "ZONES",
    "Dimension",
    "Indicator",
    "PointsRule",
    "RuleRow",
    "Standard",
    "Zone",
    "classify",
    "classify_by_points",
]


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    name_vi: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: `position` is its bit in a mask, `rule` and `parameters` say how answers decide it."""

    code: str
    dimension: str
    position: int
    name_vi: str
    name_en: str = ""
    cutoff_vi: str = ""
    confidence: str = NEEDS_CHECK
    rule: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with everything needed to classify; made by `load.standard_from_dict` or from the database.

    `mpi_weights` (by position) and `mpi_cutoff` are the weights and cut-off k of H, A and M0: indicators
    weigh the same unless the data say otherwise, because no legal text read gives nested weights.
    """

    code: str
    name_vi: str
    indicators: tuple[Indicator, ...]
    rules: tuple[RuleRow, ...]
    points: tuple[PointsRule, ...] = ()
    name_en: str = ""
    dimensions: tuple[Dimension, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    legal_basis: tuple[str, ...] = ()
    points_per_deprivation: int = 10
    mpi_weights: tuple[int, ...] = ()
    mpi_cutoff: Fraction = Fraction(1, 4)

    def __post_init__(self) -> None:
        check_standard(self)

    def indicator(self, code: str) -> Indicator:
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        message = _("%(standard)s: không có chỉ số “%(code)s”.")
        raise RuleError(message % {"standard": self.code, "code": code})

    def rows(self, method: Literal["points", "income"], zone: Zone) -> Sequence[Row]:
        """The rows tried in a zone, in their order."""
        return rows_of(self.points, zone) if method == "points" else rows_of(self.rules, zone)


def classify(standard: Standard, zone: Zone, monthly_income_vnd: int | Fraction, deprivation_count: int) -> RuleRow:
    """The first row that fits an income per person and month and a number of deprivations.

    Give the income as a Fraction where it is a total divided by persons: rounded, a household may
    cross the line.
    """
    return first_match(standard.rules, zone, monthly_income_vnd, deprivation_count)


def classify_by_points(standard: Standard, zone: Zone, b1: int, b2: int) -> PointsRule:
    """The first row that fits the points; RuleError when the standard has no points.

    Points tell poor, near-poor and neither: "average living standard" has a survey form of its own.
    """
    if not standard.points:
        raise RuleError(_("%(standard)s: chuẩn này chưa có bảng điểm.") % {"standard": standard.code})
    return first_match(standard.points, zone, b1, b2)
