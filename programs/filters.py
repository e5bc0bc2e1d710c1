"""Filters of projects, targets and contributions."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.selection import selection
from catalogs.models import CapitalSource
from core.filters import KeptFilter, TickFilter, WordsFilter, YearFilter
from core.forms import PortalForm
from programs.models import Contribution, CreditTurnover, LivelihoodProject, Target, Works
from programs.rules import CREDIT


class ProjectFilter(django_filters.FilterSet):
    q = WordsFilter("name", label=_("Tên dự án"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=LivelihoodProject.State.choices)
    year = YearFilter(label=_("Năm bắt đầu"), field_name="starts_on", lookup_expr="year")

    class Meta:
        model = LivelihoodProject
        fields: list[str] = []
        form = PortalForm


class TargetFilter(django_filters.FilterSet):
    year = YearFilter(label=_("Năm"))
    indicator = django_filters.ChoiceFilter(label=_("Chỉ tiêu"), choices=Target.Indicator.choices)

    class Meta:
        model = Target
        fields: list[str] = []
        form = PortalForm


class WorksFilter(django_filters.FilterSet):
    q = WordsFilter("name", label=_("Tên công trình"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Works.State.choices)

    class Meta:
        model = Works
        fields: list[str] = []
        form = PortalForm


class BarFilter(django_filters.FilterSet):
    """Rows of the place, year and programme chosen in the context bar, up to its day."""

    day = "received_on"

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    moi_nam = TickFilter(label=_("Mọi năm"), method="kept")

    def __init__(self, *args: Any, queryset: QuerySet[Any], request: HttpRequest, **kwargs: Any) -> None:
        chosen = selection(request)
        wanted: dict[str, Any] = {
            "area__path__descendant_of": scope_paths(chosen.area),
            f"{self.day}__lte": chosen.as_of,
        }
        if not request.GET.get("moi_nam"):
            wanted["year"] = chosen.year
        if chosen.programme:
            wanted["programme"] = chosen.programme
        super().__init__(*args, queryset=queryset.filter(**wanted), request=request, **kwargs)

    def kept(self, queryset: QuerySet[Any], _name: str, _wanted: bool) -> QuerySet[Any]:
        return queryset


class ContributionFilter(BarFilter):
    q = WordsFilter("contributor", "other_programme", "receipt", label=_("Bên đóng góp, số biên bản"))
    nguon = django_filters.ModelChoiceFilter(
        "source", label=_("Nguồn"), queryset=CapitalSource.objects.filter(counts_in_rate=False).exclude(code=CREDIT)
    )
    hinh_thuc = django_filters.ChoiceFilter("form", label=_("Hình thức"), choices=Contribution.Form.choices)
    chua_quy_tien = TickFilter(label=_("Chưa quy ra tiền"), method="unvalued")
    cong_trinh = django_filters.UUIDFilter("works", widget=HiddenInput)
    du_an = django_filters.UUIDFilter("project", widget=HiddenInput)

    class Meta:
        model = Contribution
        fields: list[str] = []
        form = PortalForm

    def unvalued(self, rows: Any, _name: str, wanted: bool) -> QuerySet[Contribution]:
        return rows.unvalued(selection(self.request).as_of) if wanted else rows


class CreditFilter(BarFilter):
    day = "on"

    loai = django_filters.ChoiceFilter("kind", label=_("Loại"), choices=CreditTurnover.Kind.choices)

    class Meta:
        model = CreditTurnover
        fields: list[str] = []
        form = PortalForm
