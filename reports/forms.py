"""What the page of published statistics is asked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from areas.models import Area, Region
from committees.forms import DocumentChoiceField
from committees.models import OfficialDocument
from core.forms import PortalForm
from disbursement.explanation_forms import DueField
from reports.published_names import indicator_name

REGION = "vung-"  # before the code of a region, where an area has its ref


class SeriesForm(PortalForm):
    """Which indicator, and whose: the country, a region, a province of either list."""

    chi_tieu = forms.ChoiceField(label=gettext_lazy("Chỉ tiêu"), required=False)
    noi = forms.ChoiceField(label=gettext_lazy("Nơi công bố"), required=False)

    def __init__(
        self, *args: Any, indicators: Iterable[str], areas: Iterable[Area], regions: Iterable[Region], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chi_tieu"].choices = [(code, indicator_name(code)) for code in indicators]  # type: ignore[attr-defined]
        self.fields["noi"].choices = _places(list(areas), list(regions))  # type: ignore[attr-defined]


def _places(areas: list[Area], regions: list[Region]) -> list[Any]:
    countries = [(area.ref, area.full_name) for area in areas if area.level == Area.Level.COUNTRY]
    groups: list[Any] = [*countries]
    if regions:
        groups.append((_("Vùng"), [(f"{REGION}{region.code}", region.label) for region in regions]))
    for edition, label in (("2024", _("Tỉnh, đến 30/6/2025")), ("2025", _("Tỉnh, từ 1/7/2025"))):
        named = [
            (area.ref, area.full_name)
            for area in areas
            if area.edition == edition and area.level == Area.Level.PROVINCE
        ]
        groups += [(label, named)] if named else []
    return groups


class CloseYearForm(PortalForm):
    """`seen`: how many frozen versions the page showed."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2016, max_value=2100)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label=_("Lý do, căn cứ"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Ví dụ: hết thời hạn giải ngân vốn năm 2025; đính chính theo công văn số ..."),
    )


class AskForm(PortalForm):
    """Which late holders are asked, what, and until when."""

    holders = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Đơn vị này không còn trong danh sách; hãy xem lại.")},
    )
    question = forms.CharField(
        label=gettext_lazy("Nội dung yêu cầu"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    due = DueField(label=gettext_lazy("Hạn giải trình"))
    document = DocumentChoiceField(
        label=gettext_lazy("Văn bản yêu cầu"), queryset=OfficialDocument.objects.none(), required=False
    )

    def __init__(self, *args: Any, access: Access, holders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].choices = holders  # type: ignore[attr-defined]
        documents = OfficialDocument.objects.editable_by(access).select_related("kind")
        self.fields["document"].queryset = documents.order_by("-issued_on")  # type: ignore[attr-defined]
