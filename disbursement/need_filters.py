"""Filters of the list of needs; their values stay in the URL."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from catalogs.models import CapitalKind, Component
from core.filters import YearFilter
from disbursement.models import CapitalNeed


def holders_of(request: object) -> QuerySet[Agency]:
    needs = CapitalNeed.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return Agency.objects.filter(pk__in=needs.values("holder")).order_by("name")


class NeedFilter(django_filters.FilterSet):
    nam_ngan_sach = YearFilter("budget_year", label=_("Năm ngân sách"))
    trang_thai = django_filters.ChoiceFilter(
        field_name="state", choices=CapitalNeed.State.choices, label=_("Trạng thái")
    )
    don_vi = django_filters.ModelChoiceFilter(field_name="holder", queryset=holders_of, label=_("Đơn vị"))
    noi_dung = django_filters.ModelChoiceFilter(
        field_name="component", queryset=Component.objects.in_tree_order(), label=_("Dự án, nội dung")
    )
    loai_von = django_filters.ModelChoiceFilter(
        field_name="kind", queryset=CapitalKind.objects.all(), label=_("Loại vốn")
    )

    class Meta:
        model = CapitalNeed
        fields: list[str] = []


class NeedTotalFilter(django_filters.FilterSet):
    """Of needs, before they are added up by unit."""

    nam_ngan_sach = YearFilter("budget_year", label=_("Năm ngân sách"))
    noi_dung = django_filters.ModelChoiceFilter(
        field_name="component", queryset=Component.objects.in_tree_order(), label=_("Dự án, nội dung")
    )
    loai_von = django_filters.ModelChoiceFilter(
        field_name="kind", queryset=CapitalKind.objects.all(), label=_("Loại vốn")
    )

    class Meta:
        model = CapitalNeed
        fields: list[str] = []
