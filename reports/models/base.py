"""What every fact table has in common, and its number columns out of the declared measures."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from core.measures import MeasureGroup
from reports.models.snapshot import Snapshot
from reports.querysets import FactQuerySet


class FactBase(models.Model):
    """Facts of one group: `own` rows stand where the records belong, the others are sums over a subtree.

    Live rows (no snapshot) are written by the cube alone; rows of a snapshot never change (migration 0002).
    """

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    own = models.BooleanField()
    year = models.PositiveSmallIntegerField()
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    computed_at = models.DateTimeField()

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.area_id} {self.year}"


def fact_constraints(name: str, *dimensions: str, include: Sequence[str] = ()) -> list[models.BaseConstraint]:
    """One live row per area, year and dimensions; one left out of the sums is null, and nulls are equal.

    What its index is to `include` is read from there, without the rows themselves.
    """
    return [
        models.UniqueConstraint(
            fields=["area", "own", "year", *dimensions],
            condition=Q(snapshot=None),
            nulls_distinct=False,
            include=tuple(include) or None,
            name=f"{name}_fact_once",
        )
    ]


def fact_indexes(name: str) -> list[models.Index]:
    return [models.Index(fields=["snapshot", "area"], condition=~Q(snapshot=None), name=f"{name}_fact_frozen")]


def add_measures(fact: type[FactBase], group: MeasureGroup, *, may_be_missing: bool = False) -> None:
    """Give the fact table one number column per measure, so that declaration and table cannot differ."""
    for measure in group.measures:
        column: models.BigIntegerField[Any, Any] = (
            models.BigIntegerField(null=True) if may_be_missing else models.BigIntegerField(default=0)
        )
        fact.add_to_class(measure.code, column)
