"""Filters of recommendations and plans."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import acting_agency_ids
from core.filters import TickFilter, WordsFilter, YearFilter
from core.forms import PortalForm
from inspections.models import InspectionPlan, Recommendation


class RecommendationFilter(django_filters.FilterSet):
    q = WordsFilter("text", label=_("Nội dung"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Recommendation.State.choices)
    late = TickFilter(label=_("Quá hạn"), method="by_late")
    mine = TickFilter(label=_("Của đơn vị tôi"), method="by_mine")

    class Meta:
        model = Recommendation
        fields: list[str] = []
        form = PortalForm

    def by_late(self, queryset: Any, name: str, value: bool) -> QuerySet[Any]:
        return queryset.late(timezone.localdate()) if value else queryset

    def by_mine(self, queryset: Any, name: str, value: bool) -> QuerySet[Any]:
        return queryset.of_agencies(acting_agency_ids(self.request.access)) if value else queryset


class PlanFilter(django_filters.FilterSet):
    q = WordsFilter("title", label=_("Tên kế hoạch"))
    year = YearFilter(label=_("Năm"))

    class Meta:
        model = InspectionPlan
        fields: list[str] = []
        form = PortalForm
