"""Which group of measures is stored in which fact table."""

from dataclasses import dataclass

from areas.measures import POPULATION
from core.measures import MeasureGroup
from disbursement.measures import CAPITAL
from households.measures import POVERTY
from programs.measures import MOBILISED
from reports.measures import PUBLISHED
from reports.models import (
    CapitalFact,
    CapitalMonthFact,
    MobilisedFact,
    PopulationFact,
    PovertyFact,
    PublishedFact,
)
from reports.models.base import FactBase


@dataclass(frozen=True)
class Group:
    """A declared group and its fact table. `number` is the group's key among the advisory locks.

    `months` has the same columns and holds the sums of each month, for groups of which whole years are read.
    """

    number: int
    measures: MeasureGroup
    fact: type[FactBase]
    months: type[FactBase] | None = None

    @property
    def code(self) -> str:
        return self.measures.code

    @property
    def table(self) -> str:
        return self.fact._meta.db_table

    @property
    def tables(self) -> tuple[str, ...]:
        """The fact table, and that of its months if there is one."""
        return tuple(fact._meta.db_table for fact in (self.fact, self.months) if fact)

    @property
    def columns(self) -> tuple[str, ...]:
        """Dimensions and measures, as the fact table names them."""
        return (*self.measures.dimensions, *self.measures.columns)

    @property
    def total_dimensions(self) -> tuple[str, ...]:
        """The dimensions that sums over a subtree keep."""
        return tuple(name for name in self.measures.dimensions if name not in self.measures.own_dimensions)


GROUPS: dict[str, Group] = {
    group.code: group
    for group in (
        Group(1, POPULATION, PopulationFact),
        Group(2, POVERTY, PovertyFact),
        Group(3, CAPITAL, CapitalFact, CapitalMonthFact),
        Group(4, PUBLISHED, PublishedFact),
        Group(6, MOBILISED, MobilisedFact),
    )
}
