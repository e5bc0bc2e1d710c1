"""Celery: one application, two queues (`fast` for figures and notices, `bulk` for imports and reports)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PORTAL_DB_LOGIN", "worker")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A static schedule: the tick reads our own Schedule rows (core.scheduling), so two beats do no harm.
app.conf.beat_schedule = {
    "tick": {"task": "core.tick", "schedule": 2.0, "options": {"expires": 10, "queue": "fast"}},
}
