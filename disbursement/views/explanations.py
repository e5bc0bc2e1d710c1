"""Explanations of late holders: the list, and one request with its answers and the schedule against the ledger."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from core.exports import Column as ExportColumn
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Column, Row
from core.transitions import available
from disbursement.explanation_filters import ExplanationFilter
from disbursement.explanation_machine import MACHINE
from disbursement.explanation_tables import (
    denominator_words,
    figures_table,
    request_columns,
    request_row,
    schedule_chart,
    schedule_table,
    tone_of,
)
from disbursement.models import Explanation, ExplanationRequest, ScheduleStep

State = ExplanationRequest.State
MAIN_ACTS = ("answer", "accept")


class ExplanationList(TablePage):
    right_required = "disbursement.view"
    nav_section = "disbursement"
    title = gettext_lazy("Giải trình tiến độ giải ngân")
    empty_text = gettext_lazy("Chưa yêu cầu đơn vị nào của địa bàn đang xem giải trình.")
    filterset_class = ExplanationFilter
    export_right = "reports.export"
    export_name = "giai-trinh"
    orderings: ClassVar[dict[str, Ordering]] = {
        "moi": Ordering(("asked_at", "id"), descending=True),
        "han": Ordering(("due", "id"), descending=True),
    }

    def get_queryset(self) -> QuerySet[ExplanationRequest]:
        asked = ExplanationRequest.objects.visible_to(self.access).select_related("holder")
        return asked.with_progress(timezone.localdate())

    def heading(self) -> str:
        rows: Any = self.filtered()[0]
        late = rows.overdue(timezone.localdate()).count()
        return _("%(n)s giải trình quá hạn") % {"n": format_number(late)} if late else str(self.title)

    def columns(self) -> list[Column]:
        return request_columns()

    def row(self, record: ExplanationRequest) -> Row:
        return request_row(record, timezone.localdate())

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Đơn vị")),
            ExportColumn(_("Năm ngân sách"), "year"),
            ExportColumn(_("Số liệu đến ngày"), "date"),
            ExportColumn(_("Kế hoạch khi yêu cầu (đồng)"), "integer"),
            ExportColumn(_("Đã giải ngân khi yêu cầu (đồng)"), "integer"),
            ExportColumn(_("Hạn giải trình"), "date"),
            ExportColumn(_("Trạng thái")),
            ExportColumn(_("Mốc cam kết gần nhất"), "date"),
            ExportColumn(_("Số cam kết (đồng)"), "integer"),
            ExportColumn(_("Đã giải ngân đến nay (đồng)"), "integer"),
            ExportColumn(_("Nội dung yêu cầu")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        states = dict(State.choices)
        first = ("holder__name", "budget_year", "as_of", "plan_vnd", "disbursed_vnd", "due")
        then = ("promised_until", "promised_vnd", "disbursed_now", "question")
        for row in queryset.values_list(*first, "state", *then).iterator(chunk_size=2000):
            yield [*row[:6], str(states[row[6]]), *row[7:]]


class FindsExplanation(PageMixin):
    """`asked` is the request in the address, with the holder's figures of today."""

    right_required = "disbursement.view"
    nav_section = "disbursement"

    @cached_property
    def asked(self) -> ExplanationRequest:
        today = timezone.localdate()
        requests = ExplanationRequest.objects.visible_to(self.access).with_names().with_promise(today)
        return get_object_or_404(requests.with_ledger(today), pk=self.kwargs["pk"])

    @cached_property
    def versions(self) -> list[Explanation]:
        """Every answer with its schedule and what came of it, the newest first."""
        steps = Prefetch("steps", ScheduleStep.objects.with_actual().order_by("month_end"))
        answers = self.asked.explanations.select_related("answered_by").prefetch_related(steps)
        return list(answers.order_by("-version"))

    def asked_url(self) -> str:
        return reverse("disbursement:explanation", args=[self.kwargs["pk"]])

    def crumbs(self) -> list[dict[str, str]]:
        return [{"label": _("Giải trình"), "url": reverse("disbursement:explanations")}]


class ExplanationPage(FindsExplanation, TemplateView):
    tab = "disbursement:explanations"
    template_name = "disbursement/explanation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, today = self.asked, timezone.localdate()
        given = {
            "asked": asked,
            "tone": "late" if asked.is_overdue(today) else tone_of(asked),
            "late_days": (today - asked.due).days if asked.is_overdue(today) else 0,
            "facts": explanation_facts(asked),
            "acts": explanation_acts(asked, self.access),
            "figures": figures_table(asked, today),
            "denominator": denominator_words(asked),
            "versions": self.versions,
            "happened": timeline(asked),
            "crumbs": self.crumbs(),
        }
        return super().get_context_data(**given, **self.schedule(), **kwargs)

    def schedule(self) -> dict[str, Any]:
        """The one that is followed, before that the newest one; nothing while nothing is promised."""
        followed = [row for row in self.versions if row.pk == self.asked.accepted_id] or self.versions[:1]
        steps = [step for row in followed for step in row.steps.all()]
        if not steps:
            return {"schedule": None}
        today = timezone.localdate()
        table = schedule_table(steps, self.asked.plan_now, today)
        return {"schedule": table, "curve": schedule_chart(steps, today), "followed": followed[0]}


def explanation_facts(asked: ExplanationRequest) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Hạn giải trình"), "value": format_date(asked.due)},
        {
            "label": _("Người yêu cầu"),
            "value": asked.asked_by or _("hệ thống"),
            "note": format_date(timezone.localdate(asked.asked_at)),
        },
        {"label": _("Địa bàn"), "value": asked.area.full_name},
    ]
    if asked.document is not None:
        url = reverse("committees:document", args=[asked.document.pk])
        facts.append({"label": _("Văn bản"), "value": asked.document.number, "url": url})
    return facts


def explanation_acts(asked: ExplanationRequest, access: Any) -> list[dict[str, Any]]:
    """Each act has a page of its own."""
    return [
        {
            "label": row.label,
            "url": reverse(f"disbursement:explanation_{row.act}", args=[asked.pk]),
            "is_main": row.act in MAIN_ACTS,
        }
        for row in available(MACHINE, asked, access)
    ]
