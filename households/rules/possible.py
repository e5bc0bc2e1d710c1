"""Which classes a household may still get while answers are missing."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from households.rules.rows import CLASSES, RowT, Zone, first_match, rows_of


def possible_classes(
    rows: Sequence[RowT],
    zone: Zone,
    means: tuple[int | Fraction, int | Fraction | None],
    lacks: Iterable[int],
) -> tuple[str, ...]:
    """Every class that some income or B1 from `means` (low, high; None: no end) and some of `lacks` can give.

    Exact without trying every value: between two lines of the standard the class does not change.
    """
    candidates = _where_classes_change(rows, zone, *means)
    found = {first_match(rows, zone, value, count).result for value in candidates for count in lacks}
    return tuple(result for result in CLASSES if result in found)


def _where_classes_change(
    rows: Sequence[RowT], zone: Zone, low: int | Fraction, high: int | Fraction | None
) -> set[int | Fraction]:
    bounds = [row.means for row in rows_of(rows, zone)]
    lines = {line for bound in bounds for line in (bound.over, bound.upto) if line is not None}
    values: set[int | Fraction] = {low} if high is None else {low, high}
    for line in lines:
        values |= {value for value in (line, line + 1) if low <= value and (high is None or value <= high)}
    return values
