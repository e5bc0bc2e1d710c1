"""The lists of the capital section beside each other, in groups: a group's own lists stand below it."""

from typing import Any

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from core.pages import PageMixin

GROUPS = (
    (
        _("Bảng giải ngân"),
        (("reports:disbursement", _("Bảng giải ngân")), ("reports:periodic", _("Biểu theo kỳ"))),
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
    (_("Đối chiếu Kho bạc"), (("disbursement:statements", _("Đối chiếu Kho bạc")),)),
    (_("Hợp đồng"), (("disbursement:contracts", _("Hợp đồng")),)),
    (
        _("Nhu cầu, phân bổ"),
        (
            ("disbursement:needs", _("Nhu cầu vốn")),
            ("disbursement:need_totals", _("Nhu cầu theo đơn vị")),
            ("disbursement:allocations", _("Phương án phân bổ")),
        ),
    ),
)


def tabs(current: str, access: Access) -> list[dict[str, Any]]:
    """Items of components/tabs.html that the reader may open; the group of `current` also carries its `parts`."""
    found = []
    for label, pages in GROUPS:
        allowed = [(name, part) for name, part in pages if access.can(right_of(reverse(name)))]
        parts = [{"label": part, "url": reverse(name), "current": name == current} for name, part in allowed]
        if parts:
            here = any(part["current"] for part in parts)
            below = parts if here and len(parts) > 1 else []
            found.append({"label": label, "url": parts[0]["url"], "current": here, "parts": below})
    return found


def right_of(url: str) -> str:
    """The right that the page behind `url` asks for."""
    view_class: type[PageMixin] = resolve(url).func.view_class  # type: ignore[attr-defined]
    return view_class.right_required
