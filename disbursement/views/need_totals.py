"""Needs for capital added up by unit."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from core.formats import format_number
from core.keyset import Ordering
from core.list_pages import TablePage
from core.tables import Cell, Column, Row
from disbursement.models import CapitalNeed
from disbursement.need_filters import NeedTotalFilter

State = CapitalNeed.State


class NeedTotals(TablePage):
    """What each unit asks for, sent and accepted; with the sum over all of them."""

    right_required = "disbursement.view"
    nav_section = "disbursement"
    by_component = True
    title = gettext_lazy("Tổng hợp nhu cầu vốn theo đơn vị")
    empty_text = gettext_lazy("Chưa có nhu cầu vốn nào được gửi.")
    filterset_class = NeedTotalFilter
    orderings: ClassVar[dict[str, Ordering]] = {"name": Ordering(("name", "id"))}

    def filtered(self) -> tuple[QuerySet[Any], Any]:
        """Units with what remains after the filters, which are about their needs."""
        needs = CapitalNeed.objects.visible_to(self.access).sent()
        bound = self.filterset_class(self.request.GET or None, queryset=needs, request=self.request)
        self.needs = bound.qs
        return Agency.objects.filter(pk__in=self.needs.values("holder")).order_by("name"), bound

    def columns(self) -> list[Column]:
        return [
            Column(_("Đơn vị")),
            Column(_("Số nhu cầu"), num=True),
            Column(_("Chờ tiếp nhận (đồng)"), num=True),
            Column(_("Đã tiếp nhận (đồng)"), num=True),
            Column(_("Cộng (đồng)"), num=True),
        ]

    @cached_property
    def sums(self) -> dict[int, dict[str, int]]:
        rows = self.needs.order_by().values("holder").annotate(**amounts())
        return {row.pop("holder"): row for row in rows}

    def row(self, record: Agency) -> Row:
        url = f"{reverse('disbursement:needs')}?don_vi={record.pk}"
        return Row([Cell(record.name, url=url), *amount_cells(self.sums[record.pk])])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        total = [Cell(_("Cộng")), *amount_cells(self.needs.order_by().aggregate(**amounts()))]
        return context | {"table": replace(context["table"], total=total)}


def amounts() -> dict[str, Any]:
    return {
        "number": Count("id"),
        "waiting": Sum("amount_vnd", filter=Q(state=State.SUBMITTED), default=0),
        "accepted": Sum("amount_vnd", filter=Q(state=State.ACCEPTED), default=0),
        "total": Sum("amount_vnd", default=0),
    }


def amount_cells(sums: dict[str, int]) -> list[Cell]:
    return [Cell(format_number(sums[name])) for name in ("number", "waiting", "accepted", "total")]
