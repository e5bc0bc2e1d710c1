"""Logic with a third value: None is "not answered yet"."""

from collections.abc import Iterable
from typing import TypeAlias

Answer: TypeAlias = bool | None


def any_of(values: Iterable[Answer]) -> Answer:
    """True if one is true, None if none is true but one is open, else False."""
    return at_least(1, values)


def negation(value: Answer) -> Answer:
    return None if value is None else not value


def count_range(values: Iterable[Answer]) -> tuple[int, int]:
    """How many are true: at least, and at most when every open answer turns out true."""
    listed = list(values)
    sure = sum(value is True for value in listed)
    return sure, sure + sum(value is None for value in listed)


def at_least(wanted: int, values: Iterable[Answer]) -> Answer:
    low, high = count_range(values)
    if low >= wanted:
        return True
    return None if high >= wanted else False
