"""Policy credit: the list of turnover with what is owed, adding and reversing."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import scope_paths
from accounts.selection import selection
from core.confirm_pages import ReversalPage
from core.exports import Column as ExportColumn
from core.facts import amount_fact
from core.form_pages import DecisionPage
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Column, Row
from programs.contribution_forms import CreditForm
from programs.contribution_tables import credit_columns, credit_row
from programs.filters import CreditFilter
from programs.models import CreditTurnover
from programs.services import CreditData, record_credit, reverse_credit


class CreditList(TablePage):
    right_required = "programs.view"
    nav_section = "programs"
    title = gettext_lazy("Tín dụng chính sách")
    empty_text = gettext_lazy("Chưa ghi cho vay, thu nợ nào của địa bàn và năm này.")
    filterset_class = CreditFilter
    export_right = "reports.export"
    export_name = "tin-dung-chinh-sach"
    add_right = "programs.edit"
    add_label = gettext_lazy("Ghi cho vay, thu nợ")
    orderings: ClassVar[dict[str, Ordering]] = {
        "newest": Ordering(("on", "id"), descending=True),
        "oldest": Ordering(("on", "id")),
    }

    def add_url(self) -> str:
        return reverse("programs:credit_add")

    def get_queryset(self) -> QuerySet[CreditTurnover]:
        return CreditTurnover.objects.visible_to(self.access).with_names()

    def columns(self) -> list[Column]:
        return credit_columns()

    def row(self, record: CreditTurnover) -> Row:
        return credit_row(record, may_reverse=self.access.can("programs.edit"))

    def heading(self) -> str:
        """What is owed at the end of the day, from every year before it."""
        chosen = selection(self.request)
        rows = CreditTurnover.objects.visible_to(self.access).filter(
            area__path__descendant_of=scope_paths(chosen.area), on__lte=chosen.as_of
        )
        if chosen.programme:
            rows = rows.filter(programme=chosen.programme)
        owed = rows.aggregate(total=Sum("outstanding_vnd", default=0))["total"]
        told = {"amount": format_number(owed), "day": format_date(chosen.as_of)}
        return _("Dư nợ tín dụng chính sách %(amount)s đồng, đến hết ngày %(day)s") % told

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Ngày"), "date"),
            ExportColumn(_("Địa bàn")),
            ExportColumn(_("Chương trình")),
            ExportColumn(_("Loại")),
            ExportColumn(_("Số tiền (đồng)"), "integer"),
            ExportColumn(_("Lượt hộ vay"), "integer"),
            ExportColumn(_("Số báo cáo, chứng từ")),
            ExportColumn(_("Ghi chú")),
            ExportColumn(_("Lý do đảo bút toán")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        for row in queryset.iterator(chunk_size=2000):
            yield [
                row.on,
                row.area.full_name,
                row.programme.short_name,
                row.get_kind_display(),
                row.amount_vnd,
                row.households,
                row.receipt,
                row.note,
                row.reason,
            ]


class CreditAdd(DecisionPage):
    right_required = "programs.edit"
    nav_section = "programs"
    title = gettext_lazy("Ghi cho vay, thu nợ")
    form_class = CreditForm
    saved_message = gettext_lazy("Đã ghi.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"access": self.access}

    def save(self, form: Any) -> Model:
        return record_credit(data=CreditData(**form.cleaned_data), recorded_by_id=self.access.user_id)

    def get_success_url(self) -> str:
        return reverse("programs:credit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [{"label": _("Tín dụng chính sách"), "url": self.get_success_url()}]
        return super().get_context_data(crumbs=crumbs, **kwargs)


class ReverseCredit(ReversalPage):
    right_required = "programs.edit"
    nav_section = "programs"

    @cached_property
    def row(self) -> CreditTurnover:
        rows = CreditTurnover.objects.visible_to(self.access).with_names()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def reverse_row(self, reason: str) -> Model:
        return reverse_credit(row=self.row, reason=reason, recorded_by_id=self.access.user_id)

    def get_success_url(self) -> str:
        return reverse("programs:credit")

    def facts(self) -> list[dict[str, Any]]:
        row = self.row
        return [
            {"label": _("Loại"), "value": row.get_kind_display()},
            amount_fact(row.amount_vnd),
            {"label": _("Ngày"), "value": format_date(row.on)},
            {"label": _("Địa bàn"), "value": row.area.full_name},
            {"label": _("Chương trình"), "value": row.programme.short_name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [{"label": _("Tín dụng chính sách"), "url": self.get_success_url()}]
        return super().get_context_data(crumbs=crumbs, **kwargs)
