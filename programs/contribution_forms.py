"""Forms of contributions and of policy credit. What they must say is said by programs.rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.fields import AgencyChoiceField, AreaChoiceField
from catalogs.models import CapitalSource, Component, Programme
from core.forms import CountField, DayField, PortalForm, VndField, YearField
from programs.forms import documents_of
from programs.models import Contribution, CreditTurnover, LivelihoodProject, Works
from programs.rules import INTEGRATED, PEOPLE, ContributionData, misplaced, problems, too_many_households
from programs.services.contributions import oldest_day

Form = Contribution.Form
FIRST_YEAR = 2016


class ProgrammeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Programme) -> str:
        return obj.short_name


class RecordForm(PortalForm):
    """Where, by whom and for which programme something is recorded."""

    area = AreaChoiceField(label=gettext_lazy("Địa bàn"))
    agency = AgencyChoiceField(label=gettext_lazy("Cơ quan ghi nhận"))
    programme = ProgrammeField(label=gettext_lazy("Chương trình"), queryset=Programme.objects.none())

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        area, agency = self.fields["area"], self.fields["agency"]
        assert isinstance(area, AreaChoiceField)
        assert isinstance(agency, AgencyChoiceField)
        area.open_to(access)
        agency.open_to(access)
        if access.user is not None:
            agency.initial = access.user.agency_id
        programmes = Programme.objects.order_by("-valid_from", "code")
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["programme"].initial = programmes.in_force(timezone.localdate()).first()


class ContributionForm(RecordForm):
    """`source` and `form` are chosen before: the fields that they have no use for are left out."""

    received_on = DayField(label=gettext_lazy("Ngày nhận"), latest=timezone.localdate)
    quantity = CountField(min_value=1, max_value=10**9)
    value_vnd = VndField(label=gettext_lazy("Giá trị"), min_value=1)
    value_basis = forms.CharField(
        label=gettext_lazy("Căn cứ quy ra tiền"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Nếu ghi giá trị thì nêu căn cứ, ví dụ “đơn giá ngày công theo QĐ 12/QĐ-UBND”."),
    )
    contributor = forms.CharField(
        label=gettext_lazy("Doanh nghiệp, tổ chức đóng góp"),
        max_length=200,
        help_text=gettext_lazy("Tên tổ chức, không ghi tên cá nhân."),
    )
    households = CountField(
        label=gettext_lazy("Số hộ đóng góp"),
        min_value=1,
        max_value=10**6,
        help_text=gettext_lazy("Chỉ ghi số hộ, không ghi tên người."),
    )
    other_programme = forms.CharField(label=gettext_lazy("Chương trình, dự án được lồng ghép"), max_length=250)
    component = forms.ModelChoiceField(
        label=gettext_lazy("Dự án, nội dung"), queryset=Component.objects.none(), required=False
    )
    works = forms.ModelChoiceField(label=gettext_lazy("Cho công trình"), queryset=Works.objects.none(), required=False)
    project = forms.ModelChoiceField(
        label=gettext_lazy("Cho dự án sinh kế"), queryset=LivelihoodProject.objects.none(), required=False
    )
    receipt = forms.CharField(label=gettext_lazy("Số biên bản, phiếu thu"), max_length=60, required=False)
    document = forms.ModelChoiceField(
        label=gettext_lazy("Văn bản trong sổ"), queryset=LivelihoodProject.objects.none(), required=False
    )
    year = YearField(
        label=gettext_lazy("Năm báo cáo"),
        min_value=FIRST_YEAR,
        required=False,
        help_text=gettext_lazy("Để trống là năm nhận."),
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    field_order = (
        "contributor",
        "households",
        "other_programme",
        "received_on",
        "quantity",
        "value_vnd",
        "value_basis",
        "note",
        "area",
        "programme",
        "component",
        "works",
        "project",
        "receipt",
        "document",
        "year",
        "agency",
    )

    def __init__(self, *args: Any, access: Access, source: CapitalSource, form: str, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.source, self.form = source, form
        components = Component.objects.in_tree_order().select_related("programme")
        if access.component_ids is not None:
            components = components.filter(pk__in=access.component_ids)
            self._require("component", _("Chọn nội dung được giao."))
        choices = {"component": components, "document": documents_of(access)}
        for name, model in (("works", Works), ("project", LivelihoodProject)):
            choices[name] = model.objects.editable_by(access).select_related("component", "area").order_by("name", "pk")
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        self._fit_source()
        self._fit_form()

    def _fit_source(self) -> None:
        """Integrated capital comes from another programme, people are counted, everybody else has a name."""
        wanted = {INTEGRATED: "other_programme", PEOPLE: "households"}.get(self.source.code, "contributor")
        for name in {"other_programme", "households", "contributor"} - {wanted}:
            del self.fields[name]

    def _fit_form(self) -> None:
        """Money and goods have a value; labour and land a quantity, and a value where it was worked out."""
        if self.form in Contribution.MEASURED:
            days = self.form == Form.LABOUR
            quantity, value = self.fields["quantity"], self.fields["value_vnd"]
            quantity.label = _("Số ngày công") if days else _("Diện tích đất hiến")
            quantity.unit = _("ngày công") if days else "m²"  # type: ignore[attr-defined]
            quantity.help_text = "" if days else _("Làm tròn đến m².")
            value.required, value.label = False, _("Giá trị quy ra tiền")
            value.help_text = _("Chưa có căn cứ thì để trống: khoản này được báo cáo là chưa quy ra tiền.")
        else:
            del self.fields["quantity"], self.fields["value_basis"]
        if self.form == Form.GOODS:
            self.fields["note"].label = _("Tên, số lượng hiện vật")
            self._require("note", _("Ghi tên, số lượng hiện vật."))

    def _require(self, name: str, sentence: str) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = sentence

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["year"] = values.get("year") or getattr(values.get("received_on"), "year", None)
        if self.errors:
            return values
        data = self.data_of(values)
        if wrong := misplaced(data.area, data.year, oldest_day()):
            self.add_error("area", wrong)
        for name, sentence in problems(data):
            self.add_error(name if name in self.fields else None, sentence)
        return values

    def data_of(self, values: dict[str, Any]) -> ContributionData:
        return ContributionData(source=self.source, form=self.form, **values)


class CreditForm(RecordForm):
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=CreditTurnover.Kind.choices)
    amount_vnd = VndField(label=gettext_lazy("Số tiền"), min_value=1)
    households = CountField(
        label=gettext_lazy("Số lượt hộ vay"),
        min_value=1,
        max_value=10**6,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi cho vay."),
    )
    on = DayField(label=gettext_lazy("Ngày"), latest=timezone.localdate)
    receipt = forms.CharField(label=gettext_lazy("Số báo cáo, chứng từ"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    field_order = ("kind", "amount_vnd", "households", "on", "area", "programme", "receipt", "note", "agency")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lends = values.get("kind") == CreditTurnover.Kind.LENT
        if lends and values.get("households") is None and not self.has_error("households"):
            self.add_error("households", _("Ghi số lượt hộ vay."))
        if not lends and values.get("households") is not None:
            self.add_error("households", _("Chỉ ghi số lượt hộ khi cho vay: để trống ô này."))
        if not self.errors and (wrong := misplaced(values["area"], values["on"].year, oldest_day())):
            self.add_error("area", wrong)
        if not self.errors and lends and (wrong := too_many_households(values["area"], values["households"])):
            self.add_error("households", wrong)
        return values
