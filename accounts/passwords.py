"""What a password must be. Django says it in words that its own Vietnamese catalogue only partly has."""

from django.contrib.auth import password_validation as django_rules
from django.utils.translation import gettext as _


class LongEnough(django_rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu quá ngắn: cần ít nhất %(n)s ký tự.") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("Ít nhất %(n)s ký tự.") % {"n": self.min_length}


class UnlikeThePerson(django_rules.UserAttributeSimilarityValidator):
    """Not the name one signs in with, nor one's own name or address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "full_name", "email"))

    def get_error_message(self) -> str:
        return _("Mật khẩu quá giống %(verbose_name)s.")

    def get_help_text(self) -> str:
        return _("Không giống tên đăng nhập, họ tên hoặc thư điện tử.")


class Uncommon(django_rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Mật khẩu này nhiều người dùng, dễ bị đoán; hãy chọn mật khẩu khác.")

    def get_help_text(self) -> str:
        return _("Không phải mật khẩu nhiều người dùng.")
