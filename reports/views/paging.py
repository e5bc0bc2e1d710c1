"""A table made of figures in pages of fifty rows (design section 8); its length is known and small."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest

from core.keyset import PAGE_SIZE
from core.list_pages import with_query

T = TypeVar("T")


@dataclass(frozen=True)
class Slice(Generic[T]):
    items: Sequence[T]
    total: int
    number: int
    previous_url: str
    next_url: str

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1

    @property
    def is_whole(self) -> bool:
        return self.total == len(self.items)


def sliced(request: HttpRequest, rows: Sequence[T], fragment: str) -> Slice[T]:
    """The page `trang` of the rows; a number out of range gives the nearest page."""
    pages = max(-(-len(rows) // PAGE_SIZE), 1)
    asked = request.GET.get("trang", "")
    number = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() else 1
    start = (number - 1) * PAGE_SIZE

    def url(page: int) -> str:
        return f"{with_query(request, trang=str(page))}#{fragment}" if 1 <= page <= pages else ""

    return Slice(rows[start : start + PAGE_SIZE], len(rows), number, url(number - 1), url(number + 1))
