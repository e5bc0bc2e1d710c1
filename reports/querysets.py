"""Reading the fact tables: live or frozen rows, a unit's own facts or the sums over its subtree."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Sum
from django.db.models.functions import Cast

from core.measures import MeasureGroup


class FactQuerySet(models.QuerySet[Any]):
    def version(self, snapshot_id: int | None) -> Self:
        """The live rows (None), or those frozen in a snapshot."""
        return self.filter(snapshot_id=snapshot_id)

    def own(self) -> Self:
        """Facts that belong to a unit itself, with every dimension."""
        return self.filter(own=True)

    def totals(self) -> Self:
        """Sums over a unit and everything below it."""
        return self.filter(own=False)

    def of_areas(self, area_ids: Collection[int]) -> Self:
        return self.filter(area_id__in=area_ids)

    def below(self, paths: Iterable[str]) -> Self:
        return self.filter(area__path__descendant_of=list(paths))

    def up_to(self, day: date) -> Self:
        """Flows of that day and before: their sum is the balance at its end."""
        return self.filter(day__lte=day)

    def sums(self, group: MeasureGroup) -> dict[str, int]:
        """Every measure of the group added up; zero where there is no row."""
        found = self.aggregate(**{column: Sum(column, default=0) for column in group.columns})
        return {column: int(value) for column, value in found.items()}

    def sums_by(self, group: MeasureGroup, *keys: str) -> dict[tuple[Any, ...], dict[str, int]]:
        """The same for each combination of `keys` that has rows."""
        rows = self.added(keys, [Sum(column, default=0) for column in group.columns])
        return {key: dict(zip(group.columns, numbers, strict=True)) for key, numbers in rows}

    def added(self, keys: tuple[str, ...], sums: Iterable[Sum]) -> Iterator[tuple[tuple[Any, ...], tuple[int, ...]]]:
        """For each combination of `keys`, or without any of all rows, these sums, whole numbers all of them.

        As the driver reads them: of a sum that comes as a decimal each number would be read twice.
        """
        named = {f"sum_{at}": _Whole(one, models.BigIntegerField()) for at, one in enumerate(sums)}
        if not keys:  # `values()` without a name would be every column
            yield (), tuple(self.aggregate(**named).values())
            return
        for row in self.order_by().values(*keys).annotate(**named).values_list(*keys, *named):
            yield row[: len(keys)], row[len(keys) :]

    def keyed(self, group: MeasureGroup, *keys: str) -> dict[tuple[Any, ...], dict[str, int]]:
        """The measures of single rows by `keys`, which must tell the rows apart."""
        columns = group.columns
        rows = self.order_by().values_list(*keys, *columns)
        return {row[: len(keys)]: dict(zip(columns, row[len(keys) :], strict=True)) for row in rows}


class _Whole(Cast):
    """As the driver reads it: turning each of thousands of whole numbers into a whole number again takes longer."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []
