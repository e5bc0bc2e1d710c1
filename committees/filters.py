"""Filters of the register and of the list of tasks."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people import acting_agency_ids
from catalogs.models import DocumentKind
from committees.models import OfficialDocument, Task
from core.filters import TickFilter, WordsFilter, YearFilter
from core.forms import PortalForm


class DocumentFilter(django_filters.FilterSet):
    q = WordsFilter("number", "abstract", label=_("Số, ký hiệu hoặc trích yếu"))
    kind = django_filters.ModelChoiceFilter(label=_("Loại văn bản"), queryset=DocumentKind.objects.all())
    year = YearFilter(label=_("Năm ban hành"), field_name="issued_on", lookup_expr="year")

    class Meta:
        model = OfficialDocument
        fields: list[str] = []
        form = PortalForm


class TaskFilter(django_filters.FilterSet):
    q = WordsFilter("title", "detail", label=_("Nội dung"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Task.State.choices)
    late = TickFilter(label=_("Quá hạn"), method="by_late")
    mine = TickFilter(label=_("Giao cho đơn vị tôi"), method="by_mine")

    class Meta:
        model = Task
        fields: list[str] = []
        form = PortalForm

    def by_late(self, queryset: Any, name: str, value: bool) -> QuerySet[Any]:
        return queryset.late(timezone.localdate()) if value else queryset

    def by_mine(self, queryset: Any, name: str, value: bool) -> QuerySet[Any]:
        return queryset.of_agencies(acting_agency_ids(self.request.access)) if value else queryset
