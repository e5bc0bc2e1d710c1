"""How an envelope is divided by weights: floors and caps first, largest remainder last, exact to the dong.

Whole numbers and fractions only. Floors are taken up and caps down to the rounding unit, so that every share but
one is a whole number of units; what the divisible amount has beyond its last whole unit goes, in one piece, to the
unit that stands next in the order of remainders.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from core.formats import format_number
from core.rates import scaled_half_up

Bound = Literal["", "floor", "cap"]


class Infeasible(Exception):
    """The envelope cannot be divided so; the message says why, in words and figures."""


@dataclass(frozen=True)
class Claim:
    """What one unit brings: its weight, the least it must get, the most it may get (None: no limit).

    `name` is what a refusal calls the unit.
    """

    code: str
    weight: Fraction
    floor_vnd: int = 0
    cap_vnd: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Share:
    """`ideal` is the unit's part by weight alone; `exact` the part once floors and caps are kept.

    `amount_vnd` is `exact` rounded; it differs from it by less than one rounding unit.
    """

    code: str
    ideal: Fraction
    exact: Fraction
    amount_vnd: int
    bound: Bound = ""

    @property
    def rounding(self) -> Fraction:
        return self.amount_vnd - self.exact


@dataclass(frozen=True)
class Division:
    """`left_over_vnd`: what is less than a rounding unit, and which share holds it."""

    shares: Mapping[str, Share]
    divided_vnd: int
    unit_vnd: int
    left_over_vnd: int
    left_over_code: str

    def amount_of(self, code: str) -> int:
        return self.shares[code].amount_vnd


def reserve_of(envelope_vnd: int, share: Fraction, unit_vnd: int) -> int:
    """A reserve given as a share of the envelope, half up to the rounding unit and never above the envelope."""
    units = scaled_half_up(share * envelope_vnd / unit_vnd, 0)
    return min(units * unit_vnd, envelope_vnd)


def apportion(claims: Sequence[Claim], *, envelope_vnd: int, reserve_vnd: int = 0, unit_vnd: int = 1) -> Division:
    """Shares that add up to envelope - reserve exactly; the order of `claims` does not matter.

    Raises Infeasible when the floors need more, or the caps allow less, than there is to divide.
    """
    divided = envelope_vnd - reserve_vnd
    _check_amounts(claims, envelope_vnd, reserve_vnd, unit_vnd)
    ordered = sorted((_to_whole_units(claim, unit_vnd) for claim in claims), key=lambda claim: claim.code)
    _check_bounds(ordered, divided)
    exact = _exact_shares(ordered, divided)
    amounts, left_over, code = _rounded(exact, divided, unit_vnd)
    total = sum(claim.weight for claim in ordered)
    shares = {
        claim.code: Share(
            code=claim.code,
            ideal=divided * claim.weight / total if total else Fraction(0),
            exact=exact[claim.code],
            amount_vnd=amounts[claim.code],
            bound=_bound(claim, exact[claim.code]),
        )
        for claim in ordered
    }
    return Division(shares, divided, unit_vnd, left_over, code)


def _check_amounts(claims: Sequence[Claim], envelope_vnd: int, reserve_vnd: int, unit_vnd: int) -> None:
    if unit_vnd <= 0:
        raise Infeasible(_("Đơn vị làm tròn phải lớn hơn 0."))
    if not 0 <= reserve_vnd <= envelope_vnd:
        raise Infeasible(_("Phần dự phòng không được lớn hơn tổng vốn phân bổ."))
    if len({claim.code for claim in claims}) != len(claims):
        raise ValueError("two claims of one code")
    for claim in claims:
        if claim.weight < 0 or claim.floor_vnd < 0 or (claim.cap_vnd is not None and claim.cap_vnd < 0):
            raise ValueError(f"negative weight or limit of {claim.code}")


def _to_whole_units(claim: Claim, unit_vnd: int) -> Claim:
    floor = -(-claim.floor_vnd // unit_vnd) * unit_vnd
    cap = None if claim.cap_vnd is None else claim.cap_vnd // unit_vnd * unit_vnd
    return replace(claim, floor_vnd=floor, cap_vnd=cap)


def _check_bounds(claims: Sequence[Claim], divided: int) -> None:
    for claim in claims:
        if claim.cap_vnd is not None and claim.cap_vnd < claim.floor_vnd:
            name = claim.name or claim.code
            raise Infeasible(_("Mức trần của %(name)s thấp hơn mức sàn.") % {"name": name})
    floors = sum(claim.floor_vnd for claim in claims)
    if floors > divided:
        raise Infeasible(
            _("Tổng các mức sàn là %(floors)s đồng, lớn hơn số vốn để chia %(divided)s đồng. Giảm mức sàn.")
            % {"floors": format_number(floors), "divided": format_number(divided)}
        )
    most = _most(claims)
    if most is not None and most < divided:
        raise Infeasible(
            _(
                "Các mức trần chỉ cho chia hết %(most)s đồng trong %(divided)s đồng. Nâng mức trần, "
                "tăng phần dự phòng hoặc kiểm tra điểm của các đơn vị."
            )
            % {"most": format_number(most), "divided": format_number(divided)}
        )


def _most(claims: Sequence[Claim]) -> int | None:
    """What can be given at most; None without limit. A unit without weight gets its floor and no more."""
    most = 0
    for claim in claims:
        if claim.weight and claim.cap_vnd is None:
            return None
        most += claim.cap_vnd if claim.weight and claim.cap_vnd is not None else claim.floor_vnd
    return most


def _exact_shares(claims: Sequence[Claim], divided: int) -> dict[str, Fraction]:
    """Each weight times one common rate, lifted to the floor and held at the cap.

    The sum grows with the rate, in straight pieces between the rates at which some unit leaves its floor or
    reaches its cap; the rate is found in the piece where the sum passes what is to be divided.
    """

    def shares(rate: Fraction) -> dict[str, Fraction]:
        return {claim.code: _within(claim, claim.weight * rate) for claim in claims}

    turns = sorted({Fraction(0), *_turns(claims)})
    low = _last(turns, lambda rate: sum(shares(rate).values()) <= divided)
    at_low = shares(low)
    missing = divided - sum(at_low.values(), Fraction(0))
    growing = [claim for claim in claims if _grows(claim, low)]
    weight = sum((claim.weight for claim in growing), Fraction(0))
    return shares(low + missing / weight) if missing else at_low


def _last(turns: Sequence[Fraction], holds: Callable[[Fraction], bool]) -> Fraction:
    """The last turn for which it still holds; it holds for the first."""
    low, high = 0, len(turns)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(turns[middle]) else (low, middle)
    return turns[low]


def _turns(claims: Sequence[Claim]) -> list[Fraction]:
    found = []
    for claim in claims:
        if claim.weight:
            found.append(claim.floor_vnd / claim.weight)
            if claim.cap_vnd is not None:
                found.append(claim.cap_vnd / claim.weight)
    return found


def _grows(claim: Claim, rate: Fraction) -> bool:
    """Whether the unit's share grows when the rate rises from here."""
    amount = claim.weight * rate
    return bool(claim.weight) and amount >= claim.floor_vnd and (claim.cap_vnd is None or amount < claim.cap_vnd)


def _within(claim: Claim, amount: Fraction) -> Fraction:
    capped = amount if claim.cap_vnd is None else min(amount, Fraction(claim.cap_vnd))
    return max(capped, Fraction(claim.floor_vnd))


def _bound(claim: Claim, exact: Fraction) -> Bound:
    if claim.floor_vnd and exact == claim.floor_vnd:
        return "floor"
    return "cap" if claim.cap_vnd is not None and exact == claim.cap_vnd else ""


def _rounded(exact: Mapping[str, Fraction], divided: int, unit_vnd: int) -> tuple[dict[str, int], int, str]:
    """Whole units by largest remainder, equal ones in the order of the codes; then the rest in one piece.

    Only shares between their limits have a remainder, and there are more of them than pieces to give.
    """
    amounts = {code: share // unit_vnd * unit_vnd for code, share in exact.items()}
    order = sorted(exact, key=lambda code: (amounts[code] - exact[code], code))
    units, rest = divmod(divided - sum(amounts.values()), unit_vnd)
    for code in order[:units]:
        amounts[code] += unit_vnd
    if rest:
        amounts[order[units]] += rest
    return amounts, rest, order[units] if rest else ""
