"""Forms of contracts."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from core.form_fields import MOST_VND, DayField, VndField
from core.forms import PortalForm
from disbursement.models import CapitalLine, ContractEntry, GapNote
from disbursement.rules.contracts import Gap
from disbursement.subject_fields import choose_or_name, subjects_to_choose
from programs.models import LivelihoodProject, Works

Kind = ContractEntry.Kind


class ContractForm(PortalForm):
    """About one works or one livelihood project, of the component and the place of the line."""

    number = forms.CharField(label=_("Số hợp đồng"), max_length=60)
    signed_on = DayField(label=_("Ngày ký"), earliest=date(2010, 1, 1), latest=timezone.localdate)
    contractor = forms.CharField(label=_("Nhà thầu, đơn vị nhận hợp đồng"), max_length=200)
    works = forms.ModelChoiceField(label=_("Công trình"), queryset=Works.objects.none(), required=False)
    project = forms.ModelChoiceField(
        label=_("Dự án sinh kế"), queryset=LivelihoodProject.objects.none(), required=False
    )
    amount_vnd = VndField(label=_("Giá trị hợp đồng"), min_value=1)

    def __init__(self, *args: Any, access: Access, line: CapitalLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("works", Works), ("project", LivelihoodProject)):
            found = subjects_to_choose(line, model, access)
            self.fields[name] = choose_or_name(self.fields[name], found, _("Ghi tên hoặc một phần tên."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("works")) == bool(data.get("project")) and not self.errors:
            self.add_error("works", gettext("Chọn một công trình hoặc một dự án sinh kế."))
        return data


class EntryForm(PortalForm):
    """An annex, an acceptance or a final settlement; only an annex may lower its sum."""

    kind = forms.ChoiceField(label=_("Loại"), choices=Kind.choices, initial=Kind.ACCEPTANCE)
    on = DayField(label=_("Ngày"), latest=timezone.localdate)
    amount_vnd = VndField(
        label=_("Số tiền"), min_value=-MOST_VND, help_text=_("Phụ lục giảm giá trị hợp đồng ghi số âm.")
    )
    document = forms.CharField(label=_("Số biên bản, phụ lục, quyết định"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amount = data.get("amount_vnd")
        if amount is not None and (amount == 0 or (amount < 0 and data.get("kind") != Kind.COMMITMENT)):
            self.add_error("amount_vnd", gettext("Số tiền phải lớn hơn 0."))
        return data


class GapNoteForm(PortalForm):
    """Why two of the four sums differ."""

    gap = forms.ChoiceField(label=_("Chênh lệch"), choices=GapNote.Gap.choices)
    text = forms.CharField(label=_("Nguyên nhân"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, gaps: list[Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gaps:
            self.fields["gap"].initial = gaps[0].code
