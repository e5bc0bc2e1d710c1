"""The second wall on targets and projects, and their history."""

from django.db import migrations

from core.migration_ops import enable_scope, track_history

TABLES = ("programs_target", "programs_livelihoodproject", "programs_participant")


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial"), ("core", "0003_protection")]

    operations = [
        *(enable_scope(table) for table in TABLES),
        *(track_history(table) for table in TABLES),
    ]
