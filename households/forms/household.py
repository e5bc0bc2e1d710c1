"""Forms about a household: registering, changing, moving and closing its file."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from areas.models import Area
from core.forms import DayField, PortalForm
from households.forms.people import PersonForm
from households.models import Household
from households.services.registry import EDITABLE


class AreaField(forms.ModelChoiceField):
    """A commune or village of one's own, villages under their commune."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", gettext_lazy("Chưa chọn"))
        super().__init__(Area.objects.none(), **kwargs)

    def limit(self, access: Access) -> None:
        today = timezone.localdate()
        places = Area.objects.at(today).visible_to(access).filter(level__in=["commune", "village"])
        self.queryset = places.select_related("parent").order_by("parent__sort_key", "level", "sort_key", "id")

    def label_from_instance(self, obj: Any) -> str:
        if obj.level == Area.Level.VILLAGE:
            return f"{obj.full_name}, {obj.parent.full_name}"
        return _("%(commune)s (chưa rõ thôn, ấp)") % {"commune": obj.full_name}


class PhoneField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "tel", "autocomplete": "off", "class": "w-figure", "data-no-draft": ""}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        super().__init__(required=False, label=gettext_lazy("Số điện thoại"), **kwargs)

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.\-()]", "", super().clean(value))
        if digits and not re.fullmatch(r"(\+84|0)\d{8,10}", digits):
            raise ValidationError(_("Nhập số điện thoại từ 9 đến 11 số, bắt đầu bằng 0, ví dụ 0912345678"))
        return digits


class DetailFields(PortalForm):
    """What may change about a household without a decision."""

    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Số nhà, đường, tổ."),
    )
    phone = PhoneField()
    is_minority = forms.BooleanField(label=gettext_lazy("Hộ dân tộc thiểu số"), required=False)
    has_merit = forms.BooleanField(label=gettext_lazy("Có thành viên là người có công"), required=False)
    has_no_labour = forms.BooleanField(label=gettext_lazy("Không có khả năng lao động"), required=False)

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}


class RegisterForm(DetailFields, PersonForm):
    """A new household with its head."""

    area = AreaField(label=gettext_lazy("Nơi ở"))
    field_order = (
        "area",
        "address",
        "phone",
        "full_name",
        "sex",
        "birth",
        "ethnic_group",
        "number",
        "is_minority",
        "has_merit",
        "has_no_labour",
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        del self.fields["relation"]
        self.fields["full_name"].label = gettext_lazy("Họ và tên chủ hộ")
        self.fields["area"].limit(access)  # type: ignore[attr-defined]


class DetailsForm(DetailFields):
    """Change of the details; a phone left empty stays as it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        initial = {name: getattr(household, name) for name in EDITABLE} | {"version": household.version}
        super().__init__(*args, initial=initial, **kwargs)
        if household.phone_masked:
            text = _("Đang có %(masked)s; để trống nếu không đổi.")
            self.fields["phone"].help_text = text % {"masked": household.phone_masked}

    @property
    def phone_given(self) -> str | None:
        return self.cleaned_data["phone"] or None


class MoveForm(PortalForm):
    """The household moves within one's area."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    area = AreaField(label=gettext_lazy("Nơi ở mới"))
    address = forms.CharField(label=gettext_lazy("Địa chỉ mới"), max_length=200, required=False)
    on = DayField(label=gettext_lazy("Từ ngày"), latest=timezone.localdate)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].limit(access)  # type: ignore[attr-defined]


class DiscardForm(PortalForm):
    """The file was made by mistake or a second time."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=gettext_lazy("Từ ngày"), latest=timezone.localdate)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        help_text=gettext_lazy("Hồ sơ trùng thì ghi mã của hồ sơ được giữ lại."),
    )


class CloseForm(DiscardForm):
    """The household left the area or was dissolved, or its file was a mistake."""

    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        choices=[
            (Household.State.MOVED, gettext_lazy("Đã chuyển khỏi địa bàn")),
            (Household.State.DISSOLVED, gettext_lazy("Đã giải thể hoặc nhập vào hộ khác")),
            (Household.State.MISTAKEN, gettext_lazy("Lập nhầm, trùng hồ sơ")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("state", "on", "reason")
