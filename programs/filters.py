"""Filters of projects and targets."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import WordsFilter, YearFilter
from core.forms import PortalForm
from programs.models import LivelihoodProject, Target, Works


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
