"""Advances that are not settled yet, by age."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from core.exports import Column as ExportColumn
from core.formats import format_date, format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Column, Row
from disbursement.advances import advance_columns, advance_row, age_on, age_table, by_age
from disbursement.filters import AdvanceFilter
from disbursement.models import Disbursement


class AdvanceList(TablePage):
    """As of the day of the context bar; the oldest first, because they are the ones to act on."""

    right_required = "disbursement.view"
    export_right = "reports.export"
    export_name = "du-tam-ung"
    title = gettext_lazy("Dư tạm ứng")
    nav_section = "disbursement"
    by_component = True
    template_name = "disbursement/advance_list.html"
    filterset_class = AdvanceFilter
    empty_text = gettext_lazy("Không còn tạm ứng chưa thu hồi của địa bàn đang xem, tính đến ngày đang xem.")
    orderings: ClassVar[dict[str, Ordering]] = {"cu_nhat": Ordering(("value_date", "id"))}

    def get_queryset(self) -> QuerySet[Disbursement]:
        found = Disbursement.objects.visible_to(self.access).outstanding(selection(self.request).as_of)
        return found.select_related("line__holder", "line__component", "line__kind")

    def columns(self) -> list[Column]:
        return advance_columns()

    def row(self, record: Disbursement) -> Row:
        return advance_row(record, selection(self.request).as_of)

    def heading(self) -> str:
        return _("Còn %(amount)s đồng tạm ứng chưa thu hồi") % {"amount": format_number(self.total_vnd)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = selection(self.request).as_of
        sums = by_age(kwargs["filter"].qs, day)
        self.total_vnd = sum(item.left_vnd for item in sums)
        lead = _("Tính đến hết ngày %(day)s; tạm ứng trừ số đã thu hồi và nộp trả.") % {"day": format_date(day)}
        given = {"ages": age_table(sums), "lead": lead}
        return super().get_context_data(**given, **kwargs)

    def export_columns(self) -> list[ExportColumn]:
        return [
            ExportColumn(_("Chứng từ tạm ứng")),
            ExportColumn(_("Ngày"), "date"),
            ExportColumn(_("Tuổi tạm ứng")),
            ExportColumn(_("Đơn vị")),
            ExportColumn(_("Mã nội dung")),
            ExportColumn(_("Loại vốn")),
            ExportColumn(_("Năm ngân sách"), "integer"),
            ExportColumn(_("Đã tạm ứng (đồng)"), "integer"),
            ExportColumn(_("Còn lại (đồng)"), "integer"),
        ]

    def export_rows(self, queryset: QuerySet[Any]) -> Iterable[list[Any]]:
        day = selection(self.request).as_of
        for advance in queryset.iterator(chunk_size=2000):
            line = advance.line
            yield [
                advance.voucher,
                advance.value_date,
                str(age_on(advance, day).label),
                line.holder.name,
                line.component.code,
                str(line.kind),
                line.budget_year,
                advance.amount_vnd,
                advance.left_vnd,
            ]
