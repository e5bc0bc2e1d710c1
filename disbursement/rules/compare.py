"""Two ways to divide one amount, unit by unit: who gains, who loses, and which criterion makes the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# What a floor, a cap or rounding changed beside the criteria.
LIMITS = ""


@dataclass(frozen=True)
class Scored:
    """A unit's points by criterion and what it got."""

    points: Mapping[str, Fraction]
    share_vnd: int


@dataclass(frozen=True)
class Difference:
    """`parts`: dong by criterion and, under LIMITS, by floors, caps and rounding; they add up to `amount_vnd`."""

    amount_vnd: int
    parts: Mapping[str, Fraction]

    @property
    def reason(self) -> tuple[str, Fraction] | None:
        """The part that moved the share furthest in the direction it went; None when it did not move."""
        if not self.amount_vnd:
            return None
        direction = 1 if self.amount_vnd > 0 else -1
        return max(self.parts.items(), key=lambda part: (part[1] * direction, part[0]))


def compare(base: Mapping[str, Scored], other: Mapping[str, Scored], divided_vnd: int) -> dict[str, Difference]:
    """What each unit gets more or less in `other` than in `base`; where a unit is missing it had nothing."""
    old, new = _parts(base, divided_vnd), _parts(other, divided_vnd)
    found = {}
    for code in sorted({*base, *other}):
        before, after = old.get(code, {}), new.get(code, {})
        parts = {key: after.get(key, Fraction(0)) - before.get(key, Fraction(0)) for key in {*before, *after}}
        amount = _amount(other, code) - _amount(base, code)
        found[code] = Difference(amount, parts)
    return found


def _amount(side: Mapping[str, Scored], code: str) -> int:
    return side[code].share_vnd if code in side else 0


def _parts(side: Mapping[str, Scored], divided_vnd: int) -> dict[str, dict[str, Fraction]]:
    """Each share as the sum of what its criteria bring by points alone, and the rest."""
    total = sum((sum(scored.points.values(), Fraction(0)) for scored in side.values()), Fraction(0))
    found = {}
    for code, scored in side.items():
        parts = {key: divided_vnd * points / total if total else Fraction(0) for key, points in scored.points.items()}
        parts[LIMITS] = scored.share_vnd - sum(parts.values(), Fraction(0))
        found[code] = parts
    return found
