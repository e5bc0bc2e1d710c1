from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "areas"
    verbose_name = _("Địa bàn")

    def ready(self) -> None:
        from core import files

        files.register("areas.population", right="reports.view", reader=files.by_scope)
