"""Forms of needs and allocation plans. What cannot be divided so is said by the service (NotAllowed)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.fields import AreaChoiceField
from accounts.models import Agency
from areas.models import Area
from catalogs.models import Component
from core.form_fields import DayField, NumberField, PercentField, VndField, YearField
from core.formats import MILLION, format_number
from core.forms import PortalForm, PortalModelForm
from core.seen import SeenRecord
from core.uploads import UploadField
from disbursement.criterion_sources import all_sources
from disbursement.models import AllocationPlan, Alternative, CapitalNeed, Criterion, UnitLimit
from disbursement.plan_forms import LineField, PaperField
from disbursement.services.allocation_drafts import holders_of_reserve, no_reserve_holder
from disbursement.services.apportioning import reserve_vnd
from disbursement.services.decisions import papers_to_use

YEARS = {"min_value": 2016, "max_value": 2035}


def components_of(access: Access, chosen_id: int | None) -> Any:
    """What money may still be planned for, and what is chosen already."""
    this_year = date(timezone.localdate().year, 1, 1)
    running = Q(valid_to=None) | Q(valid_to__gte=this_year)
    components = Component.objects.in_tree_order().filter(running | Q(pk=chosen_id))
    return components if access.component_ids is None else components.filter(pk__in=access.component_ids)


def not_in_year(component: Component | None, year: int | None) -> str:
    """Why there is no money for the component in that year; "" when there may be."""
    if component is None or year is None:
        return ""
    first, last = date(year, 1, 1), date(year, 12, 31)
    runs = component.valid_from <= last and (component.valid_to is None or component.valid_to >= first)
    return "" if runs else _("Nội dung này không thực hiện trong năm %(year)s.") % {"year": year}


class NeedForm(SeenRecord, PortalModelForm):
    needed_at_times = frozenset({"upload"})

    budget_year = YearField(label=gettext_lazy("Năm ngân sách"), **YEARS)
    amount_vnd = VndField(label=gettext_lazy("Số vốn đề nghị"), min_value=1)
    upload = UploadField(
        label=gettext_lazy("Tệp thuyết minh"),
        required=False,
        help_text=gettext_lazy("Phải có trước khi gửi. Tệp PDF, Word, Excel hoặc ảnh."),
    )

    class Meta(PortalModelForm.Meta):
        model = CapitalNeed
        fields = ["budget_year", "component", "kind", "amount_vnd", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = components_of(access, self.instance.component_id)  # type: ignore[attr-defined]
        if self.instance._state.adding:
            self.fields["budget_year"].initial = timezone.localdate().year + 1
        elif self.instance.file is not None:
            told = _("Tệp đang có: %(name)s. Chọn tệp khác để thay.") % {"name": self.instance.file.name}
            self.fields["upload"].help_text = told

    def stored(self) -> dict[str, Any]:
        return {**super().stored(), "file": self.instance.file_id}

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        problem = not_in_year(self.cleaned_data.get("component"), self.cleaned_data.get("budget_year"))
        if problem:
            self.add_error("component", problem)
        return values


class ReasonForm(PortalForm):
    """Why something is returned or chosen."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class PlanForm(SeenRecord, PortalModelForm):
    area = AreaChoiceField(label=gettext_lazy("Phân bổ cho các xã, phường của"))
    budget_year = YearField(label=gettext_lazy("Năm ngân sách"), **YEARS)
    envelope_vnd = VndField(label=gettext_lazy("Tổng vốn phân bổ"), min_value=1)
    reserve_vnd = VndField(label=gettext_lazy("Dự phòng, số tiền"), required=False)
    reserve_share = PercentField(
        label=gettext_lazy("Dự phòng, tỷ lệ"),
        required=False,
        help_text=gettext_lazy("Ghi số tiền hoặc tỷ lệ, không ghi cả hai."),
    )
    rounding_vnd = VndField(label=gettext_lazy("Làm tròn đến"), min_value=1)
    figures_year = YearField(
        label=gettext_lazy("Lấy số liệu rà soát năm"),
        help_text=gettext_lazy("Chỉ lấy kết quả đã công nhận."),
        **YEARS,
    )

    class Meta(PortalModelForm.Meta):
        model = AllocationPlan
        fields = [
            "title",
            "area",
            "component",
            "kind",
            "source",
            "budget_year",
            "envelope_vnd",
            "reserve_vnd",
            "reserve_share",
            "rounding_vnd",
            "figures_year",
            "basis",
        ]
        widgets = {"basis": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"basis": gettext_lazy("Mỗi căn cứ một dòng, ghi số, ngày và cơ quan ban hành.")}

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, AreaChoiceField)
        area.open_to(access)
        if self.instance._state.adding:
            this_year = timezone.localdate().year
            self.fields["budget_year"].initial = this_year + 1
            self.fields["figures_year"].initial = this_year
            self.fields["rounding_vnd"].initial = MILLION
        else:
            area.queryset = area.queryset | type(self.instance.area).objects.filter(pk=self.instance.area_id)
        self.fields["component"].queryset = components_of(access, self.instance.component_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        given = self.cleaned_data
        problem = not_in_year(given.get("component"), given.get("budget_year"))
        if problem:
            self.add_error("component", problem)
        self._clean_reserve(given)
        return values

    def _clean_reserve(self, given: dict[str, Any]) -> None:
        amount, share, envelope = given.get("reserve_vnd"), given.get("reserve_share"), given.get("envelope_vnd")
        if amount is not None and share is not None:
            self.add_error("reserve_share", _("Ghi số tiền hoặc tỷ lệ dự phòng, không ghi cả hai."))
        elif amount is not None and envelope is not None and amount > envelope:
            self.add_error("reserve_vnd", _("Phần dự phòng không được lớn hơn tổng vốn phân bổ."))
        elif amount is None and share is None and "reserve_vnd" in given:
            given["reserve_vnd"] = 0


class CriterionForm(SeenRecord, PortalModelForm):
    measure = forms.ChoiceField(label=gettext_lazy("Số liệu"))
    coefficient = NumberField(label=gettext_lazy("Điểm cho một đơn vị"), min_value=0, decimal_places=6)

    class Meta(PortalModelForm.Meta):
        model = Criterion
        fields = ["measure", "label", "coefficient", "legal_text", "confidence", "note"]
        labels = {"label": gettext_lazy("Tên tiêu chí")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(source.code, f"{source.label} ({source.unit})") for source in all_sources()]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]
        self.fields["legal_text"].required = False

    def clean_measure(self) -> str:
        measure = str(self.cleaned_data["measure"])
        others = self.instance.plan.criteria.exclude(pk=self.instance.pk)
        if others.filter(measure=measure).exists():
            raise ValidationError(_("Số liệu này đã là một tiêu chí của phương án phân bổ."), code="twice")
        return measure


