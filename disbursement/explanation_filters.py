"""Filters of the list of explanations; their values stay in the URL."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.models import Agency
from accounts.selection import selection
from core.filters import KeptFilter, TickFilter, YearFilter
from disbursement.models import ExplanationRequest


def holders_of(request: object) -> QuerySet[Agency]:
    """The agencies that were asked and whose requests the reader sees."""
    asked = ExplanationRequest.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return Agency.objects.filter(pk__in=asked.values("holder")).order_by("name")


class ExplanationFilter(django_filters.FilterSet):
    """Of the place chosen in the context bar, in every year unless one is asked for."""

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    trang_thai = django_filters.ChoiceFilter(
        field_name="state", choices=ExplanationRequest.State.choices, label=_("Trạng thái")
    )
    don_vi = django_filters.ModelChoiceFilter(field_name="holder", queryset=holders_of, label=_("Đơn vị"))
    nam_ngan_sach = YearFilter("budget_year", label=_("Năm ngân sách"))
    cho = TickFilter(label=_("Chờ giải trình"), method="waiting")
    qua_han = TickFilter(label=_("Quá hạn"), method="overdue")
    cham = TickFilter(label=_("Chậm so với cam kết"), method="behind")

    class Meta:
        model = ExplanationRequest
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: QuerySet[Any], request: HttpRequest, **kwargs: Any) -> None:
        here = queryset.filter(scope_path__descendant_of=scope_paths(selection(request).area))
        super().__init__(*args, queryset=here, request=request, **kwargs)

    def waiting(self, asked: Any, _name: str, wanted: bool) -> Any:
        return asked.waiting() if wanted else asked

    def overdue(self, asked: Any, _name: str, wanted: bool) -> Any:
        return asked.overdue(timezone.localdate()) if wanted else asked

    def behind(self, asked: Any, _name: str, wanted: bool) -> Any:
        return asked.behind(timezone.localdate()) if wanted else asked
