"""A score table (points of B1) as data: its items and the kinds of question they may be.

Every kind answers three questions: the points of an answer, the fewest and the most points it can give.
Missing is None, never "nothing": a set of assets that is empty was asked and found empty.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from django.utils.translation import gettext as _

from households.rules.errors import InvalidScoreTableError, UnknownAnswerError
from households.rules.rows import Zone

Number: TypeAlias = int | Decimal | Fraction
ItemAnswer: TypeAlias = str | Number | Collection[str]


@dataclass(frozen=True, slots=True)
class ScoreOption:
    code: str
    name_vi: str
    points: int
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Points from `start` (included) to `below` (excluded); `below` None means without end."""

    start: Number
    below: Number | None
    points: int
    name_vi: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """Points of one answer; `chosen` are the options or the band that gave them, for the explanation."""

    points: int
    chosen: tuple[ScoreOption | ScoreBand, ...] = ()
    amount: Number | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the options."""

    options: tuple[ScoreOption, ...]

    def score(self, answer: ItemAnswer) -> Scored:
        chosen = _option(self.options, answer)
        return Scored(chosen.points, (chosen,))

    @property
    def span(self) -> tuple[int, int]:
        points = [option.points for option in self.options]
        return min(points), max(points)

    def problem(self) -> str:
        return "" if self.options else _("chưa có phương án trả lời")


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of the options, their points added."""

    options: tuple[ScoreOption, ...]

    def score(self, answer: ItemAnswer) -> Scored:
        if isinstance(answer, str) or not isinstance(answer, Collection):
            raise UnknownAnswerError(_("câu trả lời phải là một tập hợp các phương án"))
        wanted = set(answer)
        chosen = tuple(option for option in self.options if option.code in wanted)
        if len(chosen) != len(wanted):
            _option(self.options, min(wanted - {option.code for option in chosen}))
        return Scored(sum(option.points for option in chosen), chosen)

    @property
    def span(self) -> tuple[int, int]:
        points = [option.points for option in self.options]
        return sum(p for p in points if p < 0), sum(p for p in points if p > 0)

    def problem(self) -> str:
        return "" if self.options else _("chưa có phương án trả lời")


@dataclass(frozen=True, slots=True)
class Bands:
    """A number in one of the bands, which follow each other without a hole and have no end."""

    bands: tuple[ScoreBand, ...]

    def score(self, answer: ItemAnswer) -> Scored:
        amount = _number(answer)
        for band in self.bands:
            if band.start <= amount and (band.below is None or amount < band.below):
                return Scored(band.points, (band,), amount)
        raise UnknownAnswerError(_("số %(answer)s nằm ngoài các khoảng điểm") % {"answer": answer})

    @property
    def span(self) -> tuple[int, int]:
        points = [band.points for band in self.bands]
        return min(points), max(points)

    def problem(self) -> str:
        if not self.bands or self.bands[-1].below is not None:
            return _("khoảng cuối phải không có cận trên")
        pairs = pairwise(self.bands)
        follows = all(band.below == after.start and band.start < after.start for band, after in pairs)
        return "" if follows else _("các khoảng điểm phải tăng dần và nối tiếp nhau")


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Points for each unit (a member, a head of cattle) up to `most` units."""

    points: int
    most: int

    def score(self, answer: ItemAnswer) -> Scored:
        amount = _number(answer)
        if amount < 0 or amount != int(amount):
            message = _("số lượng phải là số nguyên không âm, không phải %(n)s")
            raise UnknownAnswerError(message % {"n": answer})
        return Scored(self.points * min(int(amount), self.most), (), amount)

    @property
    def span(self) -> tuple[int, int]:
        ends = (0, self.points * self.most)
        return min(ends), max(ends)

    def problem(self) -> str:
        return "" if self.most > 0 else _("số lượng tối đa được tính phải lớn hơn 0")


Question: TypeAlias = Choice | Several | Bands | PerUnit


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One scored item; `source` names a fact of the household that answers it (see answers.SOURCES)."""

    code: str
    name_vi: str
    question: Question
    name_en: str = ""
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The points of B1 under one standard in one zone; `official` False marks an illustration."""

    code: str
    standard: str
    zone: Zone
    items: tuple[ScoreItem, ...]
    name_vi: str = ""
    name_en: str = ""
    official: bool = False

    def __post_init__(self) -> None:
        codes = [item.code for item in self.items]
        if len(set(codes)) != len(codes):
            raise InvalidScoreTableError(_("%(table)s: có hai mục trùng mã.") % {"table": self.code})
        for item in self.items:
            if problem := item.question.problem():
                where = {"table": self.code, "item": item.code, "problem": problem}
                raise InvalidScoreTableError(_("%(table)s, mục %(item)s: %(problem)s.") % where)


def _option(options: tuple[ScoreOption, ...], code: object) -> ScoreOption:
    for option in options:
        if option.code == code:
            return option
    raise UnknownAnswerError(_("không có phương án “%(code)s”") % {"code": code})


def _number(answer: ItemAnswer) -> Number:
    if isinstance(answer, bool) or not isinstance(answer, (int, Decimal, Fraction)):
        raise UnknownAnswerError(_("cần một số, không phải “%(answer)s”") % {"answer": answer})
    return answer
