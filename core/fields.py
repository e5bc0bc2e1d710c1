"""Model fields that Django lacks."""

from collections.abc import Iterable
from typing import Any

from django.db import models


class LtreeField(models.CharField):
    """A PostgreSQL `ltree` path such as `e2024.p89.d886.c30337`; `__descendant_of=[paths]` uses `<@ ANY`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::ltree"


@LtreeField.register_lookup
class DescendantOf(models.Lookup):
    """`path <@ ANY(paths)`: at or below one of the given paths; no path means no row."""

    lookup_name = "descendant_of"

    def get_prep_lookup(self) -> list[str]:
        value: Iterable[str] | str = self.rhs
        return [value] if isinstance(value, str) else [str(path) for path in value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} <@ ANY(%s::ltree[])", [*params, self.rhs]


@LtreeField.register_lookup
class AncestorOf(models.Lookup):
    """`path @> path`: the given path, a value or an expression, lies at or below this row's."""

    lookup_name = "ancestor_of"

    def get_prep_lookup(self) -> Any:
        return self.rhs if hasattr(self.rhs, "resolve_expression") else str(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} @> {rhs}::ltree", [*params, *rhs_params]
