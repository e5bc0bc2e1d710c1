"""The bell: what the signed-in user was told."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core.form_pages import ActPage
from core.keyset import Ordering
from core.models import Notice
from core.pages import ListPage


def own_notices(request: HttpRequest) -> QuerySet[Notice]:
    return Notice.objects.filter(user_id=request.user.pk)


class NoticeList(ListPage):
    right_required = ""
    title = _("Thông báo")
    template_name = "core/notices.html"
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("created_at", "id"), descending=True)}

    def get_queryset(self) -> QuerySet[Notice]:
        return own_notices(self.request)


class OpenNotice(ActPage):
    """Marks one notice read and goes to what it is about."""

    right_required = ""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        notice = get_object_or_404(own_notices(request), pk=kwargs["pk"])
        own_notices(request).filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
        ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
        return notice.url if notice.url and ours else reverse("notices")


class ReadAllNotices(ActPage):
    right_required = ""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        own_notices(request).filter(read_at=None).update(read_at=timezone.now())
        return reverse("notices")
