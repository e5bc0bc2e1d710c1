"""The fact tables of the cube, one per group of measures."""

from typing import Any

from django.db import models
from django.db.models import Q

from areas.measures import POPULATION
from disbursement.measures import CAPITAL
from households.measures import POVERTY
from programs.measures import MOBILISED
from reports.measures import PUBLISHED
from reports.models.base import FactBase, add_measures, fact_constraints, fact_indexes

DIMENSION: Any = {"on_delete": models.PROTECT, "related_name": "+", "db_index": False, "db_constraint": False}
CAPITAL_DIMENSIONS = ("day", "holder", "component", "kind", "source", "tranche_year")


class PopulationFact(FactBase):
    """Households and persons as reported by communes, in their current version."""

    class Meta:
        constraints = fact_constraints("population")
        indexes = fact_indexes("population")


class PovertyFact(FactBase):
    """Progress, classes, movements, deprivations and MPI of the periodic review, by standard."""

    standard: Any = models.ForeignKey(
        "households.PovertyStandard", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = fact_constraints("poverty", "standard")
        indexes = fact_indexes("poverty")


class CapitalBase(FactBase):
    """Plan, disbursement, advances; `year` is the budget year. Sums over a subtree have no holder.

    The dimensions are those of capital lines, which the database keeps for good (their ledger is append-only, and
    their own keys are checked). Checking them again took two thirds of the time of a rebuild.
    """

    day = models.DateField()
    holder: Any = models.ForeignKey("accounts.Agency", null=True, **DIMENSION)
    component: Any = models.ForeignKey("catalogs.Component", **DIMENSION)
    kind: Any = models.ForeignKey("catalogs.CapitalKind", **DIMENSION)
    source: Any = models.ForeignKey("catalogs.CapitalSource", **DIMENSION)
    tranche_year = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class CapitalFact(CapitalBase):
    """By day."""

    class Meta:
        constraints = fact_constraints("capital", *CAPITAL_DIMENSIONS)
        indexes = [
            *fact_indexes("capital"),
            models.Index(fields=["area", "computed_at"], condition=Q(snapshot=None), name="capital_fact_counted"),
        ]


class CapitalMonthFact(CapitalBase):
    """The same added up by calendar month; `day` is its last one, so that a month counts once it is over."""

    class Meta:
        constraints = fact_constraints("capital_month", *CAPITAL_DIMENSIONS, include=CAPITAL.columns)
        indexes = fact_indexes("capital_month")


class CapitalSpan(CapitalBase):
    """Days and whole months side by side (a view): a balance adds the closed months before a day and the days since.

    Every dong stands here twice: ask for balances (reports.figures.rows).
    """

    is_month = models.BooleanField()

    class Meta:
        managed = False
        db_table = "reports_capitalspan"


class PublishedFact(FactBase):
    """Published counts of a province and year, in columns; an unpublished one is null."""

    standard_period = models.CharField(max_length=20)

    class Meta:
        constraints = fact_constraints("published", "standard_period")
        indexes = fact_indexes("published")


class MobilisedFact(FactBase):
    """Contributions and policy credit by day; `year` is the one they are reported in. `form` "credit" is a loan's."""

    day = models.DateField()
    programme: Any = models.ForeignKey("catalogs.Programme", on_delete=models.PROTECT, related_name="+", db_index=False)
    component: Any = models.ForeignKey(
        "catalogs.Component", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source: Any = models.ForeignKey(
        "catalogs.CapitalSource", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    form = models.CharField(max_length=12)

    class Meta:
        constraints = fact_constraints("mobilised", "day", "programme", "component", "source", "form")
        indexes = fact_indexes("mobilised")


add_measures(PopulationFact, POPULATION)
add_measures(PovertyFact, POVERTY)
add_measures(CapitalFact, CAPITAL)
add_measures(CapitalMonthFact, CAPITAL)
add_measures(CapitalSpan, CAPITAL)
add_measures(MobilisedFact, MOBILISED)
add_measures(PublishedFact, PUBLISHED, may_be_missing=True)
