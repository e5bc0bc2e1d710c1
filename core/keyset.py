"""The one paginator of pages and API: row-value comparison, signed cursor, no exact count of long lists.

An ordering is a whitelist entry whose columns are not null and end in the id, so that `(a, b, id) > (x, y, z)`
is answered from an index and never skips or repeats a row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

T = TypeVar("T")
# Reads so many rows in their order, those beyond the values of one row's ordering if there are any.
Fetch = Callable[[Sequence[Any] | None, int], Iterable[T]]
PAGE_SIZE = 50
COUNT_LIMIT = 10_000
_SALT = "portal.keyset"


class BadCursor(ValueError):
    """The cursor was not made for this list: changed by hand, or for other filters."""


@dataclass(frozen=True)
class Ordering:
    """`fields` on not-null columns, the id last; all in one direction."""

    fields: tuple[str, ...]
    descending: bool = False

    def order_by(self, *, backwards: bool = False) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [f"{sign}{name}" for name in self.fields]


class RowIsBeyond(Func):
    """`(columns) > (values)`, or `<`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, names: Sequence[str], values: Sequence[Any], operator: str) -> None:
        super().__init__(*[F(name) for name in names], *[Value(value) for value in values])
        self.width, self.operator = len(names), operator

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        left = ", ".join(sql for sql, _params in parts[: self.width])
        right = ", ".join(sql for sql, _params in parts[self.width :])
        params = [param for _sql, params in parts for param in params]
        return f"({left}) {self.operator} ({right})", params


@dataclass(frozen=True)
class Page(Generic[T]):
    items: list[T]
    next_cursor: str | None
    previous_cursor: str | None


def paginate(
    queryset: QuerySet[Any, T],
    ordering: Ordering,
    *,
    cursor: str = "",
    binding: str = "",
    size: int = PAGE_SIZE,
) -> Page[T]:
    """One page of `queryset` (instances or dicts of `.values()` that include the ordering's columns).

    `binding` names the list and its filters; a cursor of another binding raises BadCursor.
    """
    values, backwards = _read(cursor, ordering, binding) if cursor else (None, False)
    rows = queryset.order_by(*ordering.order_by(backwards=backwards))
    if values is not None:
        operator = "<" if ordering.descending != backwards else ">"
        rows = rows.filter(RowIsBeyond(ordering.fields, values, operator))
    found = list(rows[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, has_more) if backwards else (has_more, values is not None)
    return Page(
        items=found,
        next_cursor=_write(found[-1], ordering, binding, False) if found and has_next else None,
        previous_cursor=_write(found[0], ordering, binding, True) if found and has_previous else None,
    )


def paginate_rows(
    fetch: Fetch[T],
    ordering: Ordering,
    *,
    cursor: str = "",
    binding: str = "",
    size: int = PAGE_SIZE,
) -> Page[T]:
    """One page of rows that no queryset gives, forwards."""
    found = list(fetch(_read(cursor, ordering, binding)[0] if cursor else None, size + 1))
    has_next, found = len(found) > size, found[:size]
    return Page(found, _write(found[-1], ordering, binding, False) if has_next else None, None)


@contextmanager
def long_list(is_long: bool) -> Iterator[None]:
    """Read a page of a list known to be long from the ordering's index, row by row until it is full.

    The planner takes two conditions on scopes and one on areas for independent, expects a single row and would
    fetch and sort all two hundred thousand.
    """
    if not is_long:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")


def count_up_to(queryset: QuerySet[Any, Any], limit: int = COUNT_LIMIT) -> tuple[int, bool]:
    """How many rows, counted no further than `limit`; whether there are more."""
    number = queryset.order_by()[: limit + 1].count()
    return min(number, limit), number > limit


def _column(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _write(row: Any, ordering: Ordering, binding: str, backwards: bool) -> str:
    values = [_plain(_column(row, name)) for name in ordering.fields]
    payload = {
        "v": values,
        "f": list(ordering.fields),
        "d": ordering.descending,
        "k": binding,
        "b": backwards,
    }
    return signing.dumps(payload, salt=_SALT, compress=True)


def _read(cursor: str, ordering: Ordering, binding: str) -> tuple[list[Any], bool]:
    try:
        payload = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature as error:
        raise BadCursor("cursor") from error
    expected = (list(ordering.fields), ordering.descending, binding)
    if (payload["f"], payload["d"], payload["k"]) != expected:
        raise BadCursor("cursor of another list")
    return payload["v"], bool(payload["b"])
