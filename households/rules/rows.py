"""Rows that give a class: by income and deprivations, or by points. The first that fits decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

from django.utils.translation import gettext as _

from households.rules.errors import RuleError

Zone: TypeAlias = Literal["rural", "urban"]
ZONES: tuple[Zone, ...] = ("rural", "urban")

POOR = "poor"
NEAR_POOR = "near_poor"
AVERAGE_LIVING = "average_living"
NOT_POOR = "not_poor"
CLASSES = (POOR, NEAR_POOR, AVERAGE_LIVING, NOT_POOR)

VERIFIED = "verified"
NEEDS_CHECK = "needs_check"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a row asks of one number: more than `over`, at most `upto`; None leaves that side open."""

    over: int | None
    upto: int | None

    def __contains__(self, value: int | Fraction) -> bool:
        above = self.over is None or value > self.over
        return above and (self.upto is None or value <= self.upto)

    @property
    def is_open(self) -> bool:
        return self.over is None and self.upto is None

    @property
    def is_empty(self) -> bool:
        return self.over is not None and self.upto is not None and self.over >= self.upto


def counted(at_least: int | None, at_most: int | None) -> Bounds:
    """Bounds of a whole number given as a smallest and a largest value."""
    return Bounds(None if at_least is None else at_least - 1, at_most)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row by income (dong per person and month) and number of deprivations.

    A province's own line, or a line under which a household is poor whatever it lacks, is another row.
    """

    order: int
    zone: Zone | None
    income_over: int | None
    income_upto: int | None
    deprivations_min: int | None
    deprivations_max: int | None
    result: str
    sub_type: str = ""
    confidence: str = VERIFIED

    @property
    def means(self) -> Bounds:
        return Bounds(self.income_over, self.income_upto)

    @property
    def lacks(self) -> Bounds:
        return counted(self.deprivations_min, self.deprivations_max)


@dataclass(frozen=True, slots=True)
class PointsRule:
    """One row by points: B1 stands for the income, B2 for the deprivations."""

    order: int
    zone: Zone | None
    b1_over: int | None
    b1_upto: int | None
    b2_min: int | None
    b2_max: int | None
    result: str
    sub_type: str = ""
    confidence: str = VERIFIED

    @property
    def means(self) -> Bounds:
        return Bounds(self.b1_over, self.b1_upto)

    @property
    def lacks(self) -> Bounds:
        return counted(self.b2_min, self.b2_max)


Row: TypeAlias = RuleRow | PointsRule
RowT = TypeVar("RowT", RuleRow, PointsRule)


def rows_of(rows: Sequence[RowT], zone: Zone) -> list[RowT]:
    """The rows that apply in a zone, in the order in which they are tried."""
    return sorted((row for row in rows if row.zone in (None, zone)), key=lambda row: row.order)


def first_match(rows: Sequence[RowT], zone: Zone, means: int | Fraction, lacks: int) -> RowT:
    if zone not in ZONES:
        raise RuleError(_("Khu vực phải là rural hoặc urban, không phải “%(zone)s”.") % {"zone": zone})
    for row in rows_of(rows, zone):
        if means in row.means and lacks in row.lacks:
            return row
    raise RuleError(_("Không có dòng phân loại nào áp dụng được."))
