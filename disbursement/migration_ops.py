"""The second wall of rules that an area sets for itself and for everything below it."""

from django.db import migrations

PATHS = "((SELECT portal_paths())::ltree[])"


def enable_inherited_scope(table: str) -> migrations.RunSQL:
    """Rows are read by everybody below or above their area, and written only below the actor's paths.

    A commune that did not see what the province closed, or whose approval it wants, would pass it by.
    """
    up = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY web_read ON {table} FOR SELECT TO portal_web
            USING (scope_path <@ ANY {PATHS} OR scope_path @> ANY {PATHS});
        CREATE POLICY web_scope ON {table} TO portal_web
            USING (scope_path <@ ANY {PATHS}) WITH CHECK (scope_path <@ ANY {PATHS});
        CREATE POLICY system_all ON {table} TO portal_system USING (true) WITH CHECK (true);
        CREATE INDEX {table}_scope_path_gist ON {table} USING gist (scope_path);
    """
    down = f"""
        DROP INDEX {table}_scope_path_gist;
        DROP POLICY web_read ON {table};
        DROP POLICY web_scope ON {table};
        DROP POLICY system_all ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    return migrations.RunSQL(up, down)
