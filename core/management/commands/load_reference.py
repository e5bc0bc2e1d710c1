"""`manage.py load_reference`: bring the reference data of all apps up to the data files of this release."""

import time
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DataError, IntegrityError, connection, transaction

from core import reference
from core.acting import SYSTEM, acting_as
from core.reference import Loaded

# Two loads at once would both find a row missing.
LOCK = 7_202_407_001
# What reading, converting and storing a file that is not as it should be raises.
BROKEN = (LookupError, ValueError, TypeError, AttributeError, OSError, DataError, IntegrityError)


class Command(BaseCommand):
    help = "Nạp dữ liệu tham chiếu (danh mục, địa bàn, chuẩn nghèo) từ tệp dữ liệu của các ứng dụng."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        with acting_as(SYSTEM), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            results = [result for module in reference.loaders() for result in _load(module)]
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


def _load(module: ModuleType) -> list[Loaded]:
    """Load what belongs to one app and have it checked by its own rules (`check_reference`), if anything changed.

    Whatever a broken data file leads to is said in one sentence; the transaction around leaves nothing of it.
    """
    try:
        loaded: list[Loaded] = module.load_reference()
        if hasattr(module, "check_reference") and any(result.changed for result in loaded):
            module.check_reference()
    except BROKEN as error:
        app = module.__name__.partition(".")[0]
        raise CommandError(f"Dữ liệu tham chiếu của {app} bị lỗi, không có gì được ghi: {_in_words(error)}") from error
    return loaded


def _in_words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"thiếu mục {error}"
    return " ".join(str(error).split()) or type(error).__name__
