"""Filters of the lists of lines, advances, decisions; their values stay in the URL. Of vouchers and movements see
ledger_filters."""

from typing import Any, ClassVar

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.models import Agency
from accounts.selection import selection
from core.filters import KeptFilter, TickFilter, WordsFilter, YearFilter, YesNoFilter
from disbursement.advances import AGES
from disbursement.lines_asked import HiddenTick, LinesAsked
from disbursement.models import CapitalDecision, CapitalLine, Contract, Disbursement, VoucherRequest


def holders_of(request: object) -> QuerySet[Agency]:
    """The agencies that hold lines the reader sees."""
    lines = CapitalLine.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return Agency.objects.filter(pk__in=lines.values("holder")).order_by("name")


def bar_conditions(request: HttpRequest) -> dict[str, Any]:
    """What the context bar asks of a line."""
    chosen = selection(request)
    wanted: dict[str, Any] = {"area__path__descendant_of": scope_paths(chosen.area)}
    if not request.GET.get("moi_nam"):
        wanted |= _of_year(chosen.year, request.GET.get("ke_hoach", ""))
    if chosen.programme:
        wanted["component__programme"] = chosen.programme
    return wanted


def _of_year(year: int, horizon: str) -> dict[str, int]:
    """A medium-term plan is looked for in each of its years."""
    if horizon == CapitalLine.Horizon.MEDIUM:
        return {"tranche_year__lte": year, "budget_year__gte": year}
    return {"budget_year": year}


class BarFilter(django_filters.FilterSet):
    """Lines, or rows of them, of the place, year and programme chosen in the context bar."""

    line: ClassVar[str] = ""  # the way from a row to its line: "line__"

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    moi_nam = TickFilter(label=_("Mọi năm ngân sách"), method="kept")

    def __init__(self, *args: Any, queryset: QuerySet[Any], request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, queryset=self.narrowed(queryset, bar_conditions(request)), request=request, **kwargs)

    def narrowed(self, queryset: QuerySet[Any], conditions: dict[str, Any]) -> QuerySet[Any]:
        """The rows whose lines meet the conditions."""
        return queryset.filter(**{f"{self.line}{name}": value for name, value in conditions.items()})

    def kept(self, queryset: QuerySet[Any], _name: str, _wanted: bool) -> QuerySet[Any]:
        return queryset


class HolderAsked(django_filters.FilterSet):
    """Whose lines: asked for before everything else."""

    don_vi = django_filters.ModelChoiceFilter(queryset=holders_of, label=_("Đơn vị"), method="kept")


