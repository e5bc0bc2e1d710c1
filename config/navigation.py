"""The sections of the portal in the order of the navigation, and who sees each."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.selection import carried
from core.work import waiting_counts


@dataclass(frozen=True)
class Section:
    """`code` is what pages name in `nav_section` and apps in the SECTION of their work."""

    code: str
    label: str | Promise
    url_name: str
    right: str


SECTIONS = (
    Section("home", _("Bảng điều hành"), "home", ""),
    Section("households", _("Hộ gia đình"), "households:list", "households.view"),
    Section("poverty", _("Số liệu hộ nghèo"), "reports:poverty", "reports.view"),
    Section("programs", _("Chương trình, dự án"), "programs:projects", "programs.view"),
    Section("disbursement", _("Vốn và giải ngân"), "reports:disbursement", "disbursement.view"),
    Section("committees", _("Chỉ đạo, văn bản"), "committees:tasks", "committees.view"),
    Section("inspections", _("Kiểm tra, giám sát"), "inspections:recommendations", "inspections.view"),
    Section("reports", _("Số liệu công bố"), "reports:published", "reports.view"),
    Section("accounts", _("Người dùng"), "accounts:users", "accounts.manage"),
    Section("audit", _("Nhật ký hệ thống"), "accounts:events", "accounts.audit"),
)


def navigation(request: Any, today: Any) -> list[dict[str, Any]]:
    """What this user may open, with what waits there for this user (one query for each app)."""
    access = request.access
    shown = [section for section in SECTIONS if not section.right or access.can(section.right)]
    counts = waiting_counts(access, today)
    current = current_section(request)
    query = carried(request) if access.area else ""
    return [
        {
            "label": section.label,
            "url": f"{reverse(section.url_name)}{query}",
            "current": section.code == current,
            "count": counts.get(section.code, 0),
        }
        for section in shown
    ]


def current_section(request: Any) -> str:
    """The section that the page being shown declares."""
    match = request.resolver_match
    view_class = getattr(match.func, "view_class", None) if match else None
    return str(getattr(view_class, "nav_section", ""))
