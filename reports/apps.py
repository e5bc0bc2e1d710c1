from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Báo cáo, số liệu")

    def ready(self) -> None:
        from core import scheduling
        from reports import grants, tasks  # noqa: F401  (tasks declares the job handlers)

        scheduling.register("reports.refresh_figures", "reports.refresh_figures", every_seconds=2)
        post_migrate.connect(grants.protect_figures, sender=self)
