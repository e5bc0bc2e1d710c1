"""Microdata as a table of yes-or-no deprivations: reading a CSV, and adding its rows up by group and mask."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from reports.mpi import MeasureError, mask_of

Key: TypeAlias = tuple[Any, ...]
GroupKey: TypeAlias = tuple[str, ...]

DELIMITERS = ",;\t|"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
YES_NO = {"1": True, "0": False, "1.0": True, "0.0": False, "true": True, "false": False}
MISSING = {"", ".", "na", "n/a", "nan", "none", "null"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which columns of a table say what; `where` keeps only rows with these values."""

    indicators: tuple[str, ...]
    weight: str | None = None
    by: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def columns(self) -> tuple[str, ...]:
        weight = () if self.weight is None else (self.weight,)
        return (*self.by, *self.indicators, *weight, *self.where)


@dataclass(slots=True)
class Tally:
    """One group: the weight of each mask, and how many rows were left out for a missing answer."""

    weights: dict[int, Fraction] = field(default_factory=dict)
    dropped: int = 0


@dataclass(slots=True)
class _Cell:
    """Rows that read alike: how many, and their weights added up by denominator, in whole numbers."""

    line: int
    rows: int = 0
    sums: dict[int, int] = field(default_factory=dict)

    def weight(self) -> Fraction:
        parts = (Fraction(numerator, denominator) for denominator, numerator in self.sums.items())
        return sum(parts, Fraction(0))


@contextmanager
def open_csv(path: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """Header and rows of a CSV file: UTF-8 with or without a BOM or UTF-16, separated by , ; tab or |.

    Raises MeasureError in one sentence for a file that cannot be read as such.
    """
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            rows = csv.reader(file, delimiter=_delimiter(file.readline()))
            file.seek(0)
            header = next((row for row in rows if row and not row[0].lower().startswith("sep=")), [])
            yield [name.strip() for name in header], rows
    except UnicodeDecodeError:
        raise MeasureError(_("Tệp không phải UTF-8; hãy lưu lại ở dạng CSV UTF-8.")) from None
    except OSError as error:
        message = _("Không mở được tệp %(path)s: %(error)s.")
        raise MeasureError(message % {"path": path, "error": error.strerror}) from None
    except csv.Error as error:
        raise MeasureError(_("Tệp không đúng dạng CSV: %(error)s.") % {"error": error}) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in UTF16_MARKS else "utf-8-sig"


def _delimiter(first_line: str) -> str:
    if first_line.lower().startswith("sep=") and len(first_line.strip()) == len("sep=;"):
        return first_line[4]
    return max(DELIMITERS, key=first_line.count)


def tally(header: Sequence[str], rows: Iterable[Sequence[Any]], plan: Plan) -> dict[GroupKey, Tally]:
    """The rows of a table added up by group and mask.

    A row with a missing indicator belongs to no mask: it is left out and counted in `dropped`. Raises
    MeasureError for a missing column, an indicator that is not 0 or 1, a weight that is not a number.
    """
    cells = _add_up(rows, plan, _positions(header, plan))
    width = len(plan.by)
    groups: dict[GroupKey, Tally] = {} if plan.by else {(): Tally()}
    for key, cell in cells.items():
        group = groups.setdefault(tuple(_text(value) for value in key[:width]), Tally())
        mask = _mask(key[width:], plan.indicators, cell.line)
        if mask is None:
            group.dropped += cell.rows
        else:
            added = cell.weight() if plan.weight is not None else Fraction(cell.rows)
            group.weights[mask] = group.weights.get(mask, Fraction(0)) + added
    return groups


def _positions(header: Sequence[str], plan: Plan) -> dict[str, int]:
    for column in plan.columns:
        if header.count(column) != 1:
            absent = _("Không có cột “%(column)s”; tệp có các cột: %(header)s.")
            twice = _("Cột “%(column)s” có nhiều hơn một lần trong tệp: %(header)s.")
            message = twice if column in header else absent
            raise MeasureError(message % {"column": column, "header": ", ".join(header)})
    return {column: header.index(column) for column in plan.columns}


def _add_up(rows: Iterable[Sequence[Any]], plan: Plan, at: Mapping[str, int]) -> dict[Key, _Cell]:
    """One pass over the rows; kept plain, because a file may have millions."""
    key_of = _getter([at[column] for column in (*plan.by, *plan.indicators)])
    wanted = [(at[column], value) for column, value in plan.where.items()]
    weight_at = None if plan.weight is None else at[plan.weight]
    cells: dict[Key, _Cell] = {}
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        try:
            if wanted and any(_text(row[position]) != value for position, value in wanted):
                continue
            key = key_of(row)
            weight = None if weight_at is None else row[weight_at]
        except IndexError:
            raise MeasureError(_("Dòng %(line)s thiếu cột.") % {"line": line}) from None
        cell = cells.get(key)
        if cell is None:
            cell = cells[key] = _Cell(line)
        cell.rows += 1
        if weight_at is not None:
            numerator, denominator = _weight(weight, line, str(plan.weight))
            cell.sums[denominator] = cell.sums.get(denominator, 0) + numerator
    return cells


def _getter(positions: Sequence[int]) -> Callable[[Sequence[Any]], Key]:
    if len(positions) == 1:
        only = positions[0]
        return lambda row: (row[only],)
    return itemgetter(*positions)


def _weight(value: Any, line: int, column: str) -> tuple[int, int]:
    try:
        return _exact_weight(value if isinstance(value, str) else str(value))
    except ValueError:
        message = _("Dòng %(line)s, cột “%(column)s”: quyền số phải là số không âm, không phải “%(value)s”.")
        raise MeasureError(message % {"line": line, "column": column, "value": value}) from None


@lru_cache(maxsize=100_000)
def _exact_weight(text: str) -> tuple[int, int]:
    """Numerator and denominator of a weight as written: 3, 1.25, 1,25 or 5/4."""
    plain = text.strip()
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    whole, _point, part = plain.partition(".")
    digits = whole + part
    if digits.isascii() and digits.isdigit():
        return int(digits), 10 ** len(part)
    try:
        weight = Fraction(plain)
    except ZeroDivisionError:
        raise ValueError(text) from None
    if weight < 0:
        raise ValueError(text)
    return weight.numerator, weight.denominator


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _mask(values: Key, indicators: Sequence[str], line: int) -> int | None:
    """The mask of one row's answers; None when one is missing."""
    answers = [_yes_no(value, name, line) for value, name in zip(values, indicators, strict=True)]
    return None if None in answers else mask_of([answer is True for answer in answers])


def _yes_no(value: Any, column: str, line: int) -> bool | None:
    text = _text(value).lower().replace(",", ".")
    if text in YES_NO:
        return YES_NO[text]
    if text in MISSING:
        return None
    message = _("Dòng %(line)s, cột “%(column)s”: chỉ nhận 0 hoặc 1, không phải “%(value)s”.")
    raise MeasureError(message % {"line": line, "column": column, "value": value})
