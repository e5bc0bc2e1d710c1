"""Facts for components/facts.html that several apps say alike."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.formats import format_number
from core.money_words import money_in_words


def amount_fact(amount_vnd: int) -> dict[str, Any]:
    """In figures and, in Vietnamese, in words, so that a slip of three noughts is seen."""
    value = _("%(amount)s đồng") % {"amount": format_number(amount_vnd)}
    return {"label": _("Số tiền"), "value": value, "note": money_in_words(amount_vnd) if get_language() == "vi" else ""}
