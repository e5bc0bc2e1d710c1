"""The refresh button: what has changed in the records is counted now, as a job with progress."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.selection import selection
from core.form_pages import ActPage
from core.jobs import enqueue
from core.models import Job


class Refresh(ActPage):
    """`ve` is the page one came from; the job leads back to it."""

    right_required = "reports.refresh"
    nav_section = "home"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        job = enqueue(
            "reports.refresh_figures",
            owner_id=self.access.user_id,
            subject=_("Cập nhật số liệu %(area)s") % {"area": selection(request).area.full_name},
            parameters={"back": _back(request)},
            dedupe_key="figures",
            queue=Job.Queue.FAST,
        )
        return reverse("job", args=[job.pk])

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return reverse("home")


def _back(request: HttpRequest) -> str:
    """A page of this portal, or the first one."""
    wanted = request.GET.get("ve", "")
    fits = len(wanted) <= 300 and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if fits else reverse("home")
