"""Filters of the lists of lines and vouchers; their values stay in the URL."""

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalSource
from disbursement.models import CapitalLine, Disbursement


def holders_of(request: object) -> QuerySet[Agency]:
    """The agencies that hold lines the reader sees."""
    lines = CapitalLine.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return Agency.objects.filter(pk__in=lines.values("holder")).order_by("name")


class LineFilter(django_filters.FilterSet):
    PROGRESS = (("zero", _("chưa giải ngân")), ("spent", _("đã giải ngân hết")))

    nam = django_filters.NumberFilter("budget_year", label=_("Năm ngân sách"))
    don_vi = django_filters.ModelChoiceFilter(field_name="holder", queryset=holders_of, label=_("Đơn vị"))
    loai_von = django_filters.ModelChoiceFilter(
        field_name="kind", queryset=CapitalKind.objects.all(), label=_("Loại vốn")
    )
    nguon = django_filters.ModelChoiceFilter(
        field_name="source", queryset=CapitalSource.objects.all(), label=_("Nguồn vốn")
    )
    keo_dai = django_filters.BooleanFilter(method="carried_over", label=_("Vốn kéo dài"))
    tien_do = django_filters.ChoiceFilter(method="progress", choices=PROGRESS, label=_("Tiến độ"))

    class Meta:
        model = CapitalLine
        fields: list[str] = []

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
