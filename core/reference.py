"""Reference data of every app: which apps have some, and the one way their rows get into the database.

An app with reference data has a module `reference` with `load_reference() -> list[Loaded]`; the command
`load_reference` calls them from the bottom of the import order to its top.
"""

# Names of tables and columns come from the models and are quoted; values are one JSON parameter.
# ruff: noqa: S608

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Loaded:
    """What became of a set of data files: `rows` inserted or changed, `kept` as an administrator set them."""

    name: str
    rows: int = 0
    kept: int = 0
    changed: bool = True


def loaders() -> Iterator[ModuleType]:
    """The `reference` modules of the installed apps, bottom up."""
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "reference"):
            module = import_module(f"{config.name}.reference")
            if hasattr(module, "load_reference"):
                yield module


def upsert(model: type[models.Model], rows: Sequence[dict[str, Any]], *, key: Sequence[str]) -> tuple[int, int]:
    """Insert or update `rows` (dicts of column values, all with the same columns); (written, kept).

    Rows that are already equal are not touched. Rows that an administrator changed (`changed_locally`)
    are kept, and so is a local row whose period excludes one of ours. Nothing is ever deleted: a fact
    that ends gets a `valid_to`.
    """
    if not rows:
        return 0, 0
    statements = _Statements(model, list(rows[0]), key)
    payload = [json.dumps(rows, default=str)]
    with connection.cursor() as cursor:
        written = 0
        for statement in statements.writing():
            cursor.execute(statement, payload)
            written += cursor.rowcount
        if not statements.respects_local_changes:
            return written, 0
        cursor.execute(statements.kept(), payload)
        return written, int(cursor.fetchone()[0])


class _Statements:
    """The SQL of one upsert; its only parameter is the rows as JSON, typed by the table itself."""

    def __init__(self, model: type[models.Model], columns: Sequence[str], key: Sequence[str]) -> None:
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.columns = [connection.ops.quote_name(column) for column in columns]
        self.others = [connection.ops.quote_name(column) for column in columns if column not in key]
        self.source = f"json_populate_recordset(NULL::{self.table}, %s) s"
        nullable = {field.column: field.null for field in model._meta.concrete_fields}
        self.match = " AND ".join(_equality(column, nullable=nullable[column]) for column in key)
        self.respects_local_changes = "changed_locally" in nullable

    def writing(self) -> Iterator[str]:
        if self.others:
            yield self._update()
        yield self._insert()

    def kept(self) -> str:
        """How many of the given rows stand differently because an administrator changed them."""
        return (
            f"SELECT count(*) FROM {self.source} LEFT JOIN {self.table} t ON {self.match}"
            " WHERE t.id IS NULL OR t.changed_locally"
        )

    def _update(self) -> str:
        setters = ", ".join(f"{column} = s.{column}" for column in self.others)
        ours, theirs = (", ".join(f"{side}.{column}" for column in self.others) for side in ("t", "s"))
        unlocked = " AND NOT t.changed_locally" if self.respects_local_changes else ""
        return (
            f"UPDATE {self.table} t SET {setters} FROM {self.source}"
            f" WHERE {self.match}{unlocked} AND ROW({ours}) IS DISTINCT FROM ROW({theirs})"
        )

    def _insert(self) -> str:
        names = ", ".join(self.columns)
        beside_local = " ON CONFLICT DO NOTHING" if self.respects_local_changes else ""
        return (
            f"INSERT INTO {self.table} ({names}) SELECT {names} FROM {self.source}"
            f" WHERE NOT EXISTS (SELECT FROM {self.table} t WHERE {self.match}){beside_local}"
        )


def _equality(column: str, *, nullable: bool) -> str:
    """Null equals null where the column may be null; elsewhere an equality that can use the index."""
    name = connection.ops.quote_name(column)
    return f"t.{name} IS NOT DISTINCT FROM s.{name}" if nullable else f"t.{name} = s.{name}"