class HeldLines(HolderAsked, LinesAsked, BarFilter):
    """Lines, or rows of them, as every list behind a figure narrows them."""

    trong_ty_le = TickFilter(label=_("Chỉ nguồn tính vào tỷ lệ"), method="kept")
    cua_dia_ban = TickFilter(label=_("Chỉ vốn của chính địa bàn"), method="kept")
    rieng = HiddenTick(method="kept")  # the component itself, without what lies below

    def lines(self, wanted: dict[str, Any], prefix: str = "") -> Q:
        """`cua_dia_ban`: held by agencies of the chosen place itself, or of the units merged into it, not of those
        below."""
        asked = super().lines(wanted, prefix)
        if not wanted["cua_dia_ban"]:
            return asked
        return asked & Q(**{f"{prefix}area__path__in": scope_paths(selection(self.request).area)})

    @property
    def unseen(self) -> str:
        """What narrows the list without a field that shows it."""
        if not (self.is_bound and self.form.is_valid()):
            return ""
        return "; ".join(words for words, is_asked in self.told(self.form.cleaned_data).items() if is_asked)

    def told(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The words of each filter without a field, and whether it is asked for."""
        return {gettext("vốn bố trí ở chính dự án được chọn"): wanted["rieng"]}


class LineFilter(HeldLines):
    PROGRESS = (("zero", _("chưa giải ngân")), ("spent", _("đã giải ngân hết")))

    tu = django_filters.UUIDFilter("parent", widget=HiddenInput)  # lines allocated from one line
    ke_hoach = django_filters.ChoiceFilter("horizon", label=_("Kế hoạch"), choices=CapitalLine.Horizon.choices)
    chi_tiet = YesNoFilter(method="kept", label=_("Đã phân bổ chi tiết"))
    tien_do = django_filters.ChoiceFilter(method="progress", choices=PROGRESS, label=_("Tiến độ"))

    class Meta:
        model = CapitalLine
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: QuerySet[CapitalLine], request: HttpRequest, **kwargs: Any) -> None:
        if not request.GET.get("ke_hoach"):
            queryset = queryset.filter(horizon=CapitalLine.Horizon.YEAR)
        super().__init__(*args, queryset=queryset, request=request, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset).filter(self.lines(self.form.cleaned_data))

    def progress(self, lines: QuerySet[CapitalLine], _name: str, wanted: str) -> QuerySet[CapitalLine]:
        """As of the day one looks from."""
        detailed = lines.filter(is_detailed=True, plan_on__gt=0)
        return detailed.filter(spent_on=0) if wanted == "zero" else detailed.filter(spent_on=F("plan_on"))


class AdvanceFilter(django_filters.FilterSet):
    """Advances of the place and the day chosen in the context bar, in every budget year unless one is asked for."""

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    nam_ngan_sach = YearFilter("line__budget_year", label=_("Năm ngân sách"))
    don_vi = django_filters.ModelChoiceFilter(field_name="line__holder", queryset=holders_of, label=_("Đơn vị"))
    tuoi = django_filters.ChoiceFilter(
        method="of_age", choices=[(age.code, age.label) for age in AGES], label=_("Tuổi tạm ứng")
    )

    class Meta:
        model = Disbursement
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: QuerySet[Disbursement], request: HttpRequest, **kwargs: Any) -> None:
        queryset = queryset.filter(line__area__path__descendant_of=scope_paths(selection(request).area))
        super().__init__(*args, queryset=queryset, request=request, **kwargs)

    def of_age(self, advances: QuerySet[Disbursement], _name: str, wanted: str) -> QuerySet[Disbursement]:
        age = next(age for age in AGES if age.code == wanted)
        return advances.filter(**age.paid_between(selection(self.request).as_of))


class DecisionFilter(django_filters.FilterSet):
    q = WordsFilter("document__number", "document__abstract", label=_("Số, ký hiệu hoặc trích yếu"))
    trang_thai = django_filters.ChoiceFilter("state", label=_("Trạng thái"), choices=CapitalDecision.State.choices)
    nam_hieu_luc = YearFilter("on", lookup_expr="year", label=_("Năm hiệu lực"))

    class Meta:
        model = CapitalDecision
        fields: list[str] = []


class UnallocatedFilter(BarFilter):
    """What the board counts: yearly plans of the sources in the rate, without capital carried over, unless more is
    asked for."""

    don_vi = django_filters.ModelChoiceFilter(field_name="holder", queryset=holders_of, label=_("Đơn vị"))
    ke_hoach = django_filters.ChoiceFilter("horizon", label=_("Kế hoạch"), choices=CapitalLine.Horizon.choices)
    keo_dai = TickFilter(label=_("Tính cả vốn kéo dài"), method="kept")
    moi_nguon = TickFilter(label=_("Tính cả nguồn vốn ngoài tỷ lệ giải ngân"), method="kept")

    class Meta:
        model = CapitalLine
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: QuerySet[CapitalLine], request: HttpRequest, **kwargs: Any) -> None:
        if not request.GET.get("ke_hoach"):
            queryset = queryset.filter(horizon=CapitalLine.Horizon.YEAR)
        if not request.GET.get("keo_dai"):
            queryset = queryset.exclude(horizon=CapitalLine.Horizon.YEAR, tranche_year__lt=F("budget_year"))
        if not request.GET.get("moi_nguon"):
            queryset = queryset.filter(source__counts_in_rate=True)
        super().__init__(*args, queryset=queryset, request=request, **kwargs)


class ContractFilter(django_filters.FilterSet):
    don_vi = django_filters.ModelChoiceFilter(field_name="line__holder", queryset=holders_of, label=_("Đơn vị"))
    so = django_filters.CharFilter("number", lookup_expr="istartswith", label=_("Số hợp đồng"))

    class Meta:
        model = Contract
        fields: list[str] = []


class RequestFilter(django_filters.FilterSet):
    don_vi = django_filters.ModelChoiceFilter(field_name="line__holder", queryset=holders_of, label=_("Đơn vị"))
    trang_thai = django_filters.ChoiceFilter(
        field_name="state", choices=VoucherRequest.State.choices, label=_("Trạng thái")
    )

    class Meta:
        model = VoucherRequest
        fields: list[str] = []
