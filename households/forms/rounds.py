"""Opening a round, and the acts on one review form: own finding, return, confirmation."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs.rules import is_document_number
from core.forms import DayField, PortalForm, YearField
from households.models import ReviewRound


class RoundForm(PortalForm):
    year = YearField(label=gettext_lazy("Năm"), min_value=2016)
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại rà soát"), choices=ReviewRound.Kind.choices, widget=forms.RadioSelect
    )
    opens_on = DayField(label=gettext_lazy("Bắt đầu"))
    closes_on = DayField(label=gettext_lazy("Kết thúc"))
    reference_date = DayField(
        label=gettext_lazy("Ngày tính tuổi"),
        help_text=gettext_lazy("Tuổi của thành viên và chuẩn nghèo được xét theo ngày này."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        opens, closes = self.cleaned_data.get("opens_on"), self.cleaned_data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("Ngày kết thúc không được trước ngày bắt đầu"))
        return cleaned


def round_initial() -> dict[str, Any]:
    """The window of the yearly review: 1 September to 14 December (QĐ 24/2021/QĐ-TTg)."""
    year = timezone.localdate().year
    return {
        "year": year,
        "kind": ReviewRound.Kind.PERIODIC,
        "opens_on": date(year, 9, 1),
        "closes_on": date(year, 12, 14),
        "reference_date": date(year, 12, 14),
    }


class OverrideForm(PortalForm):
    """The officer's own finding on one indicator."""

    KEEP = "keep"
    version = forms.IntegerField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=gettext_lazy("Xác định của cán bộ rà soát"),
        choices=[
            (KEEP, gettext_lazy("Theo kết quả suy ra từ phiếu")),
            ("yes", gettext_lazy("Thiếu hụt")),
            ("no", gettext_lazy("Không thiếu hụt")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"), required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        found = self.cleaned_data.get("finding")
        if found in ("yes", "no") and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("Nêu lý do xác định khác với kết quả suy ra từ phiếu"))
        return cleaned

    @property
    def deprived(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["finding"])


class ReturnForm(PortalForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Lý do trả lại"), max_length=500, widget=forms.Textarea({"rows": 3}))


class DecideForm(PortalForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=gettext_lazy("Công nhận từ ngày"), latest=timezone.localdate)
    decision = forms.CharField(
        label=gettext_lazy("Số quyết định"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Ví dụ: 125/QĐ-UBND."),
    )


class LeaveForm(PortalForm):
    """Why households are not reviewed in this round."""

    reason = forms.CharField(label=gettext_lazy("Lý do để lại"), max_length=500, widget=forms.Textarea({"rows": 3}))


class LeaveOneForm(LeaveForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CorrectForm(PortalForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Lý do đính chính"), max_length=500, widget=forms.Textarea({"rows": 3}))


class DecisionForm(PortalForm):
    """The decision that many results rest on."""

    decision = forms.CharField(
        label=gettext_lazy("Số quyết định"), max_length=80, help_text=gettext_lazy("Ví dụ: 125/QĐ-UBND.")
    )
    on = DayField(label=gettext_lazy("Ngày quyết định"), latest=timezone.localdate)

    def clean_decision(self) -> str:
        number = " ".join(self.cleaned_data["decision"].split())
        if not is_document_number(number):
            raise forms.ValidationError(_("Nhập số và ký hiệu của quyết định, ví dụ 125/QĐ-UBND"))
        return number


class PublishForm(PortalForm):
    """Why frozen figures get a new version."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do đính chính"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Ghi kèm phiên bản số liệu mới; phiên bản cũ vẫn được giữ."),
    )
