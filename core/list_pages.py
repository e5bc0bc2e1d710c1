"""A list page that is only declared: columns, rows, filters; drawn by templates/core/list_page.html."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.pages import ListPage
from core.tables import Column, Row, Table


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """The address of this page with some of its query changed; None takes a name out."""
    query = dict(request.GET.lists())
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = [value]
    return f"{request.path}?{urlencode(query, doseq=True)}" if query else request.path


class TablePage(ListPage):
    """`columns` and `row` draw the table; `add_right`, `add_label` and `add_url` give the page's main button."""

    template_name = "core/list_page.html"
    lead: ClassVar[str | Promise] = ""
    empty_text: ClassVar[str | Promise] = gettext_lazy("Chưa có dòng nào.")
    add_right: ClassVar[str] = ""
    add_label: ClassVar[str | Promise] = ""

    def columns(self) -> list[Column]:
        raise TypeError(f"{type(self).__name__} must say its columns")

    def row(self, record: Any) -> Row:
        raise TypeError(f"{type(self).__name__} must say what stands in a row")

    def add_url(self) -> str:
        return ""

    def caption(self) -> str:
        return str(self.title)

    def heading(self) -> str:
        """The page's news; without any, its name."""
        return str(self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = Table(
            caption=self.caption(),
            caption_hidden=True,
            columns=self.columns(),
            rows=[self.row(record) for record in kwargs["rows"]],
            ordering=kwargs["ordering"],
        )
        given = {
            "table": table,
            "heading": self.heading(),
            "lead": self.lead,
            "empty_text": self.empty_text,
            "add": self.add_link(),
            "clear_url": self.request.path,
        }
        return super().get_context_data(**(given | kwargs))

    def add_link(self) -> dict[str, Any] | None:
        url = self.add_url() if not self.add_right or self.access.can(self.add_right) else ""
        return {"label": self.add_label, "url": url} if url else None
