"""Closed months, and closing one."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_pages import DecisionPage
from core.formats import format_date
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from disbursement.forms import PeriodForm
from disbursement.models import ClosedPeriod
from disbursement.services import close_period


class PeriodList(TablePage):
    """What binds the reader's area: closed by itself or by one above it."""

    right_required = "disbursement.view"
    title = gettext_lazy("Kỳ đã chốt")
    lead = gettext_lazy("Chứng từ vào kỳ đã chốt chỉ ghi được là bút toán điều chỉnh, có lý do.")
    nav_section = "disbursement"
    empty_text = gettext_lazy("Chưa chốt kỳ nào.")
    add_right = "disbursement.plan"
    add_label = gettext_lazy("Chốt kỳ")
    orderings: ClassVar[dict[str, Ordering]] = {"newest": Ordering(("month", "id"), descending=True)}

    def add_url(self) -> str:
        return reverse("disbursement:period_close")

    def get_queryset(self) -> QuerySet[ClosedPeriod]:
        periods = ClosedPeriod.objects.select_related("area", "closed_by")
        return periods.visible_to(self.access) | periods.over(self.access.area.path)

    def columns(self) -> list[Column]:
        return [
            Column(_("Tháng"), num=True, desc="newest"),
            Column(_("Năm ngân sách"), num=True),
            Column(_("Địa bàn")),
            Column(_("Người chốt")),
            Column(_("Ngày chốt"), num=True),
        ]

    def row(self, record: ClosedPeriod) -> Row:
        return Row(
            [
                Cell(f"{record.month:%m/%Y}"),
                Cell(str(record.budget_year)),
                Cell(record.area.full_name),
                Cell(record.closed_by.full_name if record.closed_by else ""),
                Cell(format_date(record.closed_at)),
            ]
        )


class PeriodClose(DecisionPage):
    right_required = "disbursement.plan"
    title = gettext_lazy("Chốt kỳ")
    lead = gettext_lazy("Kỳ đã chốt không mở lại: chứng từ ghi thêm là bút toán điều chỉnh, có lý do.")
    nav_section = "disbursement"
    submit_label = gettext_lazy("Chốt kỳ")
    saved_message = gettext_lazy("Đã chốt kỳ.")
    form_class = PeriodForm

    def save(self, form: Any) -> Model:
        return close_period(area=self.access.area, access=self.access, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("disbursement:periods")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(danger=True, **kwargs)
