"""The second wall on committees, documents and tasks, and their history."""

from django.db import migrations

from core.migration_ops import enable_scope, track_history

TABLES = (
    "committees_committee",
    "committees_membership",
    "committees_officialdocument",
    "committees_task",
)

# Whoever is given a task reads the document it rests on, and its file, though it was issued higher up.
BASIS = """
CREATE POLICY web_basis_of_task ON committees_officialdocument FOR SELECT TO portal_web
    USING (EXISTS (SELECT FROM committees_task t WHERE t.document_id = committees_officialdocument.id));
CREATE POLICY web_file_of_document ON core_storedfile FOR SELECT TO portal_web
    USING (EXISTS (SELECT FROM committees_officialdocument d WHERE d.file_id = core_storedfile.id));
"""
NO_BASIS = """
DROP POLICY web_file_of_document ON core_storedfile;
DROP POLICY web_basis_of_task ON committees_officialdocument;
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0002_task_done_by"), ("core", "0003_protection")]

    operations = [
        *(enable_scope(table) for table in TABLES),
        *(track_history(table) for table in TABLES),
        migrations.RunSQL(BASIS, NO_BASIS),
    ]
