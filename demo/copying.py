"""Bulk writing by COPY, as the owner: a million households in minutes, and no history of invented rows."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

BATCH = 20_000
T = TypeVar("T")


@contextmanager
def triggers_off(*tables: type[models.Model]) -> Iterator[None]:
    """The user triggers of the tables rest meanwhile; figures are rebuilt afterwards."""
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        # A table with foreign keys still to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY `rows` into the table of `model`; how many. Columns that are not given get the field's default."""
    defaults = _defaults(model, columns)
    names = ", ".join(f'"{name}"' for name in (*columns, *defaults))
    ending = "".join(f"\t{_text(value)}" for value in defaults.values()) + "\n"
    sql = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    total = 0
    with connection.cursor() as cursor:
        for chunk in chunks(rows):
            lines = StringIO("".join("\t".join(map(_text, row)) + ending for row in chunk))
            cursor.copy_expert(sql, lines)
            total += len(chunk)
    return total


def _defaults(model: type[models.Model], columns: Sequence[str]) -> dict[str, Any]:
    """Column -> default of the fields that may not be null and are not given."""
    missing = [f for f in model._meta.concrete_fields if f.column not in columns and not f.null]
    return {f.column: f.get_db_prep_save(f.get_default(), connection) for f in missing}


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists of BATCH, so that a province of a million households fits into memory."""
    source = iter(rows)
    while chunk := list(islice(source, BATCH)):
        yield chunk


def _text(value: Any) -> str:
    """One value in COPY's text format."""
    if value is None:
        return r"\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, bytes):
        return r"\\x" + value.hex()
    if isinstance(value, list | dict) or type(value).__name__ == "Jsonb":
        return "{}"
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text:
        return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n")
    return text
