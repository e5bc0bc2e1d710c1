"""Forms of the document register and of tasks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.fields import AgencyChoiceField, AreaChoiceField
from committees.models import OfficialDocument
from committees.rules import number_fits
from core.formats import format_date
from core.forms import DayField, PortalForm, PortalModelForm
from core.text import one_line
from core.uploads import UploadField

ABSTRACT_SHOWN = 90


class DocumentChoiceField(forms.ModelChoiceField):
    """Documents as one tells them apart: number, day, what they are about."""

    def label_from_instance(self, obj: OfficialDocument) -> str:
        about = Truncator(obj.abstract).chars(ABSTRACT_SHOWN)
        return _("%(number)s ngày %(day)s: %(about)s") % {
            "number": obj.number,
            "day": format_date(obj.issued_on),
            "about": about,
        }


class DocumentForm(PortalModelForm):
    """One line of the register. The number must have the form of its kind (Decree 30/2020)."""

    area = AreaChoiceField(label=gettext_lazy("Ban hành tại địa bàn"))
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), latest=timezone.localdate)
    upload = UploadField(label=gettext_lazy("Tệp văn bản"), required=False)

    class Meta(PortalModelForm.Meta):
        model = OfficialDocument
        fields = ["kind", "number", "issuer", "issued_on", "abstract", "area", "replaces"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, replaces = self.fields["area"], self.fields["replaces"]
        assert isinstance(area, AreaChoiceField)
        area.open_to(access)
        if not self.instance._state.adding:
            area.queryset = area.queryset | type(self.instance.area).objects.filter(pk=self.instance.area_id)
        others = OfficialDocument.objects.editable_by(access).exclude(pk=self.instance.pk)
        replaces.queryset = others.order_by("-issued_on", "number")  # type: ignore[attr-defined]
        replaces.label = gettext_lazy("Thay thế văn bản")
        self.fields["number"].help_text = _("Ví dụ: 130/KH-UBND, 25/2022/QĐ-UBND, 05-NQ/TU")

    def clean_number(self) -> str:
        number = one_line(self.cleaned_data["number"])
        kind = self.cleaned_data.get("kind")
        if kind is not None and not number_fits(number, kind.number_pattern):
            raise ValidationError(
                _("Số, ký hiệu của %(kind)s viết như %(example)s") % {"kind": kind.label, "example": kind.example},
                code="number",
            )
        return number

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        known = OfficialDocument.objects.exclude(pk=self.instance.pk).filter(
            area=self.cleaned_data.get("area"),
            number=self.cleaned_data.get("number"),
            issuer=self.cleaned_data.get("issuer"),
            issued_on=self.cleaned_data.get("issued_on"),
        )
        if known.exists():
            self.add_error("number", _("Văn bản số này, của cơ quan này, ngày này đã có trong sổ."))
        return values


class TaskForm(PortalForm):
    """Something for an agency to do until a day."""

    agency = AgencyChoiceField(label=gettext_lazy("Đơn vị thực hiện"))
    # Two lines high: the titles that a dashboard fills in are sentences.
    title = forms.CharField(label=gettext_lazy("Nhiệm vụ"), max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
    detail = forms.CharField(label=gettext_lazy("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    document = DocumentChoiceField(
        label=gettext_lazy("Căn cứ văn bản"), queryset=OfficialDocument.objects.none(), required=False
    )
    due = DayField(label=gettext_lazy("Hạn hoàn thành"), earliest=timezone.localdate)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        assert isinstance(agency, AgencyChoiceField)
        agency.open_to(access)
        documents = OfficialDocument.objects.editable_by(access).select_related("kind")
        self.fields["document"].queryset = documents.order_by("-issued_on")  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])


class TaskActForm(PortalForm):
    """What goes with an act: the result that is reported, or why the task is returned."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Lý do trả lại") if act == "return" else _("Kết quả thực hiện")
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = _("Chưa nhập: %(label)s") % {"label": label}
