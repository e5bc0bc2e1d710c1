"""Needs for capital: the list, one need, writing and sending it, accepting and returning it."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.acts import timeline
from catalogs.kind_names import KindNames
from core.exports import Column as ExportColumn
from core.form_pages import ActPage, CreatePage, DecisionPage, UpdatePage
from core.formats import format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.pages import PageMixin
from core.tables import Cell, Column, Row
from core.transitions import NotAllowed, available, why_not
from disbursement.allocation_forms import NeedForm, ReasonForm
from disbursement.models import CapitalNeed
from disbursement.need_filters import NeedFilter
from disbursement.need_machine import MACHINE, why_not_edit
from disbursement.services.needs import move_need, own_agency, save_need

State = CapitalNeed.State
TONES = {State.SUBMITTED: "near", State.RETURNED: "warn", State.ACCEPTED: "good"}
Acts = list[dict[str, Any]]


class NeedList(TablePage):
    right_required = "disbursement.view"
    nav_section = "disbursement"
    by_component = True
    title = gettext_lazy("Nhu cầu vốn")
    empty_text = gettext_lazy("Chưa có nhu cầu vốn nào được đăng ký.")
    filterset_class = NeedFilter
    export_right = "reports.export"
    export_name = "nhu-cau-von"
    add_right = "disbursement.need"
    add_label = gettext_lazy("Đăng ký nhu cầu")
    orderings: ClassVar[dict[str, Ordering]] = {
        "newest": Ordering(("budget_year", "id"), descending=True),
        "amount": Ordering(("amount_vnd", "id"), descending=True),
    }

    def add_url(self) -> str:
        return reverse("disbursement:need_add")

    @cached_property
    def kind_names(self) -> KindNames:
        return KindNames.load()

    def get_queryset(self) -> QuerySet[CapitalNeed]:
        return CapitalNeed.objects.visible_to(self.access).select_related("holder", "component", "kind")

    def heading(self) -> str:
        waiting = CapitalNeed.objects.visible_to(self.access).waiting().count()
        return _("%(n)s nhu cầu vốn chờ tiếp nhận") % {"n": format_number(waiting)} if waiting else str(self.title)

    def columns(self) -> list[Column]:
        return [
            Column(_("Đơn vị")),
            Column(_("Năm"), num=True),
            Column(_("Dự án, nội dung")),
            Column(_("Loại vốn")),
            Column(_("Đề nghị (đồng)"), num=True, desc="amount"),
            Column(_("Trạng thái")),
        ]

    def row(self, record: CapitalNeed) -> Row:
        return Row(
            [
                Cell(record.holder.name, url=reverse("disbursement:need", args=[record.pk])),
                Cell(record.budget_year),
                Cell(record.component.number),
                Cell(self.kind_names.of(record.kind, record.budget_year)),
                Cell(format_number(record.amount_vnd)),
                Cell(record.get_state_display(), tag=TONES.get(State(record.state), "todo")),
            ]
        )

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Đơn vị")),
            ExportColumn(_("Năm ngân sách"), "year"),
            ExportColumn(_("Mã nội dung")),
            ExportColumn(_("Loại vốn")),
            ExportColumn(_("Đề nghị (đồng)"), "integer"),
            ExportColumn(_("Trạng thái")),
            ExportColumn(_("Nội dung, mục đích sử dụng")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Any:
        states = dict(State.choices)
        names = ("holder__name", "budget_year", "component__code", "kind", "amount_vnd", "state", "purpose")
        for holder, year, code, kind, amount, state, purpose in queryset.values_list(*names).iterator(chunk_size=2000):
            yield [holder, year, code, self.kind_names.by_id(kind, year), amount, str(states[state]), purpose]


class FindsNeed(PageMixin):
    right_required = "disbursement.view"
    nav_section = "disbursement"

    @cached_property
    def need(self) -> CapitalNeed:
        needs = CapitalNeed.objects.visible_to(self.access)
        return get_object_or_404(
            needs.select_related("holder", "area", "component", "kind", "file"), pk=self.kwargs["pk"]
        )

    def need_url(self) -> str:
        return reverse("disbursement:need", args=[self.kwargs["pk"]])

    def back_url(self, *args: Any, **kwargs: Any) -> str:
        return self.need_url()


class NeedPage(FindsNeed, TemplateView):
    tab = "disbursement:needs"
    template_name = "disbursement/need.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        need = self.need
        may_edit = self.access.can("disbursement.need") and not why_not_edit(need, self.access)
        given = {
            "need": need,
            "tone": TONES.get(State(need.state)),
            "facts": need_facts(need),
            "acts": need_acts(need, self.access),
            "may_edit": may_edit,
            "happened": timeline(need),
            "crumbs": [{"label": _("Nhu cầu vốn"), "url": reverse("disbursement:needs")}],
        }
        return super().get_context_data(**given, **kwargs)


def need_facts(need: CapitalNeed) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Dự án, nội dung"), "value": str(need.component)},
        {"label": _("Loại vốn"), "value": KindNames.load().of(need.kind, need.budget_year)},
        {"label": _("Năm ngân sách"), "value": need.budget_year},
        {"label": _("Địa bàn"), "value": need.area.full_name},
    ]
    if need.file is not None:
        url = reverse("file", args=[need.file.pk])
        facts.append({"label": _("Tệp thuyết minh"), "value": need.file.name, "url": url})
    return facts


def need_acts(need: CapitalNeed, access: Any) -> Acts:
    return [
        {
            "label": row.label,
            "url": reverse(f"disbursement:need_{row.act}", args=[need.pk]),
            "asks": row.act == "return",
        }
        for row in available(MACHINE, need, access)
    ]


class SavesNeed:
    title = gettext_lazy("Đăng ký nhu cầu vốn")
    lead = gettext_lazy("Nhu cầu là căn cứ để tỉnh phân bổ; vốn chỉ được giao bằng quyết định.")
    right_required = "disbursement.need"
    nav_section = "disbursement"
    multipart = True
    model = CapitalNeed
    form_class = NeedForm
    access: Any
    object: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "access": self.access}

    def save(self, form: Any) -> Model:
        upload = form.cleaned_data["upload"]
        return save_need(need=form.save(commit=False), access=self.access, upload=upload)

    def get_success_url(self) -> str:
        return reverse("disbursement:need", args=[self.object.pk])


class NeedAdd(SavesNeed, CreatePage):
    def why_not(self) -> str:
        """Who belongs to no unit registers no needs."""
        try:
            own_agency(self.access)
        except NotAllowed as refusal:
            return str(refusal)
        return ""

    def cancel_url(self) -> str:
        return reverse("disbursement:needs")


class NeedEdit(SavesNeed, UpdatePage):
    title = gettext_lazy("Sửa nhu cầu vốn")

    def why_not(self) -> str:
        return why_not_edit(self.get_object(), self.access)

    def to_lock(self) -> QuerySet[CapitalNeed]:
        return CapitalNeed.objects.visible_to(self.access).filter(pk=self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[CapitalNeed]:
        return CapitalNeed.objects.visible_to(self.access).select_related("file", "holder")

    def get_success_url(self) -> str:
        return reverse("disbursement:need", args=[self.kwargs["pk"]])


class NeedAct(FindsNeed, ActPage):
    act_name: ClassVar[str] = ""

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        move_need(need=self.need, act=self.act_name, access=self.access)
        return self.need_url()


class NeedSubmit(NeedAct):
    right_required = "disbursement.need"
    act_name = "submit"


class NeedAccept(NeedAct):
    right_required = "disbursement.plan"
    act_name = "accept"


class NeedReturn(FindsNeed, DecisionPage):
    right_required = "disbursement.plan"
    title = gettext_lazy("Trả lại nhu cầu vốn")
    submit_label = gettext_lazy("Trả lại")
    saved_message = gettext_lazy("Đã trả lại.")
    form_class = ReasonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label": _("Lý do trả lại")}

    def why_not(self) -> str:
        return why_not(MACHINE, self.need, "return", self.access)

    def save(self, form: Any) -> CapitalNeed:
        return move_need(need=self.need, act="return", access=self.access, text=form.cleaned_data["text"])

    def get_success_url(self) -> str:
        return self.need_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [
            {"label": _("Nhu cầu vốn"), "url": reverse("disbursement:needs")},
            {"label": self.need.holder.name, "url": self.need_url()},
        ]
        return super().get_context_data(crumbs=crumbs, **kwargs)
