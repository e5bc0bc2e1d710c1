"""Celery's side of capital."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from core.acting import SYSTEM, acting_as
from disbursement.reminders import remind_of_explanations, tell_of_missed_steps
from disbursement.services.explanations import close_kept


@shared_task(name="disbursement.follow_explanations")
def follow_explanations() -> None:
    """Remind of explanations that are due, tell of promises that were missed, close schedules kept to their end."""
    today = timezone.localdate()
    with acting_as(SYSTEM), transaction.atomic():
        remind_of_explanations(today)
        tell_of_missed_steps(today)
        close_kept(today)
