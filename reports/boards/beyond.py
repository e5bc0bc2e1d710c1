"""What was brought in beside the budget of an area and year as of a day, beside what the budget disbursed."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.access import Access
from areas.models import Area
from catalogs.models import Programme
from core.rates import Rate
from reports.absence import unit_absence
from reports.boards.disbursement import DisbursementBoard, capital_question
from reports.figures import mobilised
from reports.figures.course import Amounts
from reports.figures.mobilised import Credit, Given, MobilisedQuestion, SourceGiven, UnitGiven
from reports.figures.scope import Reach


@dataclass(frozen=True)
class BeyondBoard:
    """`reach` "ancestor": the sums, the sources and the credit alone may be shown, not the units.

    `mobilised` adds up the sources that are not lent: the register of contributions and what of them passes through
    the capital ledger. `ratio` sets it against the budget money disbursed; it is no part of the disbursement rate.
    """

    asked: MobilisedQuestion
    reach: Reach = "own"

    @cached_property
    def disbursement(self) -> DisbursementBoard:
        """The board beside it: what it says of the budget, until when its figures are provisional."""
        return DisbursementBoard(self.asked.capital, self.reach)

    @property
    def budget(self) -> Amounts:
        """The plan and the disbursed that the disbursement rate is made of."""
        return self.disbursement.totals.total

    @cached_property
    def sources(self) -> tuple[SourceGiven, ...]:
        return mobilised.by_source(self.asked)

    @cached_property
    def mobilised(self) -> Given:
        return mobilised.added(row.given for row in self.sources if not row.is_credit)

    @property
    def ratio(self) -> Rate:
        return Rate(self.mobilised.total_vnd, max(self.budget.disbursed_vnd, 0))

    @cached_property
    def credit(self) -> Credit:
        return mobilised.credit(self.asked)

    @cached_property
    def units(self) -> tuple[UnitGiven, ...]:
        return mobilised.by_unit(self.asked)

    @property
    def without(self) -> tuple[UnitGiven, ...]:
        """The units below that recorded nothing."""
        return tuple(row for row in self.units if row.has_nothing and not row.is_own)

    @cached_property
    def absence(self) -> str:
        """Why the unit can have nothing of the year; "" if it can."""
        return unit_absence(self.asked.ground, date(self.asked.year, 1, 1))

    @property
    def is_frozen(self) -> bool:
        return any(snapshot is not None for snapshot in self.asked.versions.values())

    @property
    def is_empty(self) -> bool:
        return not self.sources and self.credit.is_nothing


def mobilised_question(
    access: Access, area: Area, year: int, as_of: date, *, programme: Programme | None = None
) -> MobilisedQuestion:
    """Asked as the disbursement board is, so that both show the same disbursed."""
    asked = capital_question(access, area, year, as_of, programme=programme)
    return MobilisedQuestion(asked, programme.pk if programme else None, access.component_ids)
