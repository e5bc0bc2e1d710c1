"""Forms of a decision about capital: the decision itself, and one form for each kind of row of its annex."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.models import Agency
from catalogs.kind_names import KindNames
from catalogs.models import CapitalKind, CapitalSource, Component
from committees.models import OfficialDocument
from core.form_fields import DayField, VndField, YearField
from core.formats import format_date, format_number
from core.forms import PortalForm
from core.seen import SeenRecord
from disbursement.line_words import line_words
from disbursement.models import CapitalDecision, CapitalLine, DraftEntry
from disbursement.services import open_line, open_taker
from disbursement.services.decisions import RowData, papers_to_use, why_not_from
from disbursement.services.fitness import why_far

Act = DraftEntry.Act
ABSTRACT_SHOWN = 90


class LineField(forms.ModelChoiceField):
    """A line with what it may still spend or give on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=CapitalLine.objects.none(), **kwargs)

    def label_from_instance(self, obj: CapitalLine) -> str:
        told = {"line": line_words(obj, self.names), "left": format_number(obj.balance_vnd)}
        return _("%(line)s · còn %(left)s đồng") % told

    @cached_property
    def names(self) -> KindNames:
        return KindNames.load()


class PaperField(forms.ModelChoiceField):
    """A decision of the register that moves no capital yet (services.decisions.papers_to_use)."""

    def __init__(self, **kwargs: Any) -> None:
        how = gettext_lazy(
            "Quyết định phải có trong sổ văn bản; chưa có thì vào sổ văn bản trước, hoặc nhờ người giữ sổ văn bản."
        )
        super().__init__(queryset=OfficialDocument.objects.none(), help_text=how, **kwargs)

    def label_from_instance(self, obj: OfficialDocument) -> str:
        return f"{obj.number} ({format_date(obj.issued_on)}): {Truncator(obj.abstract).chars(ABSTRACT_SHOWN)}"


class DecisionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: CapitalDecision) -> str:
        return f"{obj.document.number} ({obj.on:%d/%m/%Y})"


