"""Migration operations for the second wall, the history and append-only tables (design sections 3, 6).

SQL here speaks to PostgreSQL 15 and later only. Every operation takes a table name, is reversible and is
written once, so that a new table gets its protection with one line in its migration.
"""

from collections.abc import Sequence

from django.db import migrations

# An InitPlan reads the setting once a statement; the cast keeps `= ANY` an array comparison.
_PATHS = "((SELECT portal_paths())::ltree[])"


def _policies(table: str, condition: str) -> tuple[str, str]:
    up = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY web_scope ON {table} TO portal_web USING ({condition}) WITH CHECK ({condition});
        CREATE POLICY system_all ON {table} TO portal_system USING (true) WITH CHECK (true);
    """
    down = f"""
        DROP POLICY web_scope ON {table};
        DROP POLICY system_all ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    return up, down


def enable_scope(table: str, column: str = "scope_path") -> migrations.RunSQL:
    """Rows of `table` are seen and written only below the actor's paths."""
    index = f"CREATE INDEX {table}_{column}_gist ON {table} USING gist ({column});"
    up, down = _policies(table, f"{column} <@ ANY {_PATHS}")
    return migrations.RunSQL(up + index, f"DROP INDEX {table}_{column}_gist;" + down)


def enable_owner_scope(table: str, column: str = "owner_id", path_column: str = "") -> migrations.RunSQL:
    """Rows belong to the user who made them (jobs, drafts, files), or also to an area's path."""
    condition = f"{column}::text = current_setting('app.actor', true)"
    if path_column:
        condition += f" OR {path_column} <@ ANY {_PATHS}"
    return migrations.RunSQL(*_policies(table, condition))


def track_history(table: str, exclude: Sequence[str] = (), scope: str = "scope_path") -> migrations.RunSQL:
    """Statement-level triggers that write each changed row's old and new columns to core_historyrow.

    Statement-level, so that a bulk write costs one insert and cannot be forgotten (row triggers took
    0.47 s where these take 0.28 s for 20,000 rows). `scope` names the path column, or "" for none.
    """
    arguments = ", ".join(f"'{value}'" for value in (scope, *exclude))
    tables = {
        "INSERT": "REFERENCING NEW TABLE AS new_rows",
        "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "REFERENCING OLD TABLE AS old_rows",
    }
    up = "".join(
        f"CREATE TRIGGER history_{act.lower()} AFTER {act} ON {table} {transition}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION portal_record_history({arguments});\n"
        for act, transition in tables.items()
    )
    down = "".join(f"DROP TRIGGER history_{act.lower()} ON {table};\n" for act in tables)
    return migrations.RunSQL(up, down)


def append_only(table: str) -> migrations.RunSQL:
    """No UPDATE, DELETE or TRUNCATE of `table`, whoever asks: a correction is a new row."""
    up = (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();"
    )
    return migrations.RunSQL(up, f"DROP TRIGGER append_only ON {table};")
