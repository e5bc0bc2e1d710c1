"""Filters of projects and targets."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from programs.models import LivelihoodProject, Target


class ProjectFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Tên dự án"), field_name="name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=LivelihoodProject.State.choices)
    year = django_filters.NumberFilter(label=_("Năm bắt đầu"), field_name="starts_on", lookup_expr="year")

    class Meta:
        model = LivelihoodProject
        fields: list[str] = []
        form = PortalForm


class TargetFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label=_("Năm"))
    indicator = django_filters.ChoiceFilter(label=_("Chỉ tiêu"), choices=Target.Indicator.choices)

    class Meta:
        model = Target
        fields: list[str] = []
        form = PortalForm
