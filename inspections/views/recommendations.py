"""What must be mended: list, one recommendation, raising one, answering and verifying."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from core.exports import Column as ExportColumn
from core.form_pages import ActPage, DecisionPage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row, Table
from core.transitions import available
from inspections.filters import RecommendationFilter
from inspections.forms import AnswerForm, RecommendationForm
from inspections.machine import MACHINE
from inspections.models import Recommendation, Visit
from inspections.services import move_recommendation, recommend

State = Recommendation.State
TONES = {State.ANSWERED: "near", State.VERIFIED: "good"}
WITH_WORDS = ("answer", "return")
TITLE_LENGTH = 140


def recommendation_columns() -> list[Column]:
    names = [_("Kiến nghị"), _("Đơn vị thực hiện")]
    return [*(Column(name) for name in names), Column(_("Hạn"), num=True), Column(_("Trạng thái"))]


def is_late(record: Recommendation) -> bool:
    return record.state == State.OPEN and record.due < timezone.localdate()


def recommendation_row(record: Recommendation) -> Row:
    late = is_late(record)
    text = record.text if len(record.text) <= TITLE_LENGTH else f"{record.text[:TITLE_LENGTH]}…"
    return Row(
        [
            Cell(text, url=reverse("inspections:recommendation", args=[record.pk])),
            Cell(record.agency.name),
            Cell(format_date(record.due), note=_("quá hạn") if late else ""),
            Cell(record.get_state_display(), tag=TONES.get(State(record.state), "todo")),
        ],
        tone="late" if late else "",
    )


def recommendation_table(records: list[Recommendation]) -> Table:
    rows = [recommendation_row(record) for record in records]
    return Table(_("Kiến nghị"), recommendation_columns(), rows, caption_hidden=True)


class RecommendationList(TablePage):
    right_required = "inspections.view"
    nav_section = "inspections"
    title = gettext_lazy("Kiến nghị")
    empty_text = gettext_lazy("Chưa có kiến nghị nào.")
    filterset_class = RecommendationFilter
    export_right = "reports.export"
    export_name = "kien-nghi"
    orderings: ClassVar[dict[str, Ordering]] = {"due": Ordering(("due", "id"))}

    def get_queryset(self) -> QuerySet[Recommendation]:
        return Recommendation.objects.visible_to(self.access).select_related("agency")

    def heading(self) -> str:
        late = Recommendation.objects.visible_to(self.access).late(timezone.localdate()).count()
        return _("%(n)d kiến nghị quá hạn khắc phục") % {"n": late} if late else _("Không có kiến nghị quá hạn")

    def columns(self) -> list[Column]:
        return recommendation_columns()

    def row(self, record: Recommendation) -> Row:
        return recommendation_row(record)

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Kiến nghị")),
            ExportColumn(_("Đơn vị thực hiện")),
            ExportColumn(_("Hạn"), "date"),
            ExportColumn(_("Trạng thái")),
            ExportColumn(_("Kết quả khắc phục")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Any:
        states = dict(State.choices)
        rows = queryset.values_list("text", "agency__name", "due", "state", "answer")
        for text, agency, due, state, answer in rows.iterator(chunk_size=2000):
            yield [text, agency, due, str(states[state]), answer]


class FindsRecommendation(PageMixin):
    right_required = "inspections.view"
    nav_section = "inspections"

    @cached_property
    def record(self) -> Recommendation:
        records = Recommendation.objects.visible_to(self.access).select_related("agency", "visit__area")
        return get_object_or_404(records, pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("inspections:recommendation", args=[self.kwargs["pk"]])

    def crumbs(self) -> list[dict[str, str]]:
        return [{"label": _("Kiến nghị"), "url": reverse("inspections:recommendations")}]


class RecommendationPage(FindsRecommendation, TemplateView):
    tab = "inspections:recommendations"
    template_name = "inspections/recommendation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        acts = [
            {"label": row.label, "name": row.act, "asks": row.act in WITH_WORDS, "danger": row.act == "return"}
            for row in available(MACHINE, record, self.access)
        ]
        given = {
            "record": record,
            "late": is_late(record),
            "tone": TONES.get(State(record.state)),
            "facts": recommendation_facts(record),
            "acts": acts,
            "happened": timeline(record),
            "crumbs": self.crumbs(),
        }
        return super().get_context_data(**given, **kwargs)


def recommendation_facts(record: Recommendation) -> list[dict[str, Any]]:
    visit = record.visit
    where = f"{visit.area.full_name}, {format_date(visit.visited_on or visit.planned_on)}"
    return [
        {"label": _("Đơn vị thực hiện"), "value": record.agency.name},
        {"label": _("Hạn khắc phục"), "value": format_date(record.due)},
        {"label": _("Từ cuộc kiểm tra"), "value": where, "url": reverse("inspections:visit", args=[visit.pk])},
    ]


class RecommendationAdd(DecisionPage):
    """Raises a recommendation on a visit of one's own area."""

    right_required = "inspections.edit"
    nav_section = "inspections"
    title = gettext_lazy("Nêu kiến nghị")
    submit_label = gettext_lazy("Nêu kiến nghị")
    form_class = RecommendationForm

    @cached_property
    def visit(self) -> Visit:
        return get_object_or_404(Visit.objects.editable_by(self.access), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Recommendation:
        return recommend(access=self.access, visit=self.visit, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("inspections:visit", args=[self.visit.pk])


class Verify(FindsRecommendation, ActPage):
    right_required = "inspections.verify"

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        move_recommendation(recommendation=self.record, act="verify", access=self.access)
        return self.record_url()

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.record_url()


class WithWords(FindsRecommendation, DecisionPage):
    form_class = AnswerForm
    saved_message = gettext_lazy("Đã ghi.")
    act_name: ClassVar[str] = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "act": self.act_name}

    def save(self, form: Any) -> Recommendation:
        text = form.cleaned_data["text"]
        return move_recommendation(recommendation=self.record, act=self.act_name, access=self.access, text=text)

    def get_success_url(self) -> str:
        return self.record_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=self.crumbs(), **kwargs) | {"lead": self.record.text}


class Answer(WithWords):
    right_required = "inspections.answer"
    title = gettext_lazy("Báo cáo khắc phục kiến nghị")
    submit_label = gettext_lazy("Báo cáo khắc phục")
    act_name = "answer"


class Return(WithWords):
    right_required = "inspections.verify"
    title = gettext_lazy("Yêu cầu khắc phục tiếp")
    submit_label = gettext_lazy("Trả lại")
    act_name = "return"
