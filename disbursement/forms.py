"""Forms of the ledger. What the ledger itself refuses is said by the service (LedgerRefused)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Agency
from catalogs.models import CapitalKind, CapitalSource, Component
from committees.models import OfficialDocument
from core.form_fields import DayField, VndField
from core.forms import PortalForm
from disbursement.models import Disbursement, Movement


class VoucherForm(PortalForm):
    kind = forms.ChoiceField(label=_("Loại"), choices=Disbursement.Kind.choices)
    voucher = forms.CharField(label=_("Số chứng từ"), max_length=60)
    value_date = DayField(label=_("Ngày chứng từ"), latest=timezone.localdate)
    amount_vnd = VndField(label=_("Số tiền"), min_value=1)
    treasury_ref = forms.CharField(label=_("Mã tham chiếu Kho bạc"), max_length=60, required=False)
    note = forms.CharField(label=_("Nội dung"), max_length=300, required=False)


class ReversalForm(PortalForm):
    reason = forms.CharField(label=_("Lý do đảo bút toán"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MovementForm(PortalForm):
    """One movement of the plan by a decision; the line is opened when it is new."""

    KINDS = (Movement.Kind.ASSIGN, Movement.Kind.SUPPLEMENT, Movement.Kind.RECALL)

    decision = forms.ModelChoiceField(label=_("Quyết định"), queryset=OfficialDocument.objects.none())
    on = DayField(label=_("Ngày hiệu lực"))
    kind = forms.ChoiceField(label=_("Loại"), choices=[(kind.value, kind.label) for kind in KINDS])
    holder = forms.ModelChoiceField(label=_("Đơn vị"), queryset=Agency.objects.none())
    component = forms.ModelChoiceField(label=_("Dự án, nội dung"), queryset=Component.objects.none())
    capital_kind = forms.ModelChoiceField(label=_("Loại vốn"), queryset=CapitalKind.objects.all())
    source = forms.ModelChoiceField(label=_("Nguồn vốn"), queryset=CapitalSource.objects.all())
    budget_year = forms.IntegerField(label=_("Năm ngân sách"), min_value=2016, max_value=2100)
    amount_vnd = VndField(label=_("Số tiền"), min_value=1)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = OfficialDocument.objects.visible_to(access).order_by("-issued_on")
        self.fields["decision"].queryset = documents  # type: ignore[attr-defined]
        holders = Agency.objects.filter(area__path__descendant_of=access.paths).order_by("name")
        self.fields["holder"].queryset = holders  # type: ignore[attr-defined]
        components = Component.objects.order_by("programme", "path")
        if access.component_ids is not None:
            components = components.filter(pk__in=access.component_ids)
        self.fields["component"].queryset = components  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decision, on = data.get("decision"), data.get("on")
        if decision and on and on < decision.issued_on:
            self.add_error("on", _("Ngày hiệu lực không được trước ngày ban hành quyết định."))
        return data
