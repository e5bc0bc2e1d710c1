"""Roles, extensions and the functions that policies, history and append-only triggers call."""

from django.db import migrations

ROLES = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['portal_web', 'portal_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
END $$;
"""

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""

FUNCTIONS = """
-- The subtrees the acting person may see; null (so no row) when nothing is set.
CREATE FUNCTION portal_paths() RETURNS ltree[] LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT string_to_array(nullif(current_setting('app.paths', true), ''), ',')::ltree[] $$;

CREATE FUNCTION portal_current_txid() RETURNS bigint LANGUAGE sql VOLATILE AS
    $$ SELECT pg_current_xact_id()::text::bigint $$;

CREATE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a correction instead', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Arguments: name of the scope column ('' for none), then columns to leave out.
CREATE FUNCTION portal_record_history() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
-- A table may have columns called scope or label: the names below are always the variables.
DECLARE
    excluded text[] := TG_ARGV[1:];
    scope text := TG_ARGV[0];
    actor text := coalesce(current_setting('app.actor', true), '');
    label text := coalesce(current_setting('app.actor_label', true), '');
    ctx text := coalesce(current_setting('app.context', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO core_historyrow (at, act, table_name, row_id, actor_id, actor_label, context, new, scope_path)
        SELECT now(), 'insert', TG_TABLE_NAME, n.id::text, actor, label, ctx, to_jsonb(n) - excluded,
               CASE WHEN scope <> '' THEN (to_jsonb(n) ->> scope)::ltree END
        FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO core_historyrow (at, act, table_name, row_id, actor_id, actor_label, context, old, scope_path)
        SELECT now(), 'delete', TG_TABLE_NAME, o.id::text, actor, label, ctx, to_jsonb(o) - excluded,
               CASE WHEN scope <> '' THEN (to_jsonb(o) ->> scope)::ltree END
        FROM old_rows o;
    ELSE
        INSERT INTO core_historyrow
            (at, act, table_name, row_id, actor_id, actor_label, context, old, new, scope_path)
        SELECT now(), 'update', TG_TABLE_NAME, n.id::text, actor, label, ctx, d.old, d.new,
               CASE WHEN scope <> '' THEN (to_jsonb(n) ->> scope)::ltree END
        FROM new_rows n
        JOIN old_rows o ON o.id = n.id
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(b.key, a.value) AS old, jsonb_object_agg(b.key, b.value) AS new
            FROM jsonb_each(to_jsonb(o) - excluded) a
            JOIN jsonb_each(to_jsonb(n) - excluded) b ON b.key = a.key
            WHERE a.value IS DISTINCT FROM b.value
        ) d
        WHERE d.new IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION portal_record_history();
DROP FUNCTION portal_refuse_change();
DROP FUNCTION portal_current_txid();
DROP FUNCTION portal_paths();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    ]
