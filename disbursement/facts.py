"""Facts for components/facts.html that several pages of the ledger say alike."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs.kind_names import KindNames
from disbursement.models import CapitalLine


def line_fact(line: CapitalLine) -> dict[str, Any]:
    kind = KindNames.load().of(line.kind, line.budget_year)
    return {
        "label": _("Dòng vốn"),
        "value": f"{line.holder.name}, {line.component.number}, {kind}, {line.budget_year}",
        "url": reverse("disbursement:line", args=[line.pk]),
    }
