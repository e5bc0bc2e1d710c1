"""`manage.py verify_events`: walk the chain of the event log; exit 1 when it is broken or shorter than it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import events
from core.acting import SYSTEM, acting_as
from core.models import EventSeal
from core.tasks import event_heads


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký sự kiện."

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(SYSTEM), transaction.atomic():
            breaks = list(events.verify())
            total, tail = EventSeal.objects.count(), events.unsealed_count()
            lost = events.missing_heads(event_heads())
        for broken in breaks:
            self.stderr.write(f"Mắt xích {broken.seal_id}: sự kiện {broken.event_id} không khớp")
        if breaks:
            raise CommandError(f"Nhật ký đã bị sửa: {len(breaks)} chỗ không khớp trong {total} sự kiện.")
        if lost:
            raise CommandError(f"Nhật ký đã bị cắt: {len(lost)} mắt xích ghi trong event-heads.log không còn.")
        self.stdout.write(f"{total} sự kiện khớp; {tail} sự kiện chưa niêm phong.")
