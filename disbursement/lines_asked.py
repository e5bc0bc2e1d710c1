"""Which lines a list, a figure's list or a statement of account is about: what narrows by line is said once here."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import Form, HiddenInput
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Area
from catalogs.models import CapitalKind, CapitalSource, Component
from core.filters import DayFilter, YesNoFilter


class HiddenTick(django_filters.BooleanFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=HiddenInput, **kwargs)


class LinesAsked(django_filters.FilterSet):
    """Which lines, or which lines' rows, are asked for."""

    loai_von = django_filters.ModelChoiceFilter(queryset=CapitalKind.objects.all(), label=_("Loại vốn"), method="kept")
    nguon = django_filters.ModelChoiceFilter(queryset=CapitalSource.objects.all(), label=_("Nguồn vốn"), method="kept")
    noi_dung = django_filters.ModelChoiceFilter(
        queryset=Component.objects.in_tree_order(), label=_("Dự án, gồm cả nội dung bên dưới"), method="kept"
    )
    keo_dai = YesNoFilter(label=_("Vốn kéo dài"), method="kept")

    def kept(self, queryset: QuerySet[Any], _name: str, _wanted: Any) -> QuerySet[Any]:
        return queryset

    def lines(self, wanted: dict[str, Any], prefix: str = "") -> Q:
        """The condition on lines, or on rows that reach their line by `prefix`."""
        found = {
            "holder": wanted.get("don_vi"),
            "kind": wanted["loai_von"],
            "source": wanted["nguon"],
            "holder__area__level": wanted.get("cap_don_vi"),
            "source__counts_in_rate": wanted.get("trong_ty_le") or None,
            "is_detailed": wanted.get("chi_tiet"),
            **_component(wanted["noi_dung"], alone=bool(wanted.get("rieng"))),
            **_place(wanted.get("dia_phuong", ""), alone=bool(wanted.get("rieng_cap"))),
        }
        asked = Q(**{f"{prefix}{name}": value for name, value in found.items() if value not in (None, "")})
        if wanted["keo_dai"] is None:
            return asked
        carried = Q(**{f"{prefix}tranche_year__lt": F(f"{prefix}budget_year")})
        return asked & (carried if wanted["keo_dai"] else ~carried)


class _Days(Form):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("tu_ngay"), given.get("den_ngay")
        if first and last and first > last:
            self.add_error("den_ngay", gettext("Ngày cuối không được trước ngày đầu."))
        return given


class DaysAsked(django_filters.FilterSet):
    """From which day to which."""

    tu_ngay = DayFilter(label=_("Từ ngày"), method="kept")
    den_ngay = DayFilter(label=_("Đến ngày"), method="kept")

    def get_form_class(self) -> type[Form]:
        found: type[Form] = super().get_form_class()
        return type(found.__name__, (_Days, found), {})

    def days(self, wanted: dict[str, Any], field: str) -> Q:
        limits = {f"{field}__gte": wanted["tu_ngay"], f"{field}__lte": wanted["den_ngay"]}
        return Q(**{name: day for name, day in limits.items() if day is not None})


def _component(component: Component | None, *, alone: bool) -> dict[str, Any]:
    if component is None:
        return {}
    return {"component": component} if alone else {"component__path__descendant_of": [component.path]}


def _place(ref: str, *, alone: bool) -> dict[str, Any]:
    """A unit that is not known has no lines."""
    if not ref:
        return {}
    path = Area.objects.by_refs([ref]).values_list("path", flat=True).first()
    if path is None:
        return {"pk__in": []}
    return {"area__path": path} if alone else {"area__path__descendant_of": [path]}
