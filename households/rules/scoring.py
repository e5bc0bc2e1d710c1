"""Points of a household: B1 by a score table, B2 by its deprivations."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from households.rules.errors import UnknownAnswerError
from households.rules.score_table import ItemAnswer, Scored, ScoreItem, ScoreTable


@dataclass(frozen=True, slots=True)
class PointsLine:
    item: ScoreItem
    scored: Scored

    @property
    def points(self) -> int:
        return self.scored.points


@dataclass(frozen=True, slots=True)
class Points:
    """B1 so far. While items are missing it lies between `lower` and `upper`; complete, all three agree."""

    total: int
    lines: tuple[PointsLine, ...]
    missing: tuple[ScoreItem, ...]
    lower: int
    upper: int

    @property
    def is_complete(self) -> bool:
        return not self.missing


def score(table: ScoreTable, answers: Mapping[str, ItemAnswer | None]) -> Points:
    """B1 of the answers (by item code, None or absent: not answered).

    Raises UnknownAnswerError, naming the item, for an answer that the table does not know.
    """
    unknown = set(answers) - {item.code for item in table.items}
    if unknown:
        raise UnknownAnswerError(_("Bảng điểm không có mục “%(item)s”.") % {"item": min(unknown)})
    given = {code: answer for code, answer in answers.items() if answer is not None}
    lines = tuple(_line(item, given[item.code]) for item in table.items if item.code in given)
    missing = tuple(item for item in table.items if item.code not in given)
    total = sum(line.points for line in lines)
    spans = [item.question.span for item in missing]
    return Points(
        total,
        lines,
        missing,
        lower=total + sum(low for low, _high in spans),
        upper=total + sum(high for _low, high in spans),
    )


def _line(item: ScoreItem, answer: ItemAnswer) -> PointsLine:
    try:
        return PointsLine(item, item.question.score(answer))
    except UnknownAnswerError as error:
        message = _("Mục “%(item)s”: %(problem)s.") % {"item": item.name_vi, "problem": error}
        raise UnknownAnswerError(message) from error


def deprivation_points(count: int, points_per_deprivation: int = 10) -> int:
    """B2: the same points for each deprivation."""
    return count * points_per_deprivation
