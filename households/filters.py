"""Filters of the list of households. Where and which year one looks is chosen in the context bar."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.selection import Selection, selection
from areas.models import Area
from core.filters import KeptFilter
from core.forms import PortalForm
from households.models import Assessment, Household, Indicator, ResultClass
from households.search import LIMIT, search_ids

# More matches than this are not one screen's work: the words have to be narrowed.
MOST_FOUND = 20 * LIMIT
UNANSWERED = "none"
STATES = [*Assessment.State.choices, (UNANSWERED, _("ngoài danh sách"))]


class HouseholdFilter(django_filters.FilterSet):
    """`ket_qua`, `trang_thai` and `thieu_hut` ask for the review of the chosen year, made where the household
    lived then: the households behind a figure of the cube. The others ask for the households as they are."""

    q = django_filters.CharFilter(label=_("Tên, mã hộ hoặc số định danh"), method="by_text")
    loai = django_filters.ChoiceFilter(
        label=_("Phân loại"), choices=ResultClass.choices, empty_label=_("Tất cả"), method="by_class"
    )
    trang_thai = django_filters.ChoiceFilter(
        label=_("Rà soát"), choices=STATES, empty_label=_("Tất cả"), method="later"
    )
    ket_qua = django_filters.ChoiceFilter(
        label=_("Kết quả rà soát"), choices=ResultClass.choices, empty_label=_("Tất cả"), method="later"
    )
    thieu_hut = django_filters.ChoiceFilter(label=_("Thiếu hụt"), choices=[], empty_label=_("Tất cả"), method="later")
    dtts = django_filters.ChoiceFilter(
        label=_("Dân tộc thiểu số"),
        choices=[("co", _("có")), ("khong", _("không"))],
        empty_label=_("Tất cả"),
        method="by_minority",
    )
    dia_ban, nam, tinh_den = KeptFilter(), KeptFilter(), KeptFilter()

    class Meta:
        model = Household
        fields: list[str] = []
        form = PortalForm

    def __init__(self, *args: Any, request: HttpRequest, chosen: Selection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.chosen = chosen or selection(request)
        self.filters["thieu_hut"].extra["choices"] = indicator_choices(self.chosen.year)

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        if given["trang_thai"] == UNANSWERED:
            listed = Assessment.objects.of_year(self.chosen.year).values("household")
            return self._living_there(found).exclude(pk__in=listed)
        if given["trang_thai"] or given["ket_qua"] or given["thieu_hut"]:
            if self.chosen.area.level == Area.Level.VILLAGE:
                found = self._living_there(found)
            return found.assessed(self._assessments(given))
        return self._living_there(found)

    def _living_there(self, queryset: Any) -> Any:
        """Households of the chosen place; of a unit that is no more, those reviewed there in that year."""
        area, whole = self.chosen.area, self.request.access.area
        if area.valid_to and area.valid_to < timezone.localdate():
            return queryset.assessed(Assessment.objects.of_year(self.chosen.year).done_at(scope_paths(area)))
        if area == whole:
            return queryset
        return queryset.living_below(scope_paths(area))

    def _assessments(self, given: dict[str, Any]) -> QuerySet[Any]:
        year = self.chosen.year
        rows = Assessment.objects.of_year(year)
        # A review notes the commune; of a village only its present households are known.
        if self.chosen.area.level != Area.Level.VILLAGE:
            rows = rows.done_at(scope_paths(self.chosen.area))
        if given["trang_thai"]:
            rows = rows.filter(state=given["trang_thai"])
        if given["ket_qua"]:
            rows = rows.counted().filter(result_class=given["ket_qua"])
        if given["thieu_hut"]:
            rows = rows.counted().lacking(_position(year, given["thieu_hut"]))
        return rows

    def later(self, queryset: Any, _name: str, _value: Any) -> Any:
        """Asked together at the end: they are about the same review."""
        return queryset

    def by_text(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.filter(pk__in=search_ids(self.request.access, value, MOST_FOUND))

    def by_class(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.classed(value, self.chosen.as_of)

    def by_minority(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.filter(is_minority=value == "co")


def indicator_choices(year: int) -> list[tuple[str, str]]:
    """The indicators of the standard by which that year was reviewed."""
    rows = Indicator.objects.filter(standard__rounds__year=year, standard__rounds__kind="periodic")
    return [(row.code, row.name) for row in rows.order_by("position")]


def _position(year: int, code: str) -> int:
    rows = Indicator.objects.filter(standard__rounds__year=year, standard__rounds__kind="periodic", code=code)
    return int(rows.values_list("position", flat=True)[0])