class AlternativeForm(SeenRecord, PortalModelForm):
    """Name and limits, then one coefficient for each criterion of the plan."""

    floor_vnd = VndField(label=gettext_lazy("Mức sàn chung"), required=False)
    cap_vnd = VndField(label=gettext_lazy("Mức trần chung"), required=False)

    class Meta(PortalModelForm.Meta):
        model = Alternative
        fields = ["name", "floor_vnd", "cap_vnd", "caps_at_need"]

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {f"criterion_{criterion.pk}": criterion for criterion in criteria}
        known = (
            {} if self.instance._state.adding else dict(self.instance.coefficients.values_list("criterion_id", "value"))
        )
        units = {source.code: source.unit for source in all_sources()}
        for name, criterion in self.criteria.items():
            self.fields[name] = NumberField(
                label=criterion.label,
                unit=_("điểm/%(unit)s") % {"unit": units.get(criterion.measure, "")},
                min_value=0,
                decimal_places=6,
                initial=known.get(criterion.pk, criterion.coefficient),
            )

    def clean_floor_vnd(self) -> int:
        return self.cleaned_data["floor_vnd"] or 0

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if self.instance.plan.alternatives.exclude(pk=self.instance.pk).filter(name=name).exists():
            raise ValidationError(_("Đã có phương án mang tên này."), code="twice")
        return name

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        floor, cap = self.cleaned_data.get("floor_vnd"), self.cleaned_data.get("cap_vnd")
        if floor is not None and cap is not None and cap < floor:
            self.add_error("cap_vnd", _("Mức trần phải từ mức sàn trở lên."))
        return values

    def coefficients(self) -> dict[Criterion, Decimal]:
        return {criterion: self.cleaned_data[name] for name, criterion in self.criteria.items()}


