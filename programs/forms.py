"""Forms of targets, projects and participants."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.fields import AgencyChoiceField, AreaChoiceField
from catalogs.models import Component
from committees.models import OfficialDocument
from core.forms import DayField, NumberField, PortalForm, PortalModelForm, YearField
from core.text import one_line
from households.models import Household
from programs.models import LivelihoodProject, Target, Works


def documents_of(access: Access) -> QuerySet[Any]:
    return OfficialDocument.objects.editable_by(access).select_related("kind").order_by("-issued_on")


class TargetForm(PortalModelForm):
    area = AreaChoiceField(label=gettext_lazy("Địa bàn"))
    year = YearField(label=gettext_lazy("Năm"), min_value=2016, max_value=2035)
    value = NumberField(label=gettext_lazy("Chỉ tiêu giao"), min_value=0, decimal_places=2)

    class Meta(PortalModelForm.Meta):
        model = Target
        fields = ["area", "year", "indicator", "value", "document"]

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, AreaChoiceField)
        area.open_to(access)
        if not self.instance._state.adding:
            area.queryset = area.queryset | type(self.instance.area).objects.filter(pk=self.instance.area_id)
        self.fields["document"].queryset = documents_of(access)  # type: ignore[attr-defined]

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if self.data.get(self.add_prefix("indicator"), "").endswith("rate") and value > 100:
            raise ValidationError(_("Tỷ lệ không quá 100%."), code="over_100")
        return value


class ProjectForm(PortalModelForm):
    area = AreaChoiceField(label=gettext_lazy("Địa bàn thực hiện"))
    owner = AgencyChoiceField(label=gettext_lazy("Chủ đầu tư"))

    class Meta(PortalModelForm.Meta):
        model = LivelihoodProject
        fields = ["name", "component", "area", "owner", "budget_vnd", "starts_on", "ends_on", "approval"]

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, owner = self.fields["area"], self.fields["owner"]
        assert isinstance(area, AreaChoiceField)
        assert isinstance(owner, AgencyChoiceField)
        area.open_to(access)
        owner.open_to(access)
        if not self.instance._state.adding:
            area.queryset = area.queryset | type(self.instance.area).objects.filter(pk=self.instance.area_id)
            owner.queryset = owner.queryset | type(self.instance.owner).objects.filter(pk=self.instance.owner_id)
        components = Component.objects.in_tree_order()
        if access.component_ids is not None:
            components = components.filter(pk__in=access.component_ids)
        self.fields["component"].queryset = components  # type: ignore[attr-defined]
        self.fields["approval"].queryset = documents_of(access)  # type: ignore[attr-defined]
        self.fields["approval"].label = gettext_lazy("Quyết định phê duyệt")

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        return values


class WorksForm(PortalModelForm):
    area = AreaChoiceField(label=gettext_lazy("Địa bàn thực hiện"))
    investor = AgencyChoiceField(label=gettext_lazy("Chủ đầu tư"))
    first_year = YearField(label=gettext_lazy("Năm khởi công"), min_value=2010, max_value=2040)
    last_year = YearField(label=gettext_lazy("Năm hoàn thành"), min_value=2010, max_value=2040)

    class Meta(PortalModelForm.Meta):
        model = Works
        fields = ["name", "component", "area", "investor", "first_year", "last_year", "state"]

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, investor = self.fields["area"], self.fields["investor"]
        assert isinstance(area, AreaChoiceField)
        assert isinstance(investor, AgencyChoiceField)
        area.open_to(access)
        investor.open_to(access)
        if not self.instance._state.adding:
            area.queryset = area.queryset | type(self.instance.area).objects.filter(pk=self.instance.area_id)
            old = type(self.instance.investor).objects.filter(pk=self.instance.investor_id)
            investor.queryset = investor.queryset | old
        components = Component.objects.in_tree_order()
        if access.component_ids is not None:
            components = components.filter(pk__in=access.component_ids)
        self.fields["component"].queryset = components  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        first, last = self.cleaned_data.get("first_year"), self.cleaned_data.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("Năm hoàn thành phải từ năm khởi công trở đi."))
        return values


class ParticipantForm(PortalForm):
    """A household by its code; of one's own area, as every household."""

    code = forms.CharField(label=gettext_lazy("Mã hộ"), max_length=30)
    joined_on = DayField(label=gettext_lazy("Ngày tham gia"), latest=timezone.localdate)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        self.access = access
        super().__init__(*args, **kwargs)
        self.fields["joined_on"].initial = timezone.localdate()

    def clean_code(self) -> Household:
        code = one_line(self.cleaned_data["code"])
        found = Household.objects.visible_to(self.access).active().filter(code=code).first()
        if found is None:
            raise ValidationError(_("Không có hộ đang quản lý với mã này trong địa bàn."), code="unknown")
        return found
