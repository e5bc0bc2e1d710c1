"""Filters of the lists behind a figure: movements and vouchers, narrowed alike, so that the rows add up to it.

What narrows by line is said once (`LinesAsked.lines`). A few filters have no field of their own, because only figures
of a report ask for them; the page says them in words (`unseen`).
"""

from typing import Any, ClassVar

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import HiddenInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selection import selection
from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from core.filters import DayFilter, KeptFilter, TickFilter, YesNoFilter
from disbursement.filters import BarFilter, holders_of
from disbursement.models import CapitalLine, Disbursement, Movement


class HiddenTick(django_filters.BooleanFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=HiddenInput, **kwargs)


class LinesAsked(django_filters.FilterSet):
    """Which lines' rows are asked for, and from which day to which."""

    loai_von = django_filters.ModelChoiceFilter(
        queryset=CapitalKind.objects.all(), label=gettext_lazy("Loại vốn"), method="kept"
    )
    nguon = django_filters.ModelChoiceFilter(
        queryset=CapitalSource.objects.all(), label=gettext_lazy("Nguồn vốn"), method="kept"
    )
    noi_dung = django_filters.ModelChoiceFilter(
        queryset=Component.objects.in_tree_order(), label=gettext_lazy("Dự án, gồm cả nội dung bên dưới"), method="kept"
    )
    keo_dai = YesNoFilter(label=gettext_lazy("Vốn kéo dài"), method="kept")
    tu_ngay = DayFilter(label=gettext_lazy("Từ ngày"), method="kept")
    den_ngay = DayFilter(label=gettext_lazy("Đến ngày"), method="kept")

    def kept(self, queryset: QuerySet[Any], _name: str, _wanted: Any) -> QuerySet[Any]:
        return queryset

    def lines(self, wanted: dict[str, Any], prefix: str = "") -> Q:
        """The condition on lines, or on rows that reach their line by `prefix`."""
        found = {
            "holder": wanted.get("don_vi"),
            "kind": wanted["loai_von"],
            "source": wanted["nguon"],
            "holder__area__level": wanted.get("cap_don_vi"),
            "source__counts_in_rate": wanted.get("trong_ty_le") or None,
            "is_detailed": wanted.get("chi_tiet"),
            **_component(wanted["noi_dung"], alone=bool(wanted.get("rieng"))),
            **_place(wanted.get("dia_phuong", ""), alone=bool(wanted.get("rieng_cap"))),
        }
        asked = Q(**{f"{prefix}{name}": value for name, value in found.items() if value not in (None, "")})
        if wanted["keo_dai"] is None:
            return asked
        carried = Q(**{f"{prefix}tranche_year__lt": F(f"{prefix}budget_year")})
        return asked & (carried if wanted["keo_dai"] else ~carried)

    def days(self, wanted: dict[str, Any], field: str) -> Q:
        limits = {f"{field}__gte": wanted["tu_ngay"], f"{field}__lte": wanted["den_ngay"]}
        return Q(**{name: day for name, day in limits.items() if day is not None})


def _component(component: Component | None, *, alone: bool) -> dict[str, Any]:
    if component is None:
        return {}
    return {"component": component} if alone else {"component__path__descendant_of": [component.path]}


def _place(ref: str, *, alone: bool) -> dict[str, Any]:
    """A unit that is not known has no lines."""
    if not ref:
        return {}
    path = Area.objects.by_refs([ref]).values_list("path", flat=True).first()
    if path is None:
        return {"pk__in": []}
    return {"area__path": path} if alone else {"area__path__descendant_of": [path]}


class LedgerFilter(LinesAsked, BarFilter):
    """The lists behind the figures of a report: with what only these ask for, hidden."""

    don_vi = django_filters.ModelChoiceFilter(queryset=holders_of, label=gettext_lazy("Đơn vị"), method="kept")
    trong_ty_le = TickFilter(label=gettext_lazy("Chỉ nguồn tính vào tỷ lệ"), method="kept")
    rieng = HiddenTick(method="kept")  # the component itself, without what lies below
    cap_don_vi = django_filters.ChoiceFilter(choices=Area.Level.choices, widget=HiddenInput, method="kept")
    dia_phuong = KeptFilter()
    rieng_cap = HiddenTick(method="kept")  # the unit itself, without what lies below
    chi_tiet = HiddenTick(method="kept")

    @property
    def unseen(self) -> list[str]:
        """What narrows the list without a field that shows it."""
        if not (self.is_bound and self.form.is_valid()):
            return []
        wanted = self.form.cleaned_data
        area = Area.objects.by_refs([wanted["dia_phuong"]]).first() if wanted["dia_phuong"] else None
        said = {
            _("chỉ vốn bố trí ở chính dự án được chọn"): wanted["rieng"],
            _("đơn vị %(level)s") % {"level": Area.Level(wanted["cap_don_vi"]).label if wanted["cap_don_vi"] else ""}: (
                wanted["cap_don_vi"]
            ),
            (_("%(area)s trực tiếp quản lý") if wanted["rieng_cap"] else "%(area)s") % {"area": area}: area,
            _("chỉ vốn đã phân bổ chi tiết"): wanted["chi_tiet"],
        }
        return [words for words, is_asked in said.items() if is_asked]


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


class MovementFilter(LedgerFilter):
    """Movements of the lines asked for, and what these gave on; up to the day one looks from."""

    rows: Any
    lines_of_bar: QuerySet[CapitalLine]

    loai = django_filters.ChoiceFilter("kind", choices=Movement.Kind.choices, label=gettext_lazy("Loại biến động"))
    so = django_filters.CharFilter("decision__number", lookup_expr="istartswith", label=gettext_lazy("Số quyết định"))

    class Meta:
        model = Movement
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: Any, request: Any, **kwargs: Any) -> None:
        self.access = request.access
        super().__init__(*args, queryset=queryset.up_to(selection(request).as_of), request=request, **kwargs)

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


class AccountFilter(LinesAsked):
    """Which of a holder's lines a statement of account is about, and from which day to which."""

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    trong_ty_le = TickFilter(label=gettext_lazy("Chỉ nguồn tính vào tỷ lệ"), method="kept")
    sap_nhap = TickFilter(label=gettext_lazy("Gồm cả đơn vị đã sáp nhập vào đơn vị này"), method="kept")

    class Meta:
        model = CapitalLine
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.lines(self.form.cleaned_data))
