"""Money that no unit could spend yet on the day one looks from: who held how much, on what, and since when."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from core.exports import Column as ExportColumn
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from disbursement.filters import UnallocatedFilter
from disbursement.line_words import years_of
from disbursement.models import CapitalLine


class UnallocatedList(TablePage):
    """Lines that are given on to others and hold money that is not, the largest first."""

    right_required = "disbursement.view"
    nav_section = "disbursement"
    by_component = True
    title = gettext_lazy("Vốn chưa phân bổ")
    empty_text = gettext_lazy("Ở địa bàn và năm đang xem, không có dòng vốn nào chưa phân bổ hết.")
    filterset_class = UnallocatedFilter
    export_right = "reports.export"
    export_name = "von-chua-phan-bo"
    orderings: ClassVar[dict[str, Ordering]] = {"nhieu_nhat": Ordering(("unallocated_vnd", "id"), descending=True)}

    @property
    def as_of(self) -> date:
        return selection(self.request).as_of

    def get_queryset(self) -> QuerySet[CapitalLine]:
        given = Max("movements__on", filter=Q(movements__amount_vnd__gt=0, movements__on__lte=self.as_of))
        lines = CapitalLine.objects.visible_to(self.access).to_allocate_on(self.as_of)
        return lines.with_dimensions().annotate(given_on=given)

    @cached_property
    def total(self) -> int:
        queryset, _bound = self.filtered()
        return sum(queryset.values_list("unallocated_vnd", flat=True))

    def heading(self) -> str:
        if not self.total:
            return str(self.title)
        return _("Còn %(amount)s đồng chưa phân bổ") % {"amount": format_number(self.total)}

    def columns(self) -> list[Column]:
        return [
            Column(_("Đơn vị đang giữ")),
            Column(_("Nội dung")),
            Column(_("Loại vốn")),
            Column(_("Năm")),
            Column(_("Được giao (đồng)"), num=True),
            Column(_("Đã phân bổ (đồng)"), num=True),
            Column(_("Chưa phân bổ (đồng)"), num=True),
            Column(_("Giữ từ ngày"), num=True),
        ]

    def row(self, record: Any) -> Row:
        days = (self.as_of - record.given_on).days if record.given_on else 0
        return Row(
            [
                Cell(record.holder.name, url=reverse("disbursement:line", args=[record.pk])),
                Cell(record.component.code),
                Cell(str(record.kind), note=record.source.code),
                Cell(years_of(record)),
                Cell(format_number(record.plan_on)),
                Cell(format_number(record.allocated_on)),
                Cell(format_number(record.unallocated_vnd)),
                Cell(format_date(record.given_on), note=_("%(n)d ngày") % {"n": days} if days > 0 else ""),
            ]
        )

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Đơn vị đang giữ")),
            ExportColumn(_("Mã nội dung")),
            ExportColumn(_("Loại vốn")),
            ExportColumn(_("Nguồn vốn")),
            ExportColumn(_("Năm ngân sách"), "integer"),
            ExportColumn(_("Được giao (đồng)"), "integer"),
            ExportColumn(_("Đã phân bổ (đồng)"), "integer"),
            ExportColumn(_("Chưa phân bổ (đồng)"), "integer"),
            ExportColumn(_("Giữ từ ngày"), "date"),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        names = ("holder__name", "component__code", "kind__name", "source__name", "budget_year")
        sums = ("plan_on", "allocated_on", "unallocated_vnd", "given_on")
        return (list(row) for row in queryset.values_list(*names, *sums).iterator(chunk_size=2000))
