"""What the frame of every page needs (templates/base.html lists it); computed only when it is drawn."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.access import NO_ACCESS, Access
from accounts.models import Assignment
from config.context_bar import context_bar
from config.navigation import navigation
from config.section_tabs import section_tabs
from core.demo import is_demo
from core.imports.registry import allowed
from core.models import Notice
from core.search import sections_for


def portal(request: HttpRequest) -> dict[str, Any]:
    """The context processor of settings.TEMPLATES."""
    access: Access = getattr(request, "access", NO_ACCESS)
    given: dict[str, Any] = {"is_demo": is_demo()}
    if access.user is None:
        return given
    return given | {
        "nav": SimpleLazyObject(lambda: navigation(request, timezone.localdate())),
        "section_tabs": SimpleLazyObject(lambda: section_tabs(request)),
        "unread_count": SimpleLazyObject(lambda: unread_count(access)),
        "user_menu": SimpleLazyObject(lambda: user_menu(access)),
        "context_bar": SimpleLazyObject(lambda: context_bar(request)),
        "may_search": bool(sections_for(access)),
        "shared_device": request.session.get("shared_device", False),
    }


def unread_count(access: Access) -> int:
    return Notice.objects.filter(user=access.user, read_at=None).count()


def user_menu(access: Access) -> dict[str, Any]:
    assert access.user is not None
    return {
        "name": str(access.user),
        "post": post_label(access.post, access) if access.post else _("chưa được phân công"),
        "posts": [
            {"label": post_label(post, access), "value": post.pk, "current": post == access.post}
            for post in access.posts
            if len(access.posts) > 1
        ],
        "post_url": reverse("accounts:choose_post"),
        "links": menu_links(access),
    }


def post_label(post: Assignment, access: Access) -> str:
    """ "Cán bộ giảm nghèo cấp xã – Phường Bình Đức"; of a delegated post also for whom one acts."""
    label = f"{post.role.label} – {post.area.full_name}"
    if access.user is not None and post.user_id != access.user.pk:
        label += " (" + _("thay %(name)s") % {"name": post.user} + ")"
    return label


def menu_links(access: Access) -> list[dict[str, str]]:
    links = [
        *([{"label": _("Nhập dữ liệu từ tệp"), "url": reverse("imports")}] if allowed(access) else []),
        {"label": _("Công việc nền"), "url": reverse("jobs")},
        {"label": _("Đổi mật khẩu"), "url": reverse("accounts:change_password")},
    ]
    if access.can("accounts.manage"):
        links.append({"label": _("Hệ thống kết nối"), "url": reverse("accounts:clients")})
    return links
