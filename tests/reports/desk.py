"""The pages of figures as people see them: a world of records, and browsers in which people have signed in."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.services import create_client
from areas.models import Area
from core.acting import SYSTEM, acting_as
from households.models import ReviewRound
from programs.models import Target
from tests.office import Office
from tests.reports.cube_world import World

PROVINCE_QUERY = {"dia_ban": "2024-89", "nam": "2024", "tinh_den": "2024-10-28"}


@dataclass
class Desk:
    world: World
    office: Office = field(default_factory=Office)

    def get(self, name: str, *args: Any, role: str = "provincial_officer", ref: str = "2025-91", **query: Any) -> Any:
        return self.office.client(role, ref).get(reverse(name, args=args), query)

    def page(self, name: str, *args: Any, **how: Any) -> "Page":
        return Page(self.get(name, *args, **how))

    @transaction.atomic
    def target(self, area: Area, year: int, percent: str = "95") -> Target:
        return Target.objects.create(
            area=area, year=year, indicator="disbursement_rate", value=Decimal(percent), scope_path=area.path
        )

    def api(self, path: str, ref: str = "2025-91", scopes: tuple[str, ...] = ("reports:read",), **query: Any) -> Any:
        """What a client of that area is answered."""
        with acting_as(SYSTEM):
            area = Area.objects.by_ref(ref)
            _client, token = create_client(name=f"Trục dữ liệu {ref}", area=area, scopes=list(scopes), days=1)
        return Client().get(f"/api/v1/{path}", query, headers={"authorization": f"Bearer {token}"})


class Page:
    """An answer as text: what stands in the title, and in any place of it."""

    def __init__(self, answer: Any) -> None:
        assert answer.status_code == 200, answer.status_code
        self.html: str = answer.content.decode()
        self.context: Any = answer.context

    @property
    def heading(self) -> str:
        return plain(re.search(r"<h1>(.*?)</h1>", self.html, re.S).group(1))  # type: ignore[union-attr]

    @property
    def lead(self) -> str:
        found = re.search(r'<p class="lead">(.*?)</p>', self.html, re.S)
        return plain(found.group(1)) if found else ""

    @property
    def text(self) -> str:
        return plain(self.html)

    def links(self, words: str) -> list[str]:
        """Where links with these words lead."""
        found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', self.html, re.S)
        return [unescape(url) for url, label in found if plain(label) == words]

    def table(self, caption: str) -> list[list[str]]:
        """The cells of the rows of the table whose caption begins so."""
        for body in re.findall(r"<table.*?</table>", self.html, re.S):
            found = re.search(r"<caption[^>]*>(.*?)</caption>", body, re.S)
            if found and plain(found.group(1)).startswith(caption):
                rows = re.findall(r"<tr.*?</tr>", body[body.index("<tbody>") :], re.S)
                return [[plain(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S)] for row in rows]
        raise AssertionError(f"no table {caption!r}")


def plain(html: str) -> str:
    """The words of a piece of a page; tags inside a sentence leave no gap."""
    without_inline = re.sub(r"</?(?:a|b|span|small)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_inline)).split())


@transaction.atomic
def recognise(world: World, year: int, on: date) -> None:
    """The review of the year is recognised; its figures are final from that day."""
    world.round(year)
    ReviewRound.objects.filter(year=year, kind="periodic").update(state="recognised", recognised_on=on)
