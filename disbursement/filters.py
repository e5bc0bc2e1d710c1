"""Filters of the lists of lines and vouchers; their values stay in the URL."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.models import Agency
from accounts.selection import selection
from catalogs.models import CapitalKind, CapitalSource, Component
from disbursement.models import CapitalLine, Disbursement


def holders_of(request: object) -> QuerySet[Agency]:
    """The agencies that hold lines the reader sees."""
    lines = CapitalLine.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return Agency.objects.filter(pk__in=lines.values("holder")).order_by("name")


class LineFilter(django_filters.FilterSet):
    """Lines of the place chosen in the context bar."""

    PROGRESS = (("zero", _("chưa giải ngân")), ("spent", _("đã giải ngân hết")))

    nam = django_filters.NumberFilter("budget_year", label=_("Năm ngân sách"))
    don_vi = django_filters.ModelChoiceFilter(field_name="holder", queryset=holders_of, label=_("Đơn vị"))
    loai_von = django_filters.ModelChoiceFilter(
        field_name="kind", queryset=CapitalKind.objects.all(), label=_("Loại vốn")
    )
    nguon = django_filters.ModelChoiceFilter(
        field_name="source", queryset=CapitalSource.objects.all(), label=_("Nguồn vốn")
    )
    noi_dung = django_filters.ModelChoiceFilter(
        field_name="component", queryset=Component.objects.in_tree_order(), label=_("Dự án, nội dung")
    )
    keo_dai = django_filters.BooleanFilter(method="carried_over", label=_("Vốn kéo dài"))
    tien_do = django_filters.ChoiceFilter(method="progress", choices=PROGRESS, label=_("Tiến độ"))

    class Meta:
        model = CapitalLine
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: QuerySet[CapitalLine], request: HttpRequest, **kwargs: Any) -> None:
        here = scope_paths(selection(request).area)
        queryset = queryset.filter(area__path__descendant_of=here)
        super().__init__(*args, queryset=queryset, request=request, **kwargs)

    def carried_over(self, lines: QuerySet[CapitalLine], _name: str, wanted: bool) -> QuerySet[CapitalLine]:
        carried = Q(tranche_year__lt=F("budget_year"))
        return lines.filter(carried if wanted else ~carried)

    def progress(self, lines: QuerySet[CapitalLine], _name: str, wanted: str) -> QuerySet[CapitalLine]:
        return lines.filter(spent_vnd=0) if wanted == "zero" else lines.filter(spent_vnd=F("plan_vnd"))


class VoucherFilter(django_filters.FilterSet):
    nam = django_filters.NumberFilter("line__budget_year", label=_("Năm ngân sách"))
    don_vi = django_filters.ModelChoiceFilter(field_name="line__holder", queryset=holders_of, label=_("Đơn vị"))
    loai_von = django_filters.ModelChoiceFilter(
        field_name="line__kind", queryset=CapitalKind.objects.all(), label=_("Loại vốn")
    )
    so = django_filters.CharFilter("voucher", lookup_expr="istartswith", label=_("Số chứng từ"))

    class Meta:
        model = Disbursement
        fields: list[str] = []
