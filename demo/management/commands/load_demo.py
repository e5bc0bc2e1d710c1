"""`manage.py load_demo [--households N]`: the demonstration province, once; a second call changes nothing."""

import time
from argparse import ArgumentParser
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.acting import SYSTEM, acting_as
from core.demo import is_demo
from demo import load, users


class Command(BaseCommand):
    requires_system_checks: ClassVar[list[str]] = []  # ./run checks nothing twice
    help = "Nạp tỉnh trình diễn (An Giang, dữ liệu mô phỏng)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=load.DEFAULT_HOUSEHOLDS)

    def handle(self, *args: Any, **options: Any) -> None:
        if load.is_loaded() and is_demo():
            self.stdout.write("Tỉnh trình diễn đã có.")
            self._give_password()
            return
        if options["households"] < 1000:
            raise CommandError("Cần ít nhất 1000 hộ để xã nào cũng có hộ.")
        started = time.monotonic()
        if not load.is_loaded():
            load.load(
                options["households"],
                lambda text: self.stdout.write(f"  {text} ({time.monotonic() - started:.1f} s)"),
            )
        load.finish()
        self.stdout.write(f"Tỉnh trình diễn đã nạp trong {time.monotonic() - started:.1f} s.")

    def _give_password(self) -> None:
        """The password may have been given anew since the load."""
        with acting_as(SYSTEM), transaction.atomic():
            changed = users.give_password(users.demo_password())
        if changed:
            self.stdout.write(f"Đã đặt lại mật khẩu trình diễn của {changed} tài khoản.")
