"""The units in which a paper states money, each said once above the table."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from core.formats import BILLION, MILLION, format_number
from core.rates import scaled_half_up

# Behind the unit, more decimals than a dong has of it would say nothing.
_DIGITS = {1: 0, MILLION: 6, BILLION: 9}


@dataclass(frozen=True, slots=True)
class Unit:
    """`places` decimals are shown, half up; a whole dong is never lost before the showing."""

    code: str
    name: str
    divisor: int
    places: int

    @property
    def is_rounded(self) -> bool:
        return self.places < _DIGITS[self.divisor]

    def value(self, amount_vnd: int) -> Fraction:
        return Fraction(amount_vnd, self.divisor)

    def show(self, amount_vnd: int) -> str:
        return format_number(self.value(amount_vnd), self.places)

    def number(self, amount_vnd: int) -> int | float:
        """What is shown, as a number for a worksheet."""
        digits = scaled_half_up(self.value(amount_vnd), self.places)
        return digits if not self.places else digits / 10**self.places

    def exact_for(self, amounts_vnd: Iterable[int]) -> Self:
        """The same unit with as many decimals as none of the amounts needs to be rounded."""
        most = _DIGITS[self.divisor]
        needed = (_decimals(abs(amount) % self.divisor, most) for amount in amounts_vnd)
        return replace(self, places=max(needed, default=0))


def _decimals(rest: int, most: int) -> int:
    """Of a remainder below 10**most, the digits up to the last that is not zero."""
    return len(f"{rest:0{most}d}".rstrip("0")) if most else 0


DONG = Unit("dong", "đồng", 1, 0)
MILLIONS = Unit("trieu", "triệu đồng", MILLION, 0)
BILLIONS = Unit("ty", "tỷ đồng", BILLION, 3)
UNITS = {unit.code: unit for unit in (DONG, MILLIONS, BILLIONS)}
ROUNDED_NOTE = "Số liệu làm tròn từ số đồng của từng dòng; dòng tổng làm tròn từ số đồng của chính nó."
