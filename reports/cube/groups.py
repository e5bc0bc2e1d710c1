"""Which group of measures is stored in which fact table."""

from dataclasses import dataclass

from areas.measures import POPULATION
from core.measures import MeasureGroup
from disbursement.measures import CAPITAL
from households.measures import POVERTY
from programs.measures import MOBILISED
from reports.measures import PUBLISHED
from reports.models import CapitalFact, MobilisedFact, PopulationFact, PovertyFact, PublishedFact
from reports.models.base import FactBase


@dataclass(frozen=True)
class Group:
    """A declared group and its fact table. `number` is the group's key among the advisory locks."""

    number: int
    measures: MeasureGroup
    fact: type[FactBase]

    @property
    def code(self) -> str:
        return self.measures.code

    @property
    def table(self) -> str:
        return self.fact._meta.db_table

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
        Group(3, CAPITAL, CapitalFact),
        Group(4, PUBLISHED, PublishedFact),
        Group(6, MOBILISED, MobilisedFact),
    )
}
