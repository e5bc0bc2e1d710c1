"""How long uploaded rows are kept: they hold personal data, the batch and its events do not."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from core.models import ImportRow
from core.models.import_batch import KEEP_DAYS


def remove_old_rows(limit: int = 20_000) -> int:
    """Delete rows of batches older than KEEP_DAYS, some at a time; how many. Their files expire by themselves."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    old = ImportRow.objects.filter(batch__created_at__lt=before).order_by("id").values_list("pk", flat=True)[:limit]
    with transaction.atomic():
        return ImportRow.objects.filter(pk__in=list(old)).delete()[0]


@shared_task(name="core.sweep_imports")
def sweep_imports() -> None:
    with acting_as(SYSTEM):
        while remove_old_rows():
            pass