class LimitForm(PortalModelForm):
    floor_vnd = VndField(label=gettext_lazy("Mức sàn riêng"), required=False)
    cap_vnd = VndField(label=gettext_lazy("Mức trần riêng"), required=False)

    class Meta(PortalModelForm.Meta):
        model = UnitLimit
        fields = ["area", "floor_vnd", "cap_vnd", "left_out", "reason"]
        help_texts = {
            "left_out": gettext_lazy("Đơn vị chỉ được mức sàn, không tham gia chia theo điểm."),
        }

    def __init__(self, *args: Any, units: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pks = [unit.pk for unit in units]
        self.fields["area"].queryset = Area.objects.filter(pk__in=pks).order_by("sort_key")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        given = self.cleaned_data
        floor, cap = given.get("floor_vnd"), given.get("cap_vnd")
        if floor is not None and cap is not None and cap < floor:
            self.add_error("cap_vnd", _("Mức trần phải từ mức sàn trở lên."))
        if floor is None and cap is None and not given.get("left_out"):
            self.add_error("floor_vnd", _("Ghi mức sàn, mức trần hoặc chọn không chia theo tiêu chí."))
        others = self.instance.alternative.limits.exclude(pk=self.instance.pk)
        if others.filter(area=given.get("area")).exists():
            self.add_error("area", _("Đơn vị này đã có mức riêng; bỏ mức đó trước."))
        return values


class DraftForm(PortalForm):
    """Which decision of the register the shares become the annex of, and which line they are taken from."""

    document = PaperField(label=gettext_lazy("Quyết định trong sổ văn bản"))
    on = DayField(label=gettext_lazy("Ngày hiệu lực"))
    parent = LineField(
        label=gettext_lazy("Phân bổ từ dòng vốn"),
        required=False,
        empty_label=gettext_lazy("Giao thẳng cho đơn vị"),
    )
    reserve_holder = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị giữ phần dự phòng"), queryset=Agency.objects.none(), required=False
    )

    def __init__(self, *args: Any, access: Access, parents: Any, plan: AllocationPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_about_reserve(plan)
        self.fields["document"].queryset = papers_to_use(access)  # type: ignore[attr-defined]
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        if len(parents) == 1:
            self.fields["parent"].initial = parents[0].pk
        self.fields["on"].initial = timezone.localdate()

    def _ask_about_reserve(self, plan: AllocationPlan) -> None:
        """Only where there is one; its people's committee keeps it unless another agency is chosen."""
        if not (kept := reserve_vnd(plan)):
            del self.fields["reserve_holder"]
            return
        field, holders = self.fields["reserve_holder"], holders_of_reserve(plan)
        field.queryset, field.initial = holders, holders.first()  # type: ignore[attr-defined]
        field.help_text = _(
            "Giao thẳng: %(amount)s đồng dự phòng giao cho đơn vị này, chưa phân bổ chi tiết. "
            "Phân bổ từ một dòng vốn: phần dự phòng để lại ở dòng vốn đó."
        ) % {"amount": format_number(kept)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "reserve_holder" in given and given["reserve_holder"] is None and given.get("parent") is None:
            self.add_error("reserve_holder", no_reserve_holder())
        return given
