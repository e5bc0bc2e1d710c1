"""Who sees which household, the history of every change, and the functions that look beyond one's rows.

The two functions run as the owner of the tables, who is not held by the policies: `search_households` asks the
same scope itself (under row-level security a person's condition can use no trigram index), `citizen_id_commune`
tells of a household elsewhere nothing but its commune.
"""

from django.db import migrations

from core.migration_ops import enable_scope, track_history

SCOPED = (
    "households_household",
    "households_member",
    "households_assessment",
    "households_classification",
    "households_householdevent",
)
TRACKED = {
    "households_household": ("updated_at",),
    "households_member": (),
    "households_assessment": ("updated_at",),
    "households_classification": (),
}

SEARCH = """
CREATE INDEX household_head_trgm ON households_household USING gin (head_name_fold gin_trgm_ops);
CREATE INDEX member_name_trgm ON households_member USING gin (name_fold gin_trgm_ops);

-- Ids of households of the actor's area whose head or a present member has the name, or whose code begins so.
-- `pattern` and `code_pattern` are LIKE patterns over folded names and codes, `exact` the name with its accents.
-- First those with the accents as typed, then those found by their head, then by name.
CREATE FUNCTION search_households(pattern text, exact text, code_pattern text, wanted int)
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH found AS (
        (SELECT h.id, position(exact IN h.head_name) > 0 AS accented, true AS by_head
         FROM households_household h
         WHERE h.head_name_fold LIKE pattern AND h.scope_path <@ ANY (portal_paths()) LIMIT 2000)
        UNION ALL
        (SELECT m.household_id, position(exact IN m.full_name) > 0, false
         FROM households_member m
         WHERE m.name_fold LIKE pattern AND m.left_on IS NULL AND m.scope_path <@ ANY (portal_paths()) LIMIT 2000)
        UNION ALL
        (SELECT h.id, true, true
         FROM households_household h
         WHERE h.code LIKE code_pattern AND h.scope_path <@ ANY (portal_paths()) LIMIT 200)
    ), ranked AS (
        SELECT id, bool_or(accented) AS accented, bool_or(by_head) AS by_head FROM found GROUP BY id
    )
    SELECT r.id FROM ranked r JOIN households_household h ON h.id = r.id
    ORDER BY r.accented DESC, r.by_head DESC, h.head_name_sort, r.id
    LIMIT least(wanted, 1000)
$$;
REVOKE ALL ON FUNCTION search_households FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_households TO portal_web, portal_system;
"""

SEARCH_BACK = """
DROP FUNCTION search_households;
DROP INDEX member_name_trgm;
DROP INDEX household_head_trgm;
"""

CITIZEN_ID = """
-- The commune in which another present person has this citizen number (by its blind index); null if nobody has.
CREATE FUNCTION citizen_id_commune(wanted bytea, except_member uuid)
RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT commune.kind || ' ' || commune.name
    FROM households_member m
    JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
    JOIN areas_area a ON a.id = h.area_id
    JOIN areas_area commune ON commune.id = CASE WHEN a.level = 'village' THEN a.parent_id ELSE a.id END
    WHERE m.citizen_id_index = wanted AND m.left_on IS NULL AND m.id IS DISTINCT FROM except_member
    LIMIT 1
$$;
REVOKE ALL ON FUNCTION citizen_id_commune FROM PUBLIC;
GRANT EXECUTE ON FUNCTION citizen_id_commune TO portal_web, portal_system;
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial"), ("core", "0003_protection")]

    operations = [
        *(enable_scope(table) for table in SCOPED),
        *(track_history(table, exclude) for table, exclude in TRACKED.items()),
        migrations.RunSQL("CREATE SEQUENCE household_code_seq", "DROP SEQUENCE household_code_seq"),
        migrations.RunSQL(SEARCH, SEARCH_BACK),
        migrations.RunSQL(CITIZEN_ID, "DROP FUNCTION citizen_id_commune"),
    ]
