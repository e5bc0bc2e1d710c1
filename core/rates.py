"""A share of a whole, kept as the two numbers it is made of: never averaged, rounded only when shown."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

Exact = int | Decimal | Fraction


class RateData(TypedDict):
    numerator: int | str | None
    denominator: int | str | None
    percent: str | None


def scaled_half_up(value: Exact, places: int) -> int:
    """`value` times 10**places as a whole number, exactly; halves go away from zero."""
    exact = Fraction(value)
    up, down = (10**places, 1) if places >= 0 else (1, 10**-places)
    above, below = abs(exact.numerator) * up, exact.denominator * down
    digits: int = (2 * above + below) // (2 * below)
    return -digits if exact < 0 else digits


def fixed_point(value: Exact, places: int) -> str:
    """`value` with exactly `places` decimals after a point, half up: the form of API and attributes."""
    digits = scaled_half_up(value, places)
    whole, part = divmod(abs(digits), 10**places)
    text = f"{whole}.{part:0{places}d}" if places else str(whole)
    return f"-{text}" if digits < 0 else text


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` out of `denominator`, both counted over the same set.

    A missing or empty whole gives no rate at all (`ratio` and `percent` are None), never 0 or 100%.
    """

    numerator: Exact | None
    denominator: Exact | None

    def __post_init__(self) -> None:
        if self.denominator is not None and self.denominator < 0:
            raise ValueError(f"a rate needs a denominator of zero or more, not {self.denominator}")

    def __add__(self, other: "Rate") -> "Rate":
        """The rate of both sets together: sums over sums. A part that is missing leaves the sum missing."""
        if not isinstance(other, Rate):
            return NotImplemented
        return Rate(
            _sum_or_none(self.numerator, other.numerator),
            _sum_or_none(self.denominator, other.denominator),
        )

    @property
    def is_missing(self) -> bool:
        return self.numerator is None or not self.denominator

    @property
    def ratio(self) -> Fraction | None:
        """The exact share (0..1 for a part of a whole), or None when there is nothing to divide by."""
        if self.numerator is None or not self.denominator:
            return None
        if isinstance(self.numerator, int) and isinstance(self.denominator, int):
            return Fraction(self.numerator, self.denominator)
        return Fraction(self.numerator) / Fraction(self.denominator)

    @property
    def percent(self) -> str | None:
        """Per cent with two decimals, half up, e.g. "46.54"; None when there is no rate."""
        ratio = self.ratio
        return None if ratio is None else fixed_point(ratio * 100, 2)

    def points_from(self, other: "Rate") -> Fraction | None:
        """Difference to `other` as a ratio (0.01 is one percentage point), or None when either is missing."""
        mine, theirs = self.ratio, other.ratio
        return None if mine is None or theirs is None else mine - theirs

    def as_json(self) -> RateData:
        """`{numerator, denominator, percent}`; whole numbers stay numbers, others become exact strings."""
        return {
            "numerator": _json_number(self.numerator),
            "denominator": _json_number(self.denominator),
            "percent": self.percent,
        }


def _sum_or_none(left: Exact | None, right: Exact | None) -> Exact | None:
    if left is None or right is None:
        return None
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return Fraction(left) + Fraction(right)


def _json_number(value: Exact | None) -> int | str | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return str(value)
