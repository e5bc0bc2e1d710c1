from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Chương trình, dự án")

    def ready(self) -> None:
        from households.signals import household_moved
        from programs.receivers import follow_household

        household_moved.connect(follow_household, dispatch_uid="programs.follow_household")
