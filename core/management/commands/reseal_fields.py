"""`manage.py reseal_fields`: after the key ring has turned, everything sealed goes under the current key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, transaction

from core import events, resealing
from core.acting import SYSTEM, acting_as
from core.crypto import key_ring
from core.models import HistoryRow

# Two runs at once would wait for each other's table locks.
LOCK = 7_202_407_002


class Command(BaseCommand):
    help = "Mã hóa lại mọi giá trị niêm phong bằng khóa hiện hành; dừng giữa chừng và chạy lại được."

    def handle(self, *args: Any, **options: Any) -> None:
        self._require_owner()
        with connection.cursor() as cursor, acting_as(SYSTEM):
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                self._reseal()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _require_owner(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass",
                [HistoryRow._meta.db_table],
            )
            if cursor.fetchone() != (True,):
                raise CommandError("Lệnh này cần tài khoản chủ sở hữu cơ sở dữ liệu (DATABASE_OWNER_URL).")

    def _reseal(self) -> None:
        done, unopened = 0, 0
        for place in resealing.places():
            result = self._in_place(place)
            done, unopened = done + result.resealed, unopened + result.unopened
            self.stdout.write(f"{place.table} · {place.field}: mã hóa lại {result.resealed} giá trị")
        if done:
            self._record(done)
        self.stdout.write(f"{done} giá trị đã chuyển sang khóa {key_ring().current}.")
        if unopened:
            raise CommandError(f"{unopened} giá trị không mở được (thiếu khóa cũ hoặc đã bị sửa) và được giữ nguyên.")

    def _in_place(self, place: resealing.Place) -> resealing.Result:
        try:
            return resealing.reseal_place(place)
        except OperationalError as error:
            raise CommandError(
                f"Bảng {place.table} đang được ghi hoặc mất kết nối: chạy lại lệnh, phần đã làm không mất. ({error})"
            ) from error

    def _record(self, done: int) -> None:
        """Up to which row of the history values went under which key."""
        with transaction.atomic():
            newest = HistoryRow.objects.order_by("-id").first() or HistoryRow(pk=0)
            events.record("core.reseal_fields", newest, key=key_ring().current, values=done)
