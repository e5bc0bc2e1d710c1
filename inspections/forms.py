"""Forms of plans, visits and recommendations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.fields import AgencyChoiceField, AreaChoiceField
from committees.models import OfficialDocument
from core.forms import DayField, PortalForm, PortalModelForm, YearField
from inspections.models import InspectionPlan, Visit


class PlanForm(PortalModelForm):
    area = AreaChoiceField(label=gettext_lazy("Địa bàn"))
    year = YearField(label=gettext_lazy("Năm"), min_value=2016, max_value=2035)

    class Meta(PortalModelForm.Meta):
        model = InspectionPlan
        fields = ["title", "year", "area", "document"]

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _open_area(self, access)
        documents = OfficialDocument.objects.editable_by(access).select_related("kind")
        self.fields["document"].queryset = documents.order_by("-issued_on")  # type: ignore[attr-defined]
        if self.instance._state.adding:
            self.fields["year"].initial = timezone.localdate().year


class VisitForm(PortalModelForm):
    area = AreaChoiceField(label=gettext_lazy("Nơi kiểm tra"))
    planned_on = DayField(label=gettext_lazy("Ngày dự kiến"))
    visited_on = DayField(label=gettext_lazy("Ngày kiểm tra"), latest=timezone.localdate, required=False)

    class Meta(PortalModelForm.Meta):
        model = Visit
        fields = ["team", "area", "planned_on", "visited_on", "conclusion"]
        widgets = {"conclusion": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _open_area(self, access)

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        if self.cleaned_data.get("conclusion") and not self.cleaned_data.get("visited_on"):
            self.add_error("visited_on", _("Có kết luận thì phải ghi ngày kiểm tra."))
        return values


def _open_area(form: Any, access: Access) -> None:
    """The areas one may choose; a record of an older list keeps its own."""
    area = form.fields["area"]
    area.open_to(access)
    if not form.instance._state.adding:
        area.queryset = area.queryset | type(form.instance.area).objects.filter(pk=form.instance.area_id)


class RecommendationForm(PortalForm):
    text = forms.CharField(label=gettext_lazy("Kiến nghị"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    agency = AgencyChoiceField(label=gettext_lazy("Đơn vị thực hiện"))
    due = DayField(label=gettext_lazy("Hạn khắc phục"), earliest=timezone.localdate)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        assert isinstance(agency, AgencyChoiceField)
        agency.open_to(access)


class AnswerForm(PortalForm):
    """What goes with an act: what was mended, or why it is not enough."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Lý do yêu cầu khắc phục tiếp") if act == "return" else _("Kết quả khắc phục")
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = _("Chưa nhập: %(label)s") % {"label": label}
