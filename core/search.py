"""The one search of the top bar, asked of every app that has a module `search_sections` with SECTIONS.

A section finds records of one kind through `visible_to(access)`, for whoever has its right. Where the app has a
list with a filter `q`, `of_list` makes the section from it, so that both find the same and say it alike.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Protocol
from urllib.parse import urlencode

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

from core.list_pages import TablePage
from core.pages import access_of
from core.tables import Table
from core.text import fold

MINIMUM = 2  # letters; one letter finds everything
SHOWN = 8  # of each kind: all kinds together are still one page
Find = Callable[[HttpRequest, str, int], Table]


class HasRights(Protocol):
    def can(self, right: str) -> bool: ...


@dataclass(frozen=True)
class Section:
    """One kind of records; `position` is its place on the page, `right` is "" where signing in is enough.

    `find(request, text, limit)` gives at most `limit` rows, the best first; `list_name` is the URL name of the
    list that takes the same words as `q`, or "".
    """

    code: str
    label: str | Promise
    position: int
    right: str
    find: Find
    list_name: str = ""


@dataclass(frozen=True)
class Found:
    """What one section found; there is more than `table` shows when `is_more`."""

    section: Section
    table: Table
    is_more: bool
    text: str

    @property
    def count(self) -> str:
        shown = len(self.table.rows)
        return f"{shown}+" if self.is_more else str(shown)

    @property
    def list_url(self) -> str:
        name = self.section.list_name
        return f"{reverse(name)}?{urlencode({'q': self.text})}" if name else ""


def of_list(page: type[TablePage], *, code: str, position: int, list_name: str) -> Section:
    """The section of a list page: its right, title, columns, rows and first ordering, filtered by `q`."""

    def find(request: HttpRequest, text: str, limit: int) -> Table:
        view = page()
        view.setup(request)
        ordering = next(iter(page.orderings.values()))
        bound = page.filterset_class({"q": text}, queryset=view.get_queryset(), request=request)
        records = view.present(list(bound.qs.order_by(*ordering.order_by())[:limit]))
        columns = [replace(column, asc="", desc="") for column in view.columns()]
        return Table(page.title, columns, [view.row(record) for record in records], caption_hidden=True)

    return Section(code, page.title, position, page.right_required, find, list_name)


@cache
def sections() -> tuple[Section, ...]:
    """Of all apps, in the order of the page."""
    return tuple(sorted(_declared(), key=lambda section: section.position))


def _declared() -> Iterator[Section]:
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "search_sections"):
            yield from import_module(f"{config.name}.search_sections").SECTIONS


def sections_for(access: HasRights) -> list[Section]:
    return [section for section in sections() if not section.right or access.can(section.right)]


def is_short(text: str) -> bool:
    return len(fold(text)) < MINIMUM


def search(request: HttpRequest, text: str) -> list[Found]:
    """Every section of this person that has something for `text`; nothing for less than two letters."""
    if is_short(text):
        return []
    found = (_ask(section, request, text) for section in sections_for(access_of(request)))
    return [part for part in found if part.table.rows]


def _ask(section: Section, request: HttpRequest, text: str) -> Found:
    table = section.find(request, text, SHOWN + 1)
    return Found(section, replace(table, rows=table.rows[:SHOWN]), len(table.rows) > SHOWN, text)
