"""Signing in, users, posts, API clients."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.fields import AgencyChoiceField, AreaChoiceField
from accounts.models import Role, User
from accounts.rights import API_SCOPES
from accounts.rules import may_grant
from areas.models import Area
from catalogs.models import Component
from core.forms import CountField, DayField, PortalForm, PortalFormMixin, PortalModelForm
from core.text import nfc, one_line

USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,58}$",
    gettext_lazy("Dùng chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối, ít nhất 2 ký tự, ví dụ nguyen.van.a"),
)


class SignInForm(PortalFormMixin, AuthenticationForm):
    """One sentence for every failure: it tells nobody whether the user name exists."""

    shared = forms.BooleanField(
        label=gettext_lazy("Máy này có nhiều người dùng chung"),
        required=False,
        help_text=gettext_lazy("Không lưu bản nháp trên máy; đóng trình duyệt là đăng xuất."),
    )
    error_messages = {"invalid_login": gettext_lazy("Tên đăng nhập hoặc mật khẩu không đúng.")}
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = gettext_lazy("Tên đăng nhập")
        self.fields["password"].label = gettext_lazy("Mật khẩu")

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class ChangePasswordForm(PortalFormMixin, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = gettext_lazy("Mật khẩu đang dùng")
        self.fields["new_password1"].label = gettext_lazy("Mật khẩu mới")
        self.fields["new_password1"].help_text = gettext_lazy(
            "Ít nhất 12 ký tự, không giống tên đăng nhập hoặc họ tên. Một câu ngắn dễ nhớ là tốt nhất."
        )
        self.fields["new_password2"].label = gettext_lazy("Nhập lại mật khẩu mới")
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user: User, _field_name: str = "") -> None:
        """What is wrong with the password is said where it is chosen, not where it is repeated."""
        super().validate_password_for_user(user, "new_password1")


class UserForm(PortalModelForm):
    """What is known of a person; the password and the posts have pages of their own."""

    # Without an agency inside the area a user would be nobody's to manage.
    agency = AgencyChoiceField(label=gettext_lazy("Cơ quan"))

    class Meta(PortalModelForm.Meta):
        model = User
        fields = ["username", "full_name", "position", "email", "agency", "language", "is_active"]

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        assert isinstance(agency, AgencyChoiceField)
        agency.open_to(access)
        self.fields["username"].validators.append(USERNAME)
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        if self.instance.pk:
            self.fields["username"].disabled = True
        else:
            del self.fields["is_active"]

    def clean_full_name(self) -> str:
        return one_line(self.cleaned_data["full_name"])


class PostForm(PortalForm):
    """A role in an area for a period; with components, only for those."""

    role = forms.ModelChoiceField(label=gettext_lazy("Vai trò"), queryset=Role.objects.none())
    area = AreaChoiceField(label=gettext_lazy("Địa bàn"))
    components = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Chỉ các dự án, nội dung sau"),
        queryset=Component.objects.none(),
        required=False,
        help_text=gettext_lazy("Dành cho cán bộ sở, ngành phụ trách một số dự án. Để trống: tất cả."),
    )
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    valid_to = DayField(label=gettext_lazy("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["role"].queryset = grantable_roles(access)  # type: ignore[attr-defined]
        self.fields["components"].queryset = Component.objects.of_programme_on(today)  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = today
        area = self.fields["area"]
        assert isinstance(area, AreaChoiceField)
        area.open_to(access, (*Area.Level.values,))

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        start, end = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        return values


def grantable_roles(access: Access) -> QuerySet[Role]:
    granted = [role.pk for role in Role.objects.all() if may_grant(access.rights, role.rights)]
    return Role.objects.filter(pk__in=granted).order_by("name")


class ReasonForm(PortalForm):
    """Why: written into the event log."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


SCOPE_LABELS = {
    "reports:read": gettext_lazy("Đọc số liệu, báo cáo tổng hợp"),
    "households:read": gettext_lazy("Đọc danh sách hộ gia đình (dữ liệu cá nhân)"),
}


class ApiClientForm(PortalForm):
    name = forms.CharField(
        label=gettext_lazy("Tên hệ thống"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Kho dữ liệu dùng chung của tỉnh"),
    )
    area = AreaChoiceField(label=gettext_lazy("Địa bàn được đọc"))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Phạm vi"),
        choices=[(scope, SCOPE_LABELS[scope]) for scope in API_SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    days = CountField(label=gettext_lazy("Hiệu lực"), min_value=1, max_value=365, unit=gettext_lazy("ngày"))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, AreaChoiceField)
        area.open_to(access)
        self.fields["days"].initial = 90

    def clean_name(self) -> str:
        return nfc(self.cleaned_data["name"])
