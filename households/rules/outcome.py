"""What an assessment comes to."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from households.rules.deprivation import Deprivation
from households.rules.rows import Row, Zone
from households.rules.score_table import ScoreTable
from households.rules.scoring import Points

Method: TypeAlias = Literal["points", "income"]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the explanation; `kind` says where a page puts it (result, b1, missing ...)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Class, points and deprivations of one household under one standard, complete or not.

    `mask` has the bit of each indicator that is lacking, `unknown_mask` of each still open; `count` and
    `b2` are what is certain so far. `row` decided the class and is None until nothing is missing.
    `possible` are the classes that the missing answers leave open.
    """

    standard: str
    zone: Zone
    method: Method
    deprivations: tuple[Deprivation, ...]
    mask: int
    unknown_mask: int
    count: int
    b2: int
    b2_upper: int
    b1: Points | None = None
    score_table: ScoreTable | None = None
    income: int | Fraction | None = None
    row: Row | None = None
    possible: tuple[str, ...] = ()
    explanation: tuple[Line, ...] = ()

    @property
    def complete(self) -> bool:
        return self.row is not None

    @property
    def result_class(self) -> str | None:
        return self.row.result if self.row else None

    @property
    def sub_type(self) -> str:
        return self.row.sub_type if self.row else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of what is not answered; water or toilet, scored and counted, stands once.

        Score items, then "b1" (by points, without a score table) or "income", then indicators.
        """
        items = tuple(item.code for item in self.b1.missing) if self.b1 else ()
        means = self.b1 if self.method == "points" else self.income
        name = "b1" if self.method == "points" else "income"
        indicators = tuple(d.code for d in self.deprivations if d.deprived is None)
        return tuple(dict.fromkeys((*items, *([name] if means is None else []), *indicators)))
