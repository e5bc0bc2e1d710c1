"""What the search of the top bar finds here: households, each with the members who have the name."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from core.pages import access_of
from core.search import Section
from core.tables import Cell, Column, Row, Table
from households.models import Household, Member
from households.preview import TONES
from households.rows import HouseholdRow, household_rows, unbroken
from households.search import name_pattern, search


def find_households(request: HttpRequest, text: str, limit: int) -> Table:
    """What the search of the top bar shows: with the members who have the name, heads before them."""
    found, chosen = search(access_of(request), text, limit), selection(request)  # type: ignore[arg-type]
    matching = _matching_members(found, text)
    rows = household_rows(found, on=chosen.as_of, year=chosen.year)
    names = (_("Chủ hộ"), _("Mã hộ"), _("Nơi ở"), _("Thành viên khớp"), _("Phân loại"))
    shown = [_row(row, matching.get(row.household.pk, [])) for row in rows]
    return Table(_("Hộ gia đình"), [Column(name) for name in names], shown, caption_hidden=True)


def _row(row: HouseholdRow, members: list[str]) -> Row:
    household = row.household
    return Row(
        [
            Cell(household.head_name, url=reverse("households:detail", args=[household.pk])),
            Cell(unbroken(household.code)),
            Cell(row.address),
            Cell(", ".join(members) or "–"),
            Cell(row.class_label or "–", tag=TONES.get(row.current_class, "")),
        ]
    )


def _matching_members(found: list[Household], text: str) -> dict[UUID, list[str]]:
    """Members other than the head with the name, by household."""
    words = name_pattern(text).strip("%").split("%")
    members: Any = Member.objects.present().filter(household__in=found, relation__is_head=False)
    names: dict[UUID, list[str]] = {}
    for household_id, name, folded in members.values_list("household", "full_name", "name_fold"):
        if all(word in folded for word in words):
            names.setdefault(household_id, []).append(name)
    return names


SECTIONS = (
    Section("households", gettext_lazy("Hộ gia đình"), 1, "households.view", find_households, "households:list"),
)
