from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Báo cáo, số liệu")

    def ready(self) -> None:
        from core import scheduling
        from disbursement import criterion_sources
        from households.signals import period_closed
        from reports import criteria, grants, receivers, tasks  # noqa: F401  (tasks declares the job handlers)

        scheduling.register("reports.refresh_figures", "reports.refresh_figures", every_seconds=2)
        scheduling.register("reports.update_alerts", "reports.update_alerts", daily_at="05:30")
        period_closed.connect(receivers.freeze_review)
        criterion_sources.register(criteria.sources())
        post_migrate.connect(grants.protect_figures, sender=self)
