"""What was brought in beside the budget as of any day: contributions, integrated capital, policy credit.

Two registers tell of it, and no dong stands in both. What passes through the Treasury on a line of the capital plan
stands in the ledger, also when its source does not count in the disbursement rate (CapitalSource.counts_in_rate): of
that the disbursed is counted here, `ledger_vnd`. What does not pass there stands in the register of contributions,
`value_vnd`. Neither is in the rate. A loan comes back, so policy credit is told apart and added to nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from areas.models import Area
from catalogs.models import CapitalSource
from core.rates import Rate
from disbursement.measures import CAPITAL
from programs.measures import CREDIT_FORM, MOBILISED
from programs.models import Contribution
from programs.rules import CREDIT
from reports.figures.ground import Ground, capital_ground, units_below
from reports.figures.question import CapitalQuestion
from reports.figures.rows import in_rate
from reports.figures.versions import Versions, facts, versions
from reports.querysets import FactQuerySet

Sums = dict[int, dict[str, int]]
FIRST_YEAR = 2016  # before it nothing is recorded
FORMS = tuple(form.value for form in Contribution.Form)


@dataclass(frozen=True)
class Given:
    """Sums of a set of facts. `unvalued` of the `entries` have no value in money: `value_vnd` leaves them out."""

    value_vnd: int = 0
    labour_days: int = 0
    land_m2: int = 0
    households: int = 0
    entries: int = 0
    unvalued: int = 0
    ledger_vnd: int = 0

    @property
    def total_vnd(self) -> int:
        return self.value_vnd + self.ledger_vnd

    @property
    def is_nothing(self) -> bool:
        return not self.entries and not self.ledger_vnd

    @property
    def has_no_value(self) -> bool:
        """Something is recorded, and none of it has a value in money yet."""
        return self.entries > 0 and self.unvalued == self.entries

    def __add__(self, other: "Given") -> "Given":
        return Given(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Credit:
    """Lent and collected in the year, owed on the day from every year before it; `households` took a loan."""

    lent_vnd: int = 0
    collected_vnd: int = 0
    outstanding_vnd: int = 0
    households: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.lent_vnd or self.collected_vnd or self.outstanding_vnd)


@dataclass(frozen=True)
class FormRow:
    form: str
    given: Given


@dataclass(frozen=True)
class SourceGiven:
    """A source outside the rate. `forms` stand in the register; of credit in the ledger nothing is mobilised."""

    source: CapitalSource
    forms: tuple[FormRow, ...]
    given: Given

    @property
    def is_credit(self) -> bool:
        return self.source.code == CREDIT


@dataclass(frozen=True)
class UnitGiven:
    """A unit below, or with `is_own` what stands at the level itself, beside its own budget money."""

    area: Area
    given: Given
    lent_vnd: int
    budget_vnd: int
    is_own: bool = False

    @property
    def ratio(self) -> Rate:
        return Rate(self.given.total_vnd, max(self.budget_vnd, 0))

    @property
    def has_nothing(self) -> bool:
        return self.given.is_nothing and not self.lent_vnd


@dataclass(frozen=True)
class MobilisedQuestion:
    """Asked beside the capital of the same place, year and day. `programme_id` None: all of them; `component_ids`:
    those that the reader answers for (None: all), what belongs to no component is not theirs."""

    capital: CapitalQuestion
    programme_id: int | None = None
    component_ids: frozenset[int] | None = None

    @property
    def year(self) -> int:
        return self.capital.budget_year

    @property
    def ground(self) -> Ground:
        return self.capital.ground

    @cached_property
    def versions(self) -> Versions:
        return versions("mobilised", [(unit, self.year) for unit in self.ground.units])

    def flows(self) -> FactQuerySet:
        return self.asked(facts("mobilised", self.versions).totals())

    def owing(self) -> FactQuerySet:
        """Of every year that has a day up to the one asked for."""
        years = range(FIRST_YEAR, self.capital.as_of.year + 1)
        units = [(unit, year) for year in years for unit in capital_ground(self.capital.area, year).units]
        return self.asked(facts("mobilised", versions("mobilised", units)).totals())

    def outside(self) -> FactQuerySet:
        """The flows of the ledger that do not count in the rate."""
        return self.capital.flows().filter(source__counts_in_rate=False)

    def asked(self, rows: FactQuerySet) -> FactQuerySet:
        rows = rows.up_to(self.capital.as_of)
        if self.programme_id is not None:
            rows = rows.filter(programme_id=self.programme_id)
        return rows if self.component_ids is None else rows.filter(component_id__in=self.component_ids)


def given_of(sums: Mapping[str, int], ledger_vnd: int = 0) -> Given:
    names = ("value_vnd", "labour_days", "land_m2", "households", "entries", "unvalued")
    return Given(**{name: sums.get(name, 0) for name in names}, ledger_vnd=ledger_vnd)


def added(parts: Iterable[Given]) -> Given:
    return sum(parts, Given())


def by_source(asked: MobilisedQuestion) -> tuple[SourceGiven, ...]:
    """Every source outside the rate that has something, in the order of the catalogue."""
    recorded = asked.flows().exclude(form=CREDIT_FORM).sums_by(MOBILISED, "source_id", "form")
    ledger = {key[0]: sums["disbursed_vnd"] for key, sums in asked.outside().sums_by(CAPITAL, "source_id").items()}
    found = {source_id for source_id, _form in recorded} | {pk for pk, amount in ledger.items() if amount}
    return tuple(
        _source_row(source, recorded, ledger.get(source.pk, 0))
        for source in CapitalSource.objects.filter(pk__in=found).order_by("position")
    )


def _source_row(source: CapitalSource, recorded: Mapping[Any, Mapping[str, int]], ledger_vnd: int) -> SourceGiven:
    forms = tuple(FormRow(form, given_of(recorded[source.pk, form])) for form in FORMS if (source.pk, form) in recorded)
    return SourceGiven(source, forms, added(row.given for row in forms) + Given(ledger_vnd=ledger_vnd))


def credit(asked: MobilisedQuestion) -> Credit:
    year = asked.flows().filter(form=CREDIT_FORM).sums(MOBILISED)
    owed = asked.owing().filter(form=CREDIT_FORM).sums(MOBILISED)
    return Credit(year["lent_vnd"], year["collected_vnd"], owed["outstanding_vnd"], year["households"])


def by_unit(asked: MobilisedQuestion) -> tuple[UnitGiven, ...]:
    """What stands at the level itself, then every unit below it, those with nothing included: they add up."""
    below = units_below(asked.ground)
    children = _units(asked, below, own=False)
    here = [row for row in _units(asked, asked.ground.units, own=True) if not row.has_nothing or row.budget_vnd]
    return (*here, *children)


def _units(asked: MobilisedQuestion, areas: Iterable[Area], *, own: bool) -> list[UnitGiven]:
    units = list(areas)
    places = [(unit, asked.year) for unit in units]
    recorded, loans = _recorded(asked, places, own=own)
    outside, budget = _capital(asked, places, own=own)
    return [
        UnitGiven(
            unit,
            given_of(recorded.get(unit.pk, {}), outside.get(unit.pk, 0)),
            loans.get(unit.pk, {}).get("lent_vnd", 0),
            budget.get(unit.pk, 0),
            is_own=own,
        )
        for unit in units
    ]


def _recorded(asked: MobilisedQuestion, places: list[tuple[Area, int]], *, own: bool) -> tuple[Sums, Sums]:
    """By area: contributions, loans."""
    rows = asked.asked(facts("mobilised", versions("mobilised", places)).filter(own=own))
    parts = (rows.exclude(form=CREDIT_FORM), rows.filter(form=CREDIT_FORM))
    first, second = ({key[0]: sums for key, sums in part.sums_by(MOBILISED, "area_id").items()} for part in parts)
    return first, second


def _capital(
    asked: MobilisedQuestion, places: list[tuple[Area, int]], *, own: bool
) -> tuple[dict[int, int], dict[int, int]]:
    """By area: disbursed outside the rate (loans left out), disbursed within it."""
    rows = asked.capital.asked(facts("capital", versions("capital", places)).filter(own=own))
    outside = rows.filter(source__counts_in_rate=False).exclude(source__code=CREDIT)
    parts = (outside, in_rate(rows, asked.capital.counted_sources))
    first, second = (
        {key[0]: sums["disbursed_vnd"] for key, sums in part.sums_by(CAPITAL, "area_id").items()} for part in parts
    )
    return first, second
