"""Sealing again under the current key, after the key ring has turned (core.crypto).

Three places hold sealed values: the column itself, the history of its row, and rows of imports that are still kept.
A value is opened and sealed in memory; what is written is sealed. Each chunk is a transaction of its own and picks
what is not yet under the current key, so the work may be stopped anywhere and repeated.

A value that only changed its key has not changed: no history tells of it and no figure is counted anew. The triggers
of the table are therefore off within the chunk's transaction. The lock of ALTER TABLE keeps every other writer out
until they are on again, and only the owner of the tables may do it; nothing weakens them for web and workers.
"""

# Names of tables, columns and keys come from declarations in the code; values are parameters.
# ruff: noqa: S608

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.module_loading import module_has_submodule

from core.crypto import SealBroken, key_ring, reseal
from core.models import HistoryRow, ImportRow

CHUNK = 1000
LOCK_TIMEOUT = "10s"


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values, in the module `sealed` of its app.

    `field` is the name it is bound to, `staged_as` its key in rows of imports, if any brings it.
    """

    model: type[models.Model]
    column: str
    field: str
    staged_as: str = ""


@dataclass(frozen=True)
class Place:
    """Where sealed values of one field lie in one table.

    `select` gives the row's id, the record that its values are bound to and up to two values in hexadecimal;
    `setters` write new ones from `v`, where null stands for what stays.
    """

    table: str
    field: str
    select: str
    setters: str
    id_type: str = "bigint"

    @property
    def before_all(self) -> str:
        return str(UUID(int=0)) if self.id_type == "uuid" else "0"


@dataclass
class Result:
    resealed: int = 0
    unopened: int = 0


Found = tuple[str, str, str | None, str | None]


def declared() -> Iterator[SealedColumn]:
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "sealed"):
            yield from import_module(f"{config.name}.sealed").SEALED


def places() -> Iterator[Place]:
    for column in declared():
        yield _in_table(column)
        yield _in_history(column)
        if column.staged_as:
            yield _in_staging(column)


def reseal_place(place: Place) -> Result:
    """Everything in one place, chunk by chunk; values that do not open are left and counted."""
    result, after = Result(), place.before_all
    while rows := _chunk(place, after, result):
        after = rows[-1][0]
    return result


@transaction.atomic
def _chunk(place: Place, after: str, result: Result) -> list[Found]:
    with connection.cursor() as cursor:
        # A look without a lock first: a run that finds nothing holds up nobody.
        if not _found(cursor, place, after):
            return []
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute(f"ALTER TABLE {place.table} DISABLE TRIGGER USER")
        rows = _found(cursor, place, after)
        _write(cursor, place, rows, result)
        cursor.execute(f"ALTER TABLE {place.table} ENABLE TRIGGER USER")
        return rows


def _found(cursor: Any, place: Place, after: str) -> list[Found]:
    """The next rows with a value that is not under the current key."""
    prefix = key_ring().prefix.hex()
    cursor.execute(
        f"SELECT id::text, record, first, second FROM ({place.select}) found"
        f" WHERE id > %s::{place.id_type} AND (left(first, %s) <> %s OR left(second, %s) <> %s)"
        f" ORDER BY id LIMIT {CHUNK}",
        [after, len(prefix), prefix, len(prefix), prefix],
    )
    return list(cursor.fetchall())


def _write(cursor: Any, place: Place, rows: Sequence[Found], result: Result) -> None:
    fresh = [
        (row_id, *(_fresh(place.field, record, value, result) for value in values)) for row_id, record, *values in rows
    ]
    ids, first, second = ([row[part] for row in fresh] for part in range(3))
    cursor.execute(
        f"UPDATE {place.table} t SET {place.setters}"
        f" FROM unnest(%s::{place.id_type}[], %s::text[], %s::text[]) v (id, first, second) WHERE t.id = v.id",
        [ids, first, second],
    )


def _fresh(field: str, record: str, value: str | None, result: Result) -> str | None:
    """The value under the current key, in hexadecimal; None where nothing is to be written."""
    if value is None:
        return None
    try:
        sealed = reseal(field, record, bytes.fromhex(value))
    except SealBroken:
        result.unopened += 1
        return None
    if sealed is None:
        return None
    result.resealed += 1
    return sealed.hex()


def _in_table(sealed: SealedColumn) -> Place:
    table, column = sealed.model._meta.db_table, sealed.column
    return Place(
        table,
        sealed.field,
        f"SELECT id, id::text AS record, encode({column}, 'hex') AS first, NULL::text AS second FROM {table}",
        f"{column} = coalesce(decode(v.first, 'hex'), t.{column})",
        id_type=str(sealed.model._meta.pk.db_type(connection)),
    )


def _in_history(sealed: SealedColumn) -> Place:
    """PostgreSQL writes bytes into JSON as "\\x" and hexadecimal."""
    column = sealed.column
    return Place(
        HistoryRow._meta.db_table,
        sealed.field,
        f"SELECT id, row_id AS record, substr(old ->> '{column}', 3) AS first, substr(new ->> '{column}', 3) AS second"
        f" FROM {HistoryRow._meta.db_table} WHERE table_name = '{sealed.model._meta.db_table}'",
        ", ".join(
            f"{side} = CASE WHEN v.{value} IS NULL THEN t.{side}"
            f" ELSE jsonb_set(t.{side}, '{{{column}}}', to_jsonb('\\x' || v.{value})) END"
            for side, value in (("old", "first"), ("new", "second"))
        ),
    )


def _in_staging(sealed: SealedColumn) -> Place:
    key = sealed.staged_as
    return Place(
        ImportRow._meta.db_table,
        sealed.field,
        f"SELECT id, target_id AS record, data -> '{key}' ->> 'sealed' AS first, old -> '{key}' ->> 'sealed' AS second"
        f" FROM {ImportRow._meta.db_table}",
        ", ".join(
            f"{side} = CASE WHEN v.{value} IS NULL THEN t.{side}"
            f" ELSE jsonb_set(t.{side}, '{{{key},sealed}}', to_jsonb(v.{value})) END"
            for side, value in (("data", "first"), ("old", "second"))
        ),
    )
