"""Celery's side of the inspections."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from inspections.reminders import remind_of_recommendations


@shared_task(name="inspections.remind")
def remind() -> None:
    with acting_as(SYSTEM), transaction.atomic():
        remind_of_recommendations(timezone.localdate())
