"""The two lists of this section, as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def section_tabs(current: str) -> list[dict[str, Any]]:
    pages = {"recommendations": _("Kiến nghị"), "plans": _("Kế hoạch kiểm tra")}
    return [
        {"label": label, "url": reverse(f"inspections:{name}"), "current": name == current}
        for name, label in pages.items()
    ]
