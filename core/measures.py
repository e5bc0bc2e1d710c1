"""How an app declares what the cube counts (design section 5). The cube itself lives in reports."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True)
class Measure:
    """One number column of a fact table.

    A `stock` stands at the close of a year; a `flow` happened on a day or in a year. Both add up over areas.
    """

    code: str
    label: str | Promise
    unit: Literal[
        "household", "person", "weighted_person", "assessment", "commune", "figure", "vnd", "labour_day", "m2", "entry"
    ]
    kind: Literal["stock", "flow"] = "stock"


@dataclass(frozen=True)
class MeasureGroup:
    """Measures that one set-based query counts together; one fact table stores them.

    `facts_sql` is a SELECT for one year, the parameter `%(year)s`. It reads the relation `targets(area_id, day)`
    and returns `area_id`, the dimensions and the measures under their names, at the level where the records
    belong; a null `day` asks for the whole year. `places_sql` returns the (area_id, year) of all records.
    `own_dimensions` are kept where the records belong and left out (null) of the sums over a subtree.
    """

    code: str
    measures: tuple[Measure, ...]
    facts_sql: str
    places_sql: str
    dimensions: tuple[str, ...] = ()
    own_dimensions: tuple[str, ...] = ()
    rolls_up: bool = True

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(measure.code for measure in self.measures)

    @property
    def is_daily(self) -> bool:
        """Whether facts stand on single days, so that a mark may ask for one day alone."""
        return "day" in self.dimensions

    def label(self, code: str) -> str:
        return next(str(measure.label) for measure in self.measures if measure.code == code)
