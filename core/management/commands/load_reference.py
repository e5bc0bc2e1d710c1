"""`manage.py load_reference`: bring the reference data of all apps up to the data files of this release."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from core import reference
from core.acting import SYSTEM, acting_as
from core.reference import Loaded

# Two loads at once would both find a row missing.
LOCK = 7_202_407_001


class Command(BaseCommand):
    help = "Nạp dữ liệu tham chiếu (danh mục, địa bàn, chuẩn nghèo) từ tệp dữ liệu của các ứng dụng."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        with acting_as(SYSTEM), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            results = [result for module in reference.loaders() for result in module.load_reference()]
        for result in results:
            self.stdout.write(self._line(result))
        changed = sum(result.changed for result in results)
        seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
        self.stdout.write(f"{len(results)} bộ dữ liệu, {changed} bộ có thay đổi, {seconds} giây")

    def _line(self, result: Loaded) -> str:
        if not result.changed:
            return f"{result.name}: không thay đổi"
        kept = f", giữ {result.kept} dòng do quản trị sửa" if result.kept else ""
        return f"{result.name}: ghi {result.rows} dòng{kept}"
