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


def page_number(request: HttpRequest, total: int) -> int:
    """The page `trang`; a number out of range gives the nearest one."""
    asked = request.GET.get("trang", "")
    return min(max(int(asked), 1), _pages(total)) if asked.isascii() and asked.isdigit() else 1


def sliced(request: HttpRequest, rows: Sequence[T], fragment: str) -> Slice[T]:
    """The page `trang` of rows that are all at hand."""
    number = page_number(request, len(rows))
    start = (number - 1) * PAGE_SIZE
    return slice_of(request, rows[start : start + PAGE_SIZE], len(rows), number, fragment)


def slice_of(request: HttpRequest, items: Sequence[T], total: int, number: int, fragment: str = "") -> Slice[T]:
    """The page `number`, its rows already found; `fragment` is the place on the page that its links lead to."""
    place = f"#{fragment}" if fragment else ""

    def url(page: int) -> str:
        return f"{with_query(request, trang=str(page))}{place}" if 1 <= page <= _pages(total) else ""

    return Slice(items, total, number, url(number - 1), url(number + 1))


def _pages(total: int) -> int:
    return max(-(-total // PAGE_SIZE), 1)
