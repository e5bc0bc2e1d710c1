"""Which holders will miss the target of the year, as far as past years can tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from reports.figures.capital import HolderRow
from reports.figures.outlook import Forecast, Growth, Pace, grown
from reports.figures.question import CapitalQuestion

# With one year of its own a holder would have no range, and one late start would pass for a habit.
OWN_YEARS = 2
Basis = Literal["own", "area", ""]


@dataclass(frozen=True)
class HolderOutlook:
    """`basis` says whose past years the forecast follows: the holder's own, or those of the whole area. `is_over`:
    the year has ended, and what is not reached is told without a forecast."""

    row: HolderRow
    pace: Pace
    forecast: Forecast | None
    basis: Basis = ""
    is_over: bool = False

    @property
    def shortfall_vnd(self) -> int:
        """What will be missing to the target by the forecast; without one, what is missing now."""
        reached = self.forecast.expected_vnd if self.forecast else self.row.amounts.disbursed_vnd
        return max(self.pace.target_vnd - reached, 0)

    @property
    def is_unknown(self) -> bool:
        """Something is disbursed, but no past year tells how it goes on."""
        return self.forecast is None and not self.row.has_disbursed_nothing and not self.is_over

    @property
    def is_at_risk(self) -> bool:
        """Forecast below the target, nothing disbursed yet, or the year is over and the target not reached."""
        return not self.is_unknown and self.shortfall_vnd > 0


def own_growths(asked: CapitalQuestion) -> dict[int, list[Growth]]:
    """Of each holder the past years in which it had disbursed anything by the same day."""
    found: dict[int, list[Growth]] = {}
    for (year, holder), (by_day, at_end) in sorted(asked.past_disbursed().items()):
        if by_day > 0:
            found.setdefault(holder, []).append(Growth(year, by_day, at_end))
    return found


def outlook_of(row: HolderRow, pace: Pace, own: Sequence[Growth], area: Sequence[Growth]) -> HolderOutlook:
    """By the holder's own past years if there are enough of them, else by those of the area."""
    basis: Basis = "own" if len(own) >= OWN_YEARS else "area"
    found = grown(row.amounts, own if basis == "own" else area, pace.until)
    return HolderOutlook(row, pace, found, basis if found else "")


def largest_first(outlooks: Iterable[HolderOutlook]) -> tuple[HolderOutlook, ...]:
    """Who is at risk, by the money that will be missing."""
    at_risk = (one for one in outlooks if one.is_at_risk)
    return tuple(sorted(at_risk, key=lambda one: (-one.shortfall_vnd, one.row.holder.code)))
