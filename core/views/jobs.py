"""Background work of the signed-in user: list, progress, cancel, do again. Another's job is 404."""

from typing import Any, ClassVar

from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import jobs
from core.form_pages import ActPage
from core.formats import format_datetime
from core.keyset import Ordering
from core.list_pages import TablePage
from core.models import Job
from core.pages import PageMixin
from core.tables import Cell, Column, Row
from core.transitions import NotAllowed


def own_jobs(request: HttpRequest) -> QuerySet[Job]:
    return Job.objects.filter(owner_id=request.user.pk).select_related("result_file")


TONES = {Job.State.DONE: "good", Job.State.FAILED: "late", Job.State.CANCELLED: "todo"}


class JobList(TablePage):
    right_required = ""
    title = gettext_lazy("Công việc nền")
    lead = gettext_lazy("Việc nhập, xuất và tính toán mà anh/chị đã yêu cầu; rời trang thì việc vẫn chạy.")
    empty_text = gettext_lazy("Chưa có công việc nền nào.")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("created_at", "id"), descending=True)}

    def get_queryset(self) -> QuerySet[Job]:
        return own_jobs(self.request)

    def columns(self) -> list[Column]:
        return [
            Column(_("Nội dung")),
            Column(_("Trạng thái")),
            Column(_("Tiến độ"), num=True),
            Column(_("Yêu cầu lúc"), num=True),
        ]

    def row(self, record: Job) -> Row:
        progress = "" if record.percent is None else f"{record.percent}%"
        return Row(
            [
                Cell(record.subject or record.kind, url=reverse("job", args=[record.pk])),
                Cell(record.get_state_display(), tag=TONES.get(Job.State(record.state), "warn")),
                Cell(progress),
                Cell(format_datetime(record.created_at)),
            ]
        )


class JobPage(PageMixin, TemplateView):
    right_required = ""
    template_name = "core/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = get_object_or_404(own_jobs(self.request), pk=kwargs["pk"])
        crumbs = [{"label": _("Công việc nền"), "url": reverse("jobs")}]
        poll_url = reverse("job_progress", args=[job.pk])
        return super().get_context_data(job=job, poll_url=poll_url, crumbs=crumbs, **kwargs)


class JobProgress(JobPage):
    """The fragment that asks again; when the job has ended, the page around it is loaded anew."""

    template_name = "core/job_progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response: HttpResponse = self.render_to_response(context)
        if request.htmx and not context["job"].is_open:  # type: ignore[attr-defined]
            response.headers["HX-Refresh"] = "true"
        return response


class JobAct(ActPage):
    right_required = ""

    def job(self, pk: Any) -> Job:
        return get_object_or_404(own_jobs(self.request), pk=pk)

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return reverse("job", args=[kwargs["pk"]])


class CancelJob(JobAct):
    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        if not jobs.cancel(self.job(kwargs["pk"])):
            raise NotAllowed(_("Công việc này đã kết thúc."))
        return self.back_url(**kwargs)


class RetryJob(JobAct):
    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        try:
            again = jobs.retry(self.job(kwargs["pk"]))
        except IntegrityError as error:
            raise NotAllowed(_("Một công việc giống như vậy đang chạy.")) from error
        if not again:
            raise NotAllowed(_("Chỉ thực hiện lại được công việc không thành công hoặc đã hủy."))
        return self.back_url(**kwargs)
