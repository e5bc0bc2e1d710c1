"""Finding households by the name of a member, by code or by citizen number, within one's area."""

from typing import Any
from uuid import UUID

from django.db import connection

from accounts.access import Access
from core import citizen_id, crypto
from core.search import is_short
from core.text import fold, one_line, titlecase_name
from households.models import Household, Member
from households.services.people import CITIZEN_ID

LIMIT = 50


def search(access: Access, text: str, limit: int = LIMIT) -> list[Household]:
    """Households in the order of the search: names with the accents as typed first, heads before members."""
    ids = search_ids(access, text, limit)
    found = Household.objects.visible_to(access).select_related("area__parent").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def search_ids(access: Access, text: str, limit: int = LIMIT) -> list[UUID]:
    """Ids alone, for a filter; empty for less than two letters."""
    typed = one_line(text)
    number = citizen_id.normalise(typed)
    if citizen_id.has_valid_shape(number):
        return _by_citizen_id(access, number, limit)
    if is_short(typed):
        return []
    with connection.cursor() as cursor:
        parameters: list[Any] = [name_pattern(typed), titlecase_name(typed), f"{_literal(typed.upper())}%", limit]
        cursor.execute("SELECT search_households(%s, %s, %s, %s)", parameters)
        return [UUID(str(row[0])) for row in cursor.fetchall()]


def _by_citizen_id(access: Access, number: str, limit: int) -> list[UUID]:
    index = crypto.blind_index(CITIZEN_ID, number)
    members: Any = Member.objects.visible_to(access).present().filter(citizen_id_index=index)
    return list(members.values_list("household_id", flat=True)[:limit])


def name_pattern(text: str) -> str:
    """A LIKE pattern over folded names: the words in their order, others may stand between."""
    return "%" + "%".join(_literal(word) for word in fold(text).split()) + "%"


def _literal(text: str) -> str:
    """The text without the meaning that LIKE gives to some signs."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
