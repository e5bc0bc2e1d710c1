"""Filters of the lists behind a figure: movements and vouchers, narrowed alike, so that the rows add up to it.

What narrows by line is said once (`LinesAsked.lines`). A few filters have no field of their own, because only figures
of a report ask for them; the page says them in words (`unseen`).
"""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet, Sum
from django.forms import HiddenInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from areas.models import Area
from core.filters import KeptFilter, TickFilter, YesNoFilter
from disbursement.balances import spent_on
from disbursement.decision_numbers import numbers_of
from disbursement.filters import HeldLines, bar_conditions
from disbursement.lines_asked import DaysAsked, HiddenTick, LinesAsked
from disbursement.models import CapitalLine, Disbursement, Movement


class LedgerFilter(HeldLines, DaysAsked):
    """The lists behind the figures of a report: with what only these ask for, hidden."""

    cap_don_vi = django_filters.ChoiceFilter(choices=Area.Level.choices, widget=HiddenInput, method="kept")
    dia_phuong = KeptFilter()
    rieng_cap = HiddenTick(method="kept")  # the unit itself, without what lies below
    chi_tiet = HiddenTick(method="kept")

    def told(self, wanted: dict[str, Any]) -> dict[str, Any]:
        area = Area.objects.by_refs([wanted["dia_phuong"]]).first() if wanted["dia_phuong"] else None
        level = Area.Level(wanted["cap_don_vi"]).label if wanted["cap_don_vi"] else ""
        return {
            **super().told(wanted),
            _("đơn vị %(level)s") % {"level": level}: level,
            (_("%(area)s trực tiếp quản lý") if wanted["rieng_cap"] else "%(area)s") % {"area": area}: area,
            _("vốn đã phân bổ chi tiết"): wanted["chi_tiet"],
        }


class VoucherFilter(LedgerFilter):
    """Up to the day one looks from."""

    line: ClassVar[str] = "line__"

    loai = django_filters.ChoiceFilter("kind", choices=Disbursement.Kind.choices, label=gettext_lazy("Loại chứng từ"))
    so = django_filters.CharFilter("voucher", lookup_expr="istartswith", label=gettext_lazy("Số chứng từ"))

    class Meta:
        model = Disbursement
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, queryset=queryset.up_to(selection(request).as_of), request=request, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.form.cleaned_data
        rows = super().filter_queryset(queryset)
        return rows.filter(self.lines(wanted, "line__"), self.days(wanted, "value_date"))

    def spent_vnd(self) -> int:
        """What the vouchers of the whole list count as disbursed, from the lines where nothing but these and a last
        day narrows it."""
        wanted = self.form.cleaned_data if self.is_bound else {}
        of_vouchers = {*(self.base_filters.keys() - LedgerFilter.base_filters.keys()), "tu_ngay"}
        if any(wanted.get(name) for name in of_vouchers):
            return int(self.qs.order_by().aggregate(total=Sum("spent_vnd", default=0))["total"])
        chosen = selection(self.request)
        lines = CapitalLine.objects.visible_to(self.request.access).filter(**bar_conditions(self.request))
        if wanted:
            lines = lines.filter(self.lines(wanted))
        return spent_on(lines, min(chosen.as_of, wanted.get("den_ngay") or chosen.as_of), chosen.year)


class MovementFilter(LedgerFilter):
    """Movements of the lines asked for, and what these gave on; up to the day one looks from."""

    rows: Any
    lines_of_bar: QuerySet[CapitalLine]

    loai = django_filters.ChoiceFilter("kind", choices=Movement.Kind.choices, label=gettext_lazy("Loại biến động"))
    so = django_filters.CharFilter(method="of_number", label=gettext_lazy("Số quyết định"))

    class Meta:
        model = Movement
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: Any, request: Any, **kwargs: Any) -> None:
        self.access = request.access
        super().__init__(*args, queryset=queryset.up_to(selection(request).as_of), request=request, **kwargs)

    def of_number(self, queryset: Any, _name: str, number: str) -> Any:
        """Also by the number of a paper that the reader does not see, as it is told to him."""
        ids = queryset.order_by().filter(decision__isnull=False).values_list("decision_id", flat=True).distinct()
        found = [pk for pk, told in numbers_of(set(ids)).items() if told.number.lower().startswith(number.lower())]
        return queryset.filter(decision__in=found)

    def narrowed(self, queryset: Any, conditions: dict[str, Any]) -> Any:
        # Which lines hold the money decides what a movement counts, so they are narrowed and not the movements.
        self.rows = queryset
        lines = CapitalLine.objects.visible_to(self.access)
        self.lines_of_bar = lines.filter(horizon=CapitalLine.Horizon.YEAR, **conditions)
        return queryset.held_by(self.lines_of_bar)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.form.cleaned_data
        rows: Any = super().filter_queryset(self.rows)
        return rows.held_by(self.lines_of_bar.filter(self.lines(wanted))).filter(self.days(wanted, "on"))


class AccountFilter(LinesAsked, DaysAsked):
    """Which of a holder's lines a statement of account is about, and from which day to which."""

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    chi_tiet = YesNoFilter(label=gettext_lazy("Đã phân bổ chi tiết"), method="kept")
    trong_ty_le = TickFilter(label=gettext_lazy("Chỉ nguồn tính vào tỷ lệ"), method="kept")
    sap_nhap = TickFilter(label=gettext_lazy("Gồm cả đơn vị đã sáp nhập"), method="kept")

    class Meta:
        model = CapitalLine
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.lines(self.form.cleaned_data))
