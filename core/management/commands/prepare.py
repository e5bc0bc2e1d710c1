"""`manage.py prepare`: bring an installation up to date in one process (used by ./run)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.static_files import collect_stale


class Command(BaseCommand):
    help = "Chạy migrate (nếu cần), load_reference, gom tệp tĩnh (nếu có PORTAL_STATIC_ROOT), load_demo (với --demo)."
    requires_system_checks: list[str] = []  # ./test runs them; here they only take time

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference")
        if settings.STATIC_COLLECTED:
            collect_stale()
        if options["demo"]:
            call_command("load_demo")
