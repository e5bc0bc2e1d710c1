"""Facts for components/facts.html that several pages of the ledger say alike."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from disbursement.line_words import line_words
from disbursement.models import CapitalLine


def line_fact(line: CapitalLine) -> dict[str, Any]:
    return {
        "label": _("Dòng vốn"),
        "value": line_words(line),
        "url": reverse("disbursement:line", args=[line.pk]),
    }
