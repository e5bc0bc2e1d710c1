"""Rows as CSV, streamed: for spreadsheet programs and for other systems.

With `,` it is for machines: days as 2026-11-22, decimals with a dot. With `;` it is what Excel in Vietnamese
opens by double click: 22/11/2026, decimals with a comma. Text that a spreadsheet would take for a formula
gets a leading apostrophe (OWASP: CSV injection).
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets.writing import ExportColumn

Separator = Literal[",", ";"]
BLOCK = 2000
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_FORMULA_IN_COLUMN = re.compile("\0\\s*[=+\\-@\\t\\r]")

Turn = Callable[[Any], Any]


def csv_rows(
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Any]],
    *,
    separator: Separator = ",",
    bom: bool = True,
) -> Iterator[bytes]:
    """The header and the rows in UTF-8, a block at a time."""
    header = _lines([[guarded(column.header) for column in columns]], separator)
    yield (b"\xef\xbb\xbf" if bom else b"") + header
    turns = [_turn(column.kind, separator) for column in columns]
    remaining = iter(rows)
    while block := list(islice(remaining, BLOCK)):
        turned = [turn(values) for turn, values in zip(turns, zip(*block, strict=True), strict=True)]
        yield _lines(zip(*turned, strict=True), separator)


def guarded(text: str) -> str:
    """The text, with an apostrophe before what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _lines(rows: Iterable[Sequence[Any]], separator: Separator) -> bytes:
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter=separator).writerows(rows)
    return lines.getvalue().encode("utf-8", "replace")


def _turn(kind: str, separator: Separator) -> Turn:
    """What makes a whole column ready for the writer."""
    if kind == "text":
        return _guarded_column
    if kind == "bool":
        words = {True: _("Có"), False: _("Không"), None: ""} if separator == ";" else {True: 1, False: 0, None: ""}
        return lambda values: [words[value] for value in values]
    if kind == "date":
        return _each(_day if separator == ";" else date.isoformat)
    if kind == "datetime":
        return _each(_moment if separator == ";" else _iso_moment)
    if kind in ("decimal", "percent"):
        return _each(_decimal_comma if separator == ";" else _decimal)
    return lambda values: values


def _each(show: Callable[[Any], str]) -> Turn:
    return lambda values: ["" if value is None else show(value) for value in values]


def _guarded_column(values: Sequence[Any]) -> Sequence[Any]:
    texts = ["" if value is None else str(value).replace("\0", "") for value in values]
    if _FORMULA_IN_COLUMN.search("\0" + "\0".join(texts)):
        return [guarded(text) for text in texts]
    return texts


def _decimal(value: Any) -> str:
    """Never with an exponent."""
    return f"{Decimal(str(value)):f}"


def _decimal_comma(value: Any) -> str:
    return _decimal(value).replace(".", ",")


def _day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def _moment(value: datetime) -> str:
    return _local(value).strftime("%d/%m/%Y %H:%M")


def _iso_moment(value: datetime) -> str:
    return _local(value).isoformat(timespec="seconds")


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
