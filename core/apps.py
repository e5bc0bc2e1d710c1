from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Nền tảng")

    def ready(self) -> None:
        from core import files, grants, heartbeats, scheduling, worker_memory
        from core.imports import annotating, applying, checking, keeping, services  # noqa: F401 - jobs and a task

        scheduling.register("core.seal_events", "core.seal_events", every_seconds=5)
        scheduling.register("core.sweep_jobs", "core.sweep_jobs", every_seconds=10)
        scheduling.register("core.send_notices", "core.send_notices", every_seconds=60)
        scheduling.register("core.sweep_files", "core.sweep_files", daily_at="01:30")
        scheduling.register("core.sweep_imports", "core.sweep_imports", daily_at="01:45")
        files.register(services.FILE, right="", personal=True)
        files.register(services.RESULT, right="", personal=True)
        scheduling.register("core.write_event_head", "core.write_event_head", daily_at="00:30")
        heartbeats.connect()
        worker_memory.connect()
        post_migrate.connect(grants.grant_tables, sender=self)
        post_migrate.connect(scheduling.save_defaults, sender=self)
