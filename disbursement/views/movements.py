"""The movements of the plan: what was given, changed, taken back and given on, by which decision."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs.kind_names import KindNames
from core.exports import Column as ExportColumn
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from disbursement.decision_numbers import decisions_of, numbers_of
from disbursement.ledger_filters import MovementFilter
from disbursement.line_words import years_of
from disbursement.models import Movement
from disbursement.tables import decision_cell


class MovementList(TablePage):
    """`held_vnd` of a row is what it changes of the money that the lines asked for hold themselves."""

    right_required = "disbursement.view"
    nav_section = "disbursement"
    by_component = True
    title = gettext_lazy("Biến động kế hoạch vốn")
    empty_text = gettext_lazy("Chưa có biến động nào của kế hoạch vốn ở địa bàn và năm đang xem.")
    template_name = "disbursement/movement_list.html"
    filterset_class = MovementFilter
    export_right = "reports.export"
    export_name = "bien-dong-von"
    orderings: ClassVar[dict[str, Ordering]] = {"ngay": Ordering(("on", "id"), descending=True)}

    def get_queryset(self) -> QuerySet[Movement]:
        return Movement.objects.visible_to(self.access).with_lines()

    def heading(self) -> str:
        rows, bound = self.filtered()
        if bound.is_bound and not bound.is_valid():
            return str(self.title)
        held = rows.order_by().aggregate(total=Sum("held_vnd", default=0))["total"]
        return _("Biến động kế hoạch vốn: tính vào kế hoạch %(sum)s đồng") % {"sum": format_number(held)}

    def columns(self) -> list[Column]:
        self.names = KindNames.load()
        return [
            Column(_("Đơn vị")),
            Column(_("Ngày hiệu lực"), num=True),
            Column(_("Biến động")),
            Column(_("Quyết định")),
            Column(_("Nội dung")),
            Column(_("Loại vốn")),
            Column(_("Năm"), num=True),
            Column(_("Số tiền (đồng)"), num=True),
            Column(_("Tính vào kế hoạch (đồng)"), num=True),
        ]

    def row(self, record: Any) -> Row:
        line = record.line
        return Row(
            [
                Cell(line.holder.name, url=reverse("disbursement:line", args=[line.pk])),
                Cell(format_date(record.on)),
                Cell(record.get_kind_display(), note=record.reason),
                decision_cell(self.decisions.get(record.decision_id)),
                Cell(line.component.number, said=line.component.name),
                Cell(self.names.of(line.kind, line.budget_year), note=line.source),
                Cell(years_of(line)),
                Cell(format_number(record.amount_vnd)),
                Cell(format_number(record.held_vnd), note=_held_note(record)),
            ]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        narrowed, self.decisions = kwargs["filter"].unseen, decisions_of(row.decision_id for row in kwargs["rows"])
        return super().get_context_data(narrowed=narrowed, **kwargs)

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Ngày hiệu lực"), "date"),
            ExportColumn(_("Biến động")),
            ExportColumn(_("Quyết định")),
            ExportColumn(_("Ngày quyết định"), "date"),
            ExportColumn(_("Đơn vị")),
            ExportColumn(_("Mã nội dung")),
            ExportColumn(_("Loại vốn")),
            ExportColumn(_("Nguồn vốn")),
            ExportColumn(_("Năm ngân sách"), "year"),
            ExportColumn(_("Vốn của năm"), "year"),
            ExportColumn(_("Số tiền (đồng)"), "integer"),
            ExportColumn(_("Tính vào kế hoạch (đồng)"), "integer"),
            ExportColumn(_("Lý do")),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        kinds, called = dict(Movement.Kind.choices), KindNames.load()
        names = ("line__holder__name", "line__component__code", "line__kind_id", "line__source__name")
        years = ("line__budget_year", "line__tranche_year")
        numbers = numbers_of(set(queryset.order_by().values_list("decision_id", flat=True).distinct()) - {None})
        rows = queryset.values_list("on", "kind", "decision_id", *names, *years, "amount_vnd", "held_vnd", "reason")
        for row in rows.iterator(chunk_size=2000):
            decision = numbers.get(row[2], ("", None))
            yield [row[0], str(kinds[row[1]]), *decision, *row[3:5], called.by_id(row[5], row[7]), *row[6:]]


def _held_note(row: Any) -> str:
    """Why a movement counts otherwise than it was written: it was given on, wholly among the lines asked for or not."""
    if row.held_vnd == row.amount_vnd:
        return ""
    return _("giao trong cùng phạm vi") if row.held_vnd == 0 else _("đã giao cho cấp dưới")
