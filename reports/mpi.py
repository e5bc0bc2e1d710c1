"""Who is multidimensionally poor, decided in whole numbers from a bit mask of deprivations.

The same test as the cube's (sum of the weights of the bits >= the cut-off, households.measures), so a
household exactly on the cut-off is poor in both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from django.utils.translation import gettext as _

Weight: TypeAlias = int | str | Fraction


class MeasureError(ValueError):
    """Weights or a cut-off that no measure can be made of; the text is for the person who gave them."""


@dataclass(frozen=True, slots=True)
class Identification:
    """Weights by bit position as whole numbers and the smallest weighted sum that is poor.

    `needed` is ceil(cutoff x total): sums are whole, so "share of the weights >= cutoff" is "sum >= needed".
    """

    weights: tuple[int, ...]
    cutoff: Fraction

    @classmethod
    def of(cls, weights: Iterable[Weight], cutoff: Weight) -> "Identification":
        """From any exact weights ("1/6", "0.5", 3) and a cut-off ("1/3", "0.33", "33%").

        A cut-off is taken as written: 0.33 is 33/100, less than 1/3. Raises MeasureError.
        """
        exact = [_exact(weight) for weight in weights]
        if any(weight < 0 for weight in exact) or not sum(exact):
            raise MeasureError(_("Quyền số phải là số không âm và có tổng lớn hơn 0."))
        scale = lcm(*(weight.denominator for weight in exact))
        return cls(tuple(int(weight * scale) for weight in exact), _cutoff(cutoff))

    @property
    def total(self) -> int:
        return sum(self.weights)

    @property
    def needed(self) -> int:
        return -(-self.cutoff.numerator * self.total // self.cutoff.denominator)

    def score(self, mask: int) -> int:
        """The weighted sum of the deprivations in a mask, 0 to `total`."""
        return sum(weight for position, weight in enumerate(self.weights) if mask >> position & 1)

    def is_poor(self, mask: int) -> bool:
        return self.score(mask) >= self.needed


def mask_of(deprived: Sequence[bool]) -> int:
    """The mask of a row of deprivations, the first one as bit 0."""
    return sum(1 << position for position, lacking in enumerate(deprived) if lacking)


def _exact(value: Weight) -> Fraction:
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise MeasureError(_("Quyền số “%(value)s” không phải là số.") % {"value": value}) from None


def _cutoff(value: Weight) -> Fraction:
    text = str(value).strip()
    try:
        cutoff = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        message = _("Ngưỡng k “%(value)s” không đọc được; viết ví dụ 1/3, 0.33 hoặc 33%%.")
        raise MeasureError(message % {"value": value}) from None
    if not 0 < cutoff <= 1:
        message = _("Ngưỡng k phải lớn hơn 0 và không quá 1 (ví dụ 1/3 hoặc 33%%), không phải %(value)s.")
        raise MeasureError(message % {"value": value})
    return cutoff
