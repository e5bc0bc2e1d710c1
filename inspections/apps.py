from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = _("Kiểm tra, giám sát")

    def ready(self) -> None:
        from core import scheduling

        scheduling.register("inspections.remind", "inspections.remind", daily_at="07:00")
