"""Tables that leave the portal: one generator of rows, as CSV or Excel, for people or for other systems.

The response is written after the view has returned, so a stream opens its own scoped, read-only transaction;
no other StreamingHttpResponse exists (tests/test_architecture.py).
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.acting import Actor, acting_as, current_actor
from core.demo import is_demo
from core.formats import format_date, format_datetime
from core.spreadsheets import csv_export, writing
from core.spreadsheets.sheet_xml import ValueKind

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Our kinds of columns in the words of core.spreadsheets: a year is not grouped, a count is.
KINDS: dict[str, ValueKind] = {
    "text": "text",
    "integer": "whole",
    "year": "plain",
    "decimal": "decimal",
    "date": "date",
    "percent": "percent",
}


@dataclass(frozen=True)
class Column:
    """`kind`: text, integer, year, decimal, date or percent (0.4654 for 46,54%)."""

    label: str | Promise
    kind: str = "text"


@dataclass(frozen=True)
class Head:
    """What a person reads above a table: what it is, of where, as of which day, what else limits it."""

    title: str | Promise
    place: str = ""
    as_of: date | None = None
    notes: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        place = _("Địa bàn: %(place)s") % {"place": self.place} if self.place else ""
        if self.as_of:
            when = _("Tính đến ngày %(day)s") % {"day": format_date(self.as_of)}
        else:
            when = _("Xuất lúc %(moment)s") % {"moment": format_datetime(timezone.now())}
        demo = _("Dữ liệu mô phỏng") if is_demo() else ""
        return [line for line in (str(self.title), place, when, *self.notes, demo) if line]


def table_response(
    name: str, columns: list[Column], rows: Iterable[list[Any]], wanted: str, head: Head | None = None
) -> HttpResponse:
    """`rows` as a download called `name`; `wanted` is "csv" or "xlsx".

    With a head it is for people: the head stands above the table in Excel, and the CSV is the kind that Excel in
    Vietnamese opens by a double click. Without, it is for other systems.
    """
    if wanted == "csv":
        stream = scoped_stream(csv_lines(columns, rows, for_people=head is not None))
        return _attached(StreamingHttpResponse(stream, content_type=CSV_TYPE), f"{name}.csv")
    # A workbook is closed before it can be sent; it lives in a file without a name.
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    writing.write_xlsx(
        target, [writing.Sheet(name[:31], _sheet_columns(columns), rows, title=head.lines if head else ())]
    )
    target.seek(0)
    return _attached(FileResponse(target, content_type=XLSX_TYPE), f"{name}.xlsx")


def _sheet_columns(columns: list[Column]) -> list[writing.ExportColumn]:
    return [writing.ExportColumn(str(column.label), KINDS[column.kind]) for column in columns]


def csv_lines(columns: list[Column], rows: Iterable[list[Any]], *, for_people: bool) -> Iterator[bytes]:
    return csv_export.csv_rows(_sheet_columns(columns), rows, separator=";" if for_people else ",")


def scoped_stream(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, made in a read-only transaction of the person who asked."""
    return _stream(chunks, current_actor())


def _stream(chunks: Iterator[bytes], actor: Actor) -> Iterator[bytes]:
    with acting_as(actor), transaction.atomic():
        if not connection.needs_rollback and connection.savepoint_ids == []:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield from chunks


def _attached(response: Any, filename: str) -> Any:
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response
