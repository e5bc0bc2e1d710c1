"""Note what personal data a request shows; the middleware writes it before the answer leaves."""

from typing import cast

from django.db import models
from django.http import HttpRequest

from core.models import AccessLogEntry

# What is searched for may be a name or a citizen number; the log is kept for ever.
SEARCHED = frozenset({"q"})


def filters_of(request: HttpRequest) -> str:
    """Path and filters of a list, without the words searched for."""
    query = request.GET.copy()
    for name in SEARCHED & query.keys():
        query[name] = "…"
    return f"{request.path}?{query.urlencode(safe='…')}"


def note(
    request: HttpRequest,
    kind: str,
    obj: models.Model | type[models.Model],
    *,
    rows: int = 1,
    detail: str = "",
) -> None:
    """`obj` is the record opened or revealed, or the model whose list is exported."""
    entry = AccessLogEntry(kind=kind, object_type=obj._meta.label_lower, rows=rows, detail=detail[:300])
    if isinstance(obj, models.Model):
        entry.object_id = str(obj.pk)
    cast(list[AccessLogEntry], request.shown).append(entry)  # type: ignore[attr-defined]
