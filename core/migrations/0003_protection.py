"""The second wall on jobs, files and history; logs that only grow."""

from django.db import migrations

from core.migration_ops import append_only, enable_owner_scope, enable_scope


class Migration(migrations.Migration):
    dependencies = [("core", "0002_jobs_files_events")]

    operations = [
        enable_owner_scope("core_job"),
        enable_owner_scope("core_storedfile", path_column="scope_path"),
        enable_scope("core_historyrow"),
        append_only("core_historyrow"),
        append_only("core_event"),
        append_only("core_eventseal"),
        append_only("core_accesslogentry"),
    ]
