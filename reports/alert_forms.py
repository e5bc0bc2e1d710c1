"""Forms and filters of alerts and their rules."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import scope_paths
from accounts.models import Agency
from accounts.selection import selection
from core.filters import KeptFilter
from core.form_fields import DayField, FigureInput, VndField
from core.forms import PortalForm, PortalModelForm
from reports.models import Alert, AlertKind, AlertRule


def holders_of(request: Any) -> QuerySet[Agency]:
    """The agencies that the reader sees an alert about, standing or cleared."""
    return Agency.objects.filter(pk__in=Alert.objects.visible_to(request.access).values("holder")).order_by("name")


class AlertFilter(django_filters.FilterSet):
    """Those that stand, in the place chosen in the context bar; with `tinh_trang` those that are over."""

    dia_ban, nam, tinh_den, chuong_trinh = KeptFilter(), KeptFilter(), KeptFilter(), KeptFilter()
    loai = django_filters.ChoiceFilter("kind", label=_("Loại cảnh báo"), choices=AlertKind.choices)
    muc = django_filters.ChoiceFilter("rule__severity", label=_("Mức độ"), choices=AlertRule.Severity.choices)
    don_vi = django_filters.ModelChoiceFilter(field_name="holder", queryset=holders_of, label=_("Đơn vị"))
    tinh_trang = django_filters.ChoiceFilter(
        label=_("Tình trạng"), method="over", choices=[("het", _("đã hết"))], empty_label=_("còn cảnh báo")
    )

    class Meta:
        model = Alert
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: Any, request: HttpRequest, **kwargs: Any) -> None:
        if not request.GET.get("tinh_trang"):
            queryset = queryset.standing()
        here = queryset.filter(scope_path__descendant_of=scope_paths(selection(request).area))
        super().__init__(*args, queryset=here, request=request, **kwargs)

    def over(self, alerts: Any, _name: str, _wanted: str) -> Any:
        return alerts.cleared()


class AlertRuleForm(PortalModelForm):
    threshold = forms.IntegerField(
        label=_("Ngưỡng"),
        min_value=1,
        max_value=3650,
        widget=FigureInput(mode="numeric"),
        help_text=_(
            "Chưa giải ngân: số tháng tròn kể từ ngày giao vốn. Thấp hơn bình quân: số điểm phần trăm."
            " Tạm ứng lâu chưa thu hồi, chậm phân bổ: quá số ngày này."
        ),
    )
    least_vnd = VndField(label=_("Số tiền tối thiểu"), min_value=1, required=False)
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta(PortalModelForm.Meta):
        model = AlertRule
        fields = [
            "kind",
            "threshold",
            "severity",
            "capital_kind",
            "least_vnd",
            "valid_from",
            "legal_text",
            "confidence",
            "note",
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == AlertKind.BELOW_AVERAGE and (given.get("threshold") or 0) > 100:
            self.add_error("threshold", _("Nhập từ 1 đến 100 điểm phần trăm."))
        return given


class EndAlertRuleForm(PortalForm):
    valid_to = DayField(label=_("Hiệu lực đến hết ngày"), earliest=timezone.localdate)
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