class DecisionForm(PortalForm):
    """Which document of the register the annex belongs to, and from which day it applies."""

    document = PaperField(label=gettext_lazy("Quyết định"))
    on = DayField(
        label=gettext_lazy("Ngày hiệu lực"),
        required=False,
        help_text=gettext_lazy("Để trống: ngày ban hành quyết định."),
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = papers_to_use(access)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        document, on = data.get("document"), data.get("on")
        if document and on and (wrong := why_not_from(document, on)):
            self.add_error("on", wrong)
        return data


class ReasonForm(PortalForm):
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RowForm(PortalForm):
    """What every row has; `row_data` opens the lines it needs. `line` chosen beforehand comes as an initial value."""

    amount_vnd = VndField(label=gettext_lazy("Số tiền"), min_value=1)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, access: Access, act: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access, self.act, self.on = access, act, on
        self.order_fields([name for name in self.fields if name not in RowForm.base_fields])
        self.open()

    def open(self) -> None:
        """Fill the choices."""

    def row_data(self) -> RowData:
        """Raises LedgerRefused when a line cannot be opened."""
        raise TypeError(f"{type(self).__name__} must say what it does")

    def lines(self) -> Any:
        """Lines of the decision's year and the one before, which may still be carried over."""
        years = (self.on.year - 1, self.on.year, self.on.year + 1)
        lines = CapitalLine.objects.visible_to(self.access).with_dimensions().filter(budget_year__in=years)
        return lines.order_by("-budget_year", "holder__name", "component__path", "id")

    def open_places(self) -> None:
        """Agencies in force on the day, and components that the reader answers for."""
        agencies = Agency.objects.visible_to(self.access).in_force(self.on).order_by("name", "pk")
        self.fields["holder"].queryset = agencies  # type: ignore[attr-defined]
        components = Component.objects.in_force(self.on).select_related("programme").in_tree_order()
        if self.access.component_ids is not None:
            components = components.filter(pk__in=self.access.component_ids)
        self.fields["component"].queryset = components  # type: ignore[attr-defined]

    def data_of(self, line: CapitalLine, counter: CapitalLine | None = None, sign: int = 1) -> RowData:
        given = self.cleaned_data
        return RowData(self.act, line, sign * given["amount_vnd"], counter, given["note"])


class GiveForm(RowForm):
    """Assign or supplement: the line is named by what it is, and opened when it is new."""

    holder = forms.ModelChoiceField(label=gettext_lazy("Đơn vị"), queryset=Agency.objects.none())
    component = forms.ModelChoiceField(label=gettext_lazy("Dự án, nội dung"), queryset=Component.objects.none())
    kind = forms.ModelChoiceField(label=gettext_lazy("Loại vốn"), queryset=CapitalKind.objects.all())
    source = forms.ModelChoiceField(label=gettext_lazy("Nguồn vốn"), queryset=CapitalSource.objects.none())
    horizon = forms.ChoiceField(label=gettext_lazy("Kế hoạch"), choices=CapitalLine.Horizon.choices)
    budget_year = YearField(
        label=gettext_lazy("Năm ngân sách"),
        min_value=2016,
        help_text=gettext_lazy("Kế hoạch trung hạn: năm cuối của giai đoạn."),
    )
    first_year = YearField(
        label=gettext_lazy("Năm đầu của giai đoạn"),
        min_value=2016,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi giao kế hoạch trung hạn."),
    )
    is_detailed = forms.BooleanField(
        label=gettext_lazy("Giao chi tiết đến đơn vị sử dụng; bỏ chọn nếu đơn vị còn phân bổ tiếp"),
        required=False,
        initial=True,
    )

    def open(self) -> None:
        self.open_places()
        self.fields["source"].queryset = CapitalSource.objects.in_force(self.on)  # type: ignore[attr-defined]
        self.fields["budget_year"].initial = self.on.year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_medium = data.get("horizon") == CapitalLine.Horizon.MEDIUM
        first, last = data.get("first_year"), data.get("budget_year")
        if last and (far := why_far(data.get("horizon", CapitalLine.Horizon.YEAR), last, self.on)):
            self.add_error("budget_year", far)
        if is_medium and first is None and not self.has_error("first_year"):
            self.add_error("first_year", _("Chưa nhập năm đầu của giai đoạn."))
        if first and last and (first > last or not is_medium):
            words = _("Năm đầu sau năm cuối.") if is_medium else _("Kế hoạch năm không có năm đầu giai đoạn; để trống.")
            self.add_error("first_year", words)
        return data

    def row_data(self) -> RowData:
        given = self.cleaned_data
        dimensions = {name: given[name] for name in ("holder", "component", "kind", "source", "horizon")}
        years = {"budget_year": given["budget_year"], "tranche_year": given["first_year"]}
        line = open_line(**dimensions, **years, is_detailed=given["is_detailed"])
        return self.data_of(line)


class AllocateForm(RowForm):
    """From a line that is given on to one below it."""

    parent = LineField(label=gettext_lazy("Phân bổ từ"))
    holder = forms.ModelChoiceField(label=gettext_lazy("Đơn vị nhận"), queryset=Agency.objects.none())
    component = forms.ModelChoiceField(
        label=gettext_lazy("Dự án, nội dung"),
        queryset=Component.objects.none(),
        required=False,
        help_text=gettext_lazy("Để trống: như dòng vốn phân bổ."),
    )
    is_detailed = forms.BooleanField(
        label=gettext_lazy("Chi tiết đến đơn vị sử dụng; bỏ chọn nếu đơn vị còn phân bổ tiếp"),
        required=False,
        initial=True,
    )

    def open(self) -> None:
        self.open_places()
        self.fields["parent"].queryset = self.lines().filter(is_detailed=False)  # type: ignore[attr-defined]

    def row_data(self) -> RowData:
        given, parent = self.cleaned_data, self.cleaned_data["parent"]
        line = open_line(
            component=given["component"] or parent.component,
            holder=given["holder"],
            kind=parent.kind,
            source=parent.source,
            budget_year=parent.budget_year,
            tranche_year=parent.tranche_year,
            horizon=parent.horizon,
            parent=parent,
            is_detailed=given["is_detailed"],
        )
        return self.data_of(line)


class TransferForm(RowForm):
    """From a line to the one of the same kind, source and year of another holder or component."""

    line = LineField(label=gettext_lazy("Dòng vốn bị giảm"))
    holder = forms.ModelChoiceField(label=gettext_lazy("Đơn vị nhận"), queryset=Agency.objects.none())
    component = forms.ModelChoiceField(
        label=gettext_lazy("Dự án, nội dung nhận"),
        queryset=Component.objects.none(),
        required=False,
        help_text=gettext_lazy("Để trống: như dòng vốn bị giảm."),
    )

    def open(self) -> None:
        self.open_places()
        self.fields["line"].queryset = self.lines()  # type: ignore[attr-defined]

    def row_data(self) -> RowData:
        given = self.cleaned_data
        taker = open_taker(given["line"], given["holder"], given["component"])
        return self.data_of(given["line"], taker)


class LineForm(RowForm):
    """Only the line that loses."""

    line = LineField(label=gettext_lazy("Dòng vốn"))

    def open(self) -> None:
        self.fields["line"].queryset = self.lines()  # type: ignore[attr-defined]

    def row_data(self) -> RowData:
        return self.data_of(self.cleaned_data["line"])


class CarriesOver(PortalForm):
    until = DayField(
        label=gettext_lazy("Giải ngân đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Theo quyết định kéo dài; để trống: theo hạn chung của năm sau."),
    )


class CarryOverForm(CarriesOver, LineForm):
    """Into the next year, with a deadline of its own where the decision says one."""

    def lines(self) -> Any:
        return super().lines().filter(horizon=CapitalLine.Horizon.YEAR, budget_year__lte=self.on.year)

    def row_data(self) -> RowData:
        return replace(super().row_data(), until=self.cleaned_data["until"])


class AdjustForm(LineForm):
    WAYS = ((1, gettext_lazy("tăng")), (-1, gettext_lazy("giảm")))

    way = forms.TypedChoiceField(label=gettext_lazy("Điều chỉnh"), choices=WAYS, coerce=int)

    def row_data(self) -> RowData:
        return self.data_of(self.cleaned_data["line"], sign=self.cleaned_data["way"])


FORMS: dict[str, type[RowForm]] = {
    Act.ASSIGN: GiveForm,
    Act.SUPPLEMENT: GiveForm,
    Act.ALLOCATE: AllocateForm,
    Act.ADJUST: AdjustForm,
    Act.TRANSFER: TransferForm,
    Act.CARRY_OVER: CarryOverForm,
    Act.RECALL: LineForm,
}


class AmountForm(SeenRecord, PortalForm):
    """A row that stands already: only its amount and note change; another line is another row."""

    amount_vnd = VndField(label=gettext_lazy("Số tiền"), min_value=1)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)


class CarriedAmountForm(CarriesOver, AmountForm):
    field_order = ("amount_vnd", "until", "note")


class PassOnForm(PortalForm):
    """Which draft takes the lines of an agency that was merged away, and who gets them."""

    decision = DecisionField(label=gettext_lazy("Dự thảo quyết định"), queryset=CapitalDecision.objects.none())
    successor = forms.ModelChoiceField(label=gettext_lazy("Đơn vị kế tục"), queryset=Agency.objects.none())

    def __init__(self, *args: Any, access: Access, holder: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = CapitalDecision.objects.visible_to(access).with_papers().filter(state=CapitalDecision.State.DRAFT)
        self.fields["decision"].queryset = drafts  # type: ignore[attr-defined]
        followers = Agency.objects.filter(predecessions__old=holder).distinct().order_by("name", "pk")
        self.fields["successor"].queryset = followers  # type: ignore[attr-defined]
        if len(followers) == 1:
            self.fields["successor"].initial = followers[0]
