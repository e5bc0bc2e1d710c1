from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Người dùng")

    def ready(self) -> None:
        # drf-spectacular finds extensions by their class being defined.
        from accounts import openapi  # noqa: F401
