"""Number and day of the decisions behind movements, for a reader who sees the movement and not the paper (migration
0018): a commune is told which decision of the province gave it its money."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from committees.models import OfficialDocument
from core.formats import format_date


class DecisionNumber(NamedTuple):
    """What is told of a paper that the reader may not open."""

    number: str
    issued_on: date

    def __str__(self) -> str:
        return self.number


Told = OfficialDocument | DecisionNumber


def issued_words(issued_on: date | None) -> str:
    return _("ngày %(day)s") % {"day": format_date(issued_on)} if issued_on else ""


def decisions_of(ids: Iterable[UUID | None]) -> dict[UUID | None, Told]:
    """By id the papers that the reader sees, with what they do to capital, and what is told of the others."""
    wanted = {pk for pk in ids if pk is not None}
    seen = OfficialDocument.objects.select_related("capital_decision").in_bulk(wanted)
    return {**seen, **numbers_of(wanted - seen.keys())}


def numbers_of(ids: Collection[UUID]) -> dict[UUID, DecisionNumber]:
    """Of the decisions that have a movement within the reader's own paths; of no others."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, issued_on FROM disbursement_decision_numbers(%s::uuid[])", [list(ids)])
        return {pk: DecisionNumber(number, issued_on) for pk, number, issued_on in cursor.fetchall()}
