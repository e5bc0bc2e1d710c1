"""Lists of lines and vouchers, and a line's statement of account."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.selection import selection
from core.exports import Column
from core.keyset import Ordering
from core.pages import ListPage, PageMixin
from disbursement import statement, tables
from disbursement.balances import show_as_of, sums_on
from disbursement.filters import LineFilter, VoucherFilter
from disbursement.forms import VoucherForm
from disbursement.models import CapitalLine, Disbursement


def tabs(current: str) -> list[dict[str, Any]]:
    """The board of the figures and the ledger's lists beside each other."""
    names = (
        ("reports:disbursement", _("Bảng giải ngân")),
        ("disbursement:line_list", _("Dòng vốn")),
        ("disbursement:voucher_list", _("Chứng từ")),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in names]


class LineList(ListPage):
    right_required = "disbursement.view"
    export_right = "reports.export"
    export_name = "dong-von"
    title = _("Dòng vốn")
    nav_section = "disbursement"
    template_name = "disbursement/line_list.html"
    filterset_class = LineFilter
    orderings = {
        "nam": Ordering(("budget_year", "id"), descending=True),
        "ke_hoach": Ordering(("plan_vnd", "id"), descending=True),
        "giai_ngan": Ordering(("spent_vnd", "id"), descending=True),
    }

    @property
    def past_day(self) -> date | None:
        """The day one looks from, when it is not today."""
        as_of = selection(self.request).as_of
        return as_of if as_of < timezone.localdate() else None

    def present(self, rows: list[Any]) -> list[Any]:
        return list(show_as_of(rows, self.past_day)) if self.past_day else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = tables.line_table(kwargs["rows"], kwargs["ordering"])
        given = {"table": table, "tabs": tabs("disbursement:line_list"), "past_day": self.past_day}
        return super().get_context_data(**given, **kwargs)

    def get_queryset(self) -> QuerySet[CapitalLine]:
        lines = CapitalLine.objects.visible_to(self.access)
        return lines.select_related("holder", "component", "kind", "source")

    def export_columns(self) -> list[Column]:
        return [
            Column(_("Năm ngân sách"), "integer"),
            Column(_("Vốn của năm"), "integer"),
            Column(_("Đơn vị")),
            Column(_("Mã nội dung")),
            Column(_("Nội dung")),
            Column(_("Loại vốn")),
            Column(_("Nguồn vốn")),
            Column(_("Kế hoạch (đồng)"), "integer"),
            Column(_("Đã giải ngân (đồng)"), "integer"),
            Column(_("Còn lại (đồng)"), "integer"),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        names = ["budget_year", "tranche_year", "holder__name", "component__code", "component__name_vi"]
        names += ["kind__name", "source__name", "plan_vnd", "spent_vnd"]
        if self.past_day is None:
            for row in queryset.values_list(*names).iterator(chunk_size=2000):
                yield [*row, row[-2] - row[-1]]
            return
        found = list(queryset.values_list("pk", *names))
        plan, spent = sums_on([row[0] for row in found], self.past_day)
        for pk, *row in found:
            planned, used = plan.get(pk, 0), spent.get(pk, 0)
            yield [*row[:-2], planned, used, planned - used]


class VoucherList(ListPage):
    right_required = "disbursement.view"
    export_right = "reports.export"
    export_name = "chung-tu"
    title = _("Chứng từ giải ngân")
    nav_section = "disbursement"
    template_name = "disbursement/voucher_list.html"
    filterset_class = VoucherFilter
    orderings = {"ngay": Ordering(("value_date", "id"), descending=True)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = tables.voucher_table(kwargs["rows"], kwargs["ordering"])
        return super().get_context_data(table=table, tabs=tabs("disbursement:voucher_list"), **kwargs)

    def get_queryset(self) -> QuerySet[Disbursement]:
        vouchers = Disbursement.objects.visible_to(self.access)
        return vouchers.select_related("line__holder", "line__component", "line__kind")

    def export_columns(self) -> list[Column]:
        return [
            Column(_("Ngày chứng từ"), "date"),
            Column(_("Số chứng từ")),
            Column(_("Loại")),
            Column(_("Đơn vị")),
            Column(_("Mã nội dung")),
            Column(_("Loại vốn")),
            Column(_("Số tiền (đồng)"), "integer"),
            Column(_("Tính vào giải ngân (đồng)"), "integer"),
            Column(_("Nội dung")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        kinds = dict(Disbursement.Kind.choices)
        names = (
            "value_date",
            "voucher",
            "kind",
            "line__holder__name",
            "line__component__code",
            "line__kind__name",
        )
        for row in queryset.values_list(*names, "amount_vnd", "spent_vnd", "note").iterator(chunk_size=2000):
            yield [row[0], row[1], str(kinds[row[2]]), *row[3:]]


class LineStatement(PageMixin, TemplateView):
    """One line: what was given, what was spent, what is left after each entry."""

    right_required = "disbursement.view"
    title = _("Sổ chi tiết dòng vốn")
    nav_section = "disbursement"
    template_name = "disbursement/line.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = load_line(self.access, kwargs["pk"])
        may_reverse = self.access.can("disbursement.enter")
        return super().get_context_data(
            **{
                "line": line,
                "facts": line_facts(line),
                "table": tables.statement_table(statement.entries(line), may_reverse=may_reverse),
                "crumbs": [{"label": _("Dòng vốn"), "url": reverse("disbursement:line_list")}],
                "voucher_form": VoucherForm(),
            }
            | kwargs
        )


def line_facts(line: CapitalLine) -> list[dict[str, Any]]:
    """What the line is, for components/facts.html."""
    return [
        {"label": _("Nội dung"), "value": line.component.name},
        {"label": _("Nguồn vốn"), "value": str(line.source)},
        {"label": _("Năm ngân sách"), "value": line.budget_year},
        {"label": _("Vốn của năm"), "value": line.tranche_year},
    ]


def load_line(access: Any, pk: UUID) -> CapitalLine:
    """The line, if the reader may know of it; 404 otherwise."""
    lines = CapitalLine.objects.visible_to(access).select_related("holder", "component", "kind", "source")
    return get_object_or_404(lines, pk=pk)
