"""Forms of approval."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_fields import DayField, VndField
from core.forms import PortalForm, PortalModelForm
from disbursement.models import ApprovalStep


class RefusalForm(PortalForm):
    reason = forms.CharField(label=_("Lý do không duyệt"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class StepForm(PortalModelForm):
    from_amount_vnd = VndField(label=_("Từ số tiền"), min_value=1)
    order = forms.IntegerField(label=_("Thứ tự"), min_value=1, max_value=9, initial=1)
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta(PortalModelForm.Meta):
        model = ApprovalStep
        fields = ["name", "order", "from_amount_vnd", "role", "valid_from"]


class EndStepForm(PortalForm):
    valid_to = DayField(label=_("Hiệu lực đến hết ngày"), earliest=timezone.localdate)
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
