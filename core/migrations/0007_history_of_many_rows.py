"""The history of an update joins old rows with new ones, and PostgreSQL keeps the plan of a session's first update:
a nested loop that one row does not mind compared three thousand rows nine million times (8 s instead of 0.8)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0006_job_queue_and_tries")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION portal_record_history() SET enable_nestloop = off",
            "ALTER FUNCTION portal_record_history() RESET enable_nestloop",
        )
    ]
