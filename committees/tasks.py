"""Celery's side of the committees."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from committees.reminders import remind_of_tasks
from core.acting import SYSTEM, acting_as


@shared_task(name="committees.remind")
def remind() -> None:
    with acting_as(SYSTEM), transaction.atomic():
        remind_of_tasks(timezone.localdate())
