"""How wide a column must be so that no figure in it is broken in Word or hidden in Excel.

Widths of texts are in em, the size of the letters: in Times New Roman a digit takes half of it, bold or not.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from core.papers.paper import Head, PaperTable
from core.papers.shown import shown

_DIGIT, _POINT, _LETTER = 0.5, 0.25, 0.6
_FIGURE = re.compile(r"[0-9.,/]+")
# A figure within a text that is longer than any amount, a treasury's reference say, may be broken.
_LONGEST_IN_TEXT = 10.0


def em(text: str) -> float:
    digits, points = sum(map(str.isdigit, text)), text.count(".") + text.count(",")
    return _DIGIT * digits + _POINT * points + _LETTER * (len(text) - digits - points)


def needed(table: PaperTable) -> list[float]:
    """What each column takes at least: its longest figure, and the longest word of its head."""
    return [
        _needed(head, [line.cells[place].value for line in table.lines], table)
        for place, head in enumerate(table.heads)
    ]


def _needed(head: Head, values: Sequence[object], table: PaperTable) -> float:
    words = max(map(em, head.label.split()), default=0)
    if head.kind == "text":
        return max(words, min(max(map(em, _figures_within(values)), default=0), _LONGEST_IN_TEXT))
    return max(words, *(em(shown(value, head, table)) for value in _longest(values)), 0)


def _longest(values: Sequence[object]) -> Sequence[object]:
    """Among whole numbers and among days the greatest and the least are written longest; an account has 100,000."""
    others = [value for value in values if not isinstance(value, int | date)]
    for kind in (int, date):
        alike = [value for value in values if isinstance(value, kind)]
        others += [max(alike), min(alike)] if alike else []
    return others


def _figures_within(values: Sequence[object]) -> Iterator[str]:
    for value in values:
        yield from _FIGURE.findall(str(value))


def widened(shares: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """The shares of a page that is so wide, none below its least: the others give what it lacks, each by what it has
    to spare. Wider than the page only where all of them together need more."""
    spare = [max(share - need, 0) for share, need in zip(shares, least, strict=True)]
    left = max(width - sum(least), 0) / (sum(spare) or 1)
    return [need + more * left for need, more in zip(least, spare, strict=True)]
