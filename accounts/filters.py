"""Filters of the lists of users and of the event log."""

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acts import act_choices
from accounts.models import Role, User
from core.filters import DayFilter
from core.forms import PortalForm
from core.models import Event


class UserFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Tên hoặc tên đăng nhập"), method="by_name")
    role = django_filters.ModelChoiceFilter(
        label=_("Vai trò"), queryset=Role.objects.order_by("name"), method="by_role"
    )
    state = django_filters.ChoiceFilter(
        label=_("Tài khoản"), choices=[("on", _("đang dùng")), ("off", _("đã khóa"))], method="by_state"
    )

    class Meta:
        model = User
        fields: list[str] = []
        form = PortalForm

    def by_name(self, queryset: Any, name: str, value: str) -> QuerySet[User]:
        return queryset.named(value)

    def by_role(self, queryset: QuerySet[User], name: str, value: Role) -> QuerySet[User]:
        holders = value.assignments.in_force(timezone.localdate()).values("user")
        return queryset.filter(pk__in=holders)

    def by_state(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(is_active=value == "on")


class EventFilter(django_filters.FilterSet):
    who = django_filters.CharFilter(label=_("Người thực hiện"), field_name="actor_label", lookup_expr="icontains")
    act = django_filters.ChoiceFilter(label=_("Việc"), choices=act_choices)
    since = DayFilter(label=_("Từ ngày"), method="from_day")
    until = DayFilter(label=_("Đến ngày"), method="to_day")

    class Meta:
        model = Event
        fields: list[str] = []
        form = PortalForm

    def from_day(self, queryset: QuerySet[Event], name: str, value: Any) -> QuerySet[Event]:
        return queryset.filter(at__gte=_midnight(value))

    def to_day(self, queryset: QuerySet[Event], name: str, value: Any) -> QuerySet[Event]:
        return queryset.filter(at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
