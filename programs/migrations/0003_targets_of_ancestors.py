"""A commune reads the targets of its province, to compare its own figures with (design section 6, Aggregates).

Only reading: inserts, updates and deletes stay within one's own area. A target names nobody.
"""

from django.db import migrations

UP = """
CREATE POLICY web_above ON programs_target FOR SELECT TO portal_web
    USING (scope_path @> ANY ((SELECT portal_paths())::ltree[]));
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_protection")]

    operations = [migrations.RunSQL(UP, "DROP POLICY web_above ON programs_target;")]
