"""The lists of a section beside each other, on every page that belongs to one of them.

A list is its own tab; a page about one record names the list it belongs to (`tab` of core.pages.PageMixin). Forms name
none: nothing should lead away from what is being filled in.
"""

from functools import cache
from typing import Any

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Tab = tuple[str, Promise]
# Groups of tabs; a group of several has its own row below while one looks at it.
Group = tuple[Promise, tuple[Tab, ...]]


def alone(url_name: str, label: Promise) -> Group:
    return label, ((url_name, label),)


SECTION_TABS: dict[str, tuple[Group, ...]] = {
    "households": (
        alone("households:list", _("Hộ gia đình")),
        alone("households:rounds", _("Đợt rà soát")),
    ),
    "programs": (
        alone("programs:projects", _("Dự án sinh kế")),
        alone("programs:works", _("Công trình")),
        alone("programs:contributions", _("Đóng góp, lồng ghép")),
        alone("programs:credit", _("Tín dụng chính sách")),
        alone("programs:targets", _("Chỉ tiêu")),
    ),
    "disbursement": (
        (
            _("Giải ngân"),
            (
                ("reports:disbursement", _("Bảng giải ngân")),
                ("reports:periodic", _("Biểu theo kỳ")),
                ("reports:alerts", _("Cảnh báo")),
                ("disbursement:explanations", _("Giải trình")),
                ("reports:beyond", _("Nguồn lực ngoài ngân sách")),
            ),
        ),
        (
            _("Kế hoạch vốn"),
            (
                ("disbursement:line_list", _("Dòng vốn")),
                ("disbursement:movements", _("Biến động")),
                ("disbursement:unallocated", _("Chưa phân bổ")),
                ("disbursement:decisions", _("Quyết định")),
            ),
        ),
        (
            _("Chứng từ"),
            (
                ("disbursement:voucher_list", _("Chứng từ đã ghi")),
                ("disbursement:requests", _("Chờ duyệt")),
                ("disbursement:advances", _("Dư tạm ứng")),
                ("disbursement:periods", _("Kỳ đã chốt")),
            ),
        ),
        alone("disbursement:statements", _("Đối chiếu Kho bạc")),
        alone("disbursement:contracts", _("Hợp đồng")),
        (
            _("Nhu cầu, phân bổ"),
            (
                ("disbursement:needs", _("Nhu cầu vốn")),
                ("disbursement:need_totals", _("Nhu cầu theo đơn vị")),
                ("disbursement:allocations", _("Phương án phân bổ")),
            ),
        ),
    ),
    "committees": (
        alone("committees:tasks", _("Nhiệm vụ")),
        alone("committees:documents", _("Sổ văn bản")),
    ),
    "inspections": (
        alone("inspections:recommendations", _("Kiến nghị")),
        alone("inspections:plans", _("Kế hoạch kiểm tra")),
    ),
}


def section_tabs(request: Any) -> list[dict[str, Any]]:
    """Items of components/tabs.html that the reader may open; none on a page that belongs to no tab."""
    match = request.resolver_match
    view = getattr(match.func, "view_class", None) if match else None
    current = getattr(view, "tab", "") or (match.view_name if match else "")
    groups = SECTION_TABS.get(getattr(view, "nav_section", ""), ())
    if not any(name == current for _label, tabs in groups for name, _part in tabs):
        return []
    return [item for group in groups if (item := _item(group, current, request.access))]


def _item(group: Group, current: str, access: Any) -> dict[str, Any] | None:
    label, tabs = group
    parts = [
        {"label": part, "url": reverse(name), "current": name == current}
        for name, part in tabs
        if not (right := right_of(name)) or access.can(right)
    ]
    if not parts:
        return None
    here = any(part["current"] for part in parts)
    return {"label": label, "url": parts[0]["url"], "current": here, "parts": parts if here and len(tabs) > 1 else []}


@cache
def right_of(url_name: str) -> str:
    """The right that the page of that name asks for."""
    found: str = resolve(reverse(url_name)).func.view_class.right_required  # type: ignore[attr-defined]
    return found
