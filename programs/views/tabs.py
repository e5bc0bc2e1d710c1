"""The lists of this section, as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def section_tabs(current: str) -> list[dict[str, Any]]:
    pages = {
        "projects": _("Dự án sinh kế"),
        "works": _("Công trình"),
        "contributions": _("Đóng góp, lồng ghép"),
        "credit": _("Tín dụng chính sách"),
        "targets": _("Chỉ tiêu"),
    }
    return [
        {"label": label, "url": reverse(f"programs:{name}"), "current": name == current}
        for name, label in pages.items()
    ]
