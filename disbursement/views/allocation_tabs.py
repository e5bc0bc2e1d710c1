"""The pages from needs to allocation beside each other, and the way back to the board."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def allocation_tabs(current: str) -> list[dict[str, Any]]:
    names = (
        ("reports:disbursement", _("Bảng giải ngân")),
        ("disbursement:needs", _("Nhu cầu vốn")),
        ("disbursement:need_totals", _("Nhu cầu theo đơn vị")),
        ("disbursement:allocations", _("Phương án phân bổ")),
        ("disbursement:decisions", _("Quyết định")),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in names]
