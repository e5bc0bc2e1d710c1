"""Marks by statement-level triggers, so that no write, bulk or raw, can forget them; frozen rows stay.

The functions run as the owner: a page needs no right on the marks, and a change of a household's past marks
the communes where it was reviewed later, also when the writer may not see them.
"""

from django.db import migrations

from core.migration_ops import append_only

# An update marks the places of every row that differs, before and after; rows whose figures stay mark nothing.
CHANGED = {
    "INSERT": "SELECT {columns} FROM new_rows",
    "DELETE": "SELECT {columns} FROM old_rows",
    "UPDATE": "(SELECT {columns} FROM old_rows EXCEPT ALL SELECT {columns} FROM new_rows)"
    " UNION ALL (SELECT {columns} FROM new_rows EXCEPT ALL SELECT {columns} FROM old_rows)",
}
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}

# Classes before and after: a result of an earlier year also counts in the household's later years. The later
# rows are locked out by their household, so that an assessment which another transaction is just adding is
# seen here, or is added after this change has been committed.
LOCK_LATER_YEARS = """
        PERFORM 1 FROM households_household h
        WHERE h.id IN (
            SELECT c.household_id FROM ({changed}) c
            JOIN households_reviewround r ON r.id = c.round_id AND r.kind = 'periodic'
            JOIN households_reviewround later ON later.kind = 'periodic' AND later.year > r.year
        )
        ORDER BY h.id FOR UPDATE;
"""
ASSESSMENT_PLACES = """
    SELECT 'poverty', c.area_id, r.year, NULL::date
    FROM ({changed}) c JOIN households_reviewround r ON r.id = c.round_id AND r.kind = 'periodic'
    UNION
    SELECT 'poverty', a.area_id, later.year, NULL::date
    FROM ({changed}) c
    JOIN households_reviewround r ON r.id = c.round_id AND r.kind = 'periodic'
    JOIN households_assessment a ON a.household_id = c.household_id
    JOIN households_reviewround later
        ON later.id = a.round_id AND later.kind = 'periodic' AND later.year > r.year
"""
ASSESSMENT_COLUMNS = "household_id, round_id, standard_id, area_id, state, persons, is_minority, deprivation_mask, result_class, sub_type"
STANDARD_PLACES = """
    SELECT 'poverty', a.area_id, r.year, NULL::date
    FROM ({changed}) c
    JOIN households_assessment a ON a.standard_id = c.standard_id
    JOIN households_reviewround r ON r.id = a.round_id
"""
ROUND_PLACES = """
    SELECT 'poverty', a.area_id, c.year, NULL::date
    FROM ({changed}) c JOIN households_assessment a ON a.round_id = c.id
    UNION
    SELECT 'poverty', a.area_id, r.year, NULL::date
    FROM households_assessment a JOIN households_reviewround r ON r.id = a.round_id
    WHERE r.year > (SELECT min(c.year) FROM ({changed}) c)
"""
LINE_PLACES = """
    SELECT 'capital', l.area_id, l.budget_year, c.day
    FROM ({changed}) c JOIN disbursement_capitalline l ON l.id = c.line_id
"""

# Table, columns that figures rest on, places to count again, acts, statement to run first.
TRIGGERS = (
    (
        "areas_population",
        "area_id, year, version, households, persons",
        "SELECT 'population', c.area_id, c.year, NULL::date FROM ({changed}) c",
        ("INSERT", "UPDATE", "DELETE"),
        "",
    ),
    (
        "households_assessment",
        ASSESSMENT_COLUMNS,
        ASSESSMENT_PLACES,
        ("INSERT", "UPDATE", "DELETE"),
        LOCK_LATER_YEARS,
    ),
    ("households_reviewround", "id, year, kind", ROUND_PLACES, ("UPDATE",), ""),
    (
        "households_indicator",
        "standard_id, position, weight",
        STANDARD_PLACES,
        ("INSERT", "UPDATE", "DELETE"),
        "",
    ),
    (
        "households_povertystandard",
        "id AS standard_id, mpi_cutoff, scope, area_id",
        STANDARD_PLACES,
        ("UPDATE",),
        "",
    ),
    (
        "disbursement_capitalline",
        "area_id, holder_id, component_id, kind_id, source_id, budget_year, tranche_year",
        "SELECT 'capital', c.area_id, c.budget_year, NULL::date FROM ({changed}) c",
        ("UPDATE",),
        "",
    ),
    (
        "disbursement_movement",
        'line_id, "on" AS day, amount_vnd',
        LINE_PLACES,
        ("INSERT", "UPDATE", "DELETE"),
        "",
    ),
    (
        "disbursement_disbursement",
        "line_id, value_date AS day, spent_vnd, kind, amount_vnd",
        LINE_PLACES,
        ("INSERT", "UPDATE", "DELETE"),
        "",
    ),
    (
        "reports_publishedfigure",
        "level, area_id, year, standard_period, indicator, value, doubtful, superseded",
        "SELECT 'published', c.area_id, c.year, NULL::date FROM ({changed}) c WHERE c.level = 'province'",
        ("INSERT", "UPDATE", "DELETE"),
        "",
    ),
)
FACTS = ("reports_populationfact", "reports_povertyfact", "reports_capitalfact", "reports_publishedfact")


def function_name(table: str) -> str:
    return f"reports_mark_{table.partition('_')[2]}"


def branch(act: str, columns: str, places: str, first: str) -> str:
    changed = CHANGED[act].format(columns=columns)
    return f"""
    IF TG_OP = '{act}' THEN
        {first.format(changed=changed)}
        INSERT INTO reports_figuremark (group_code, area_id, year, day)
        SELECT DISTINCT * FROM ({places.format(changed=changed)}) places;
    END IF;"""


def mark_changes(table: str, columns: str, places: str, acts: tuple[str, ...], first: str) -> migrations.RunSQL:
    name = function_name(table)
    branches = "".join(branch(act, columns, places, first) for act in acts)
    function = f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN {branches}
            RETURN NULL;
        END $$;
        REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC;
    """
    triggers = "".join(
        f"CREATE TRIGGER mark_figures_{act.lower()} AFTER {act} ON {table} REFERENCING {TRANSITIONS[act]}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();\n"
        for act in acts
    )
    drops = "".join(f"DROP TRIGGER mark_figures_{act.lower()} ON {table};\n" for act in acts)
    return migrations.RunSQL(function + triggers, f"{drops} DROP FUNCTION {name}();")


def keep_frozen(table: str) -> migrations.RunSQL:
    """No row of a snapshot is changed or deleted, and no live row becomes one: a snapshot is only inserted."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER keep_frozen_update BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (OLD.snapshot_id IS NOT NULL OR NEW.snapshot_id IS NOT NULL)
            EXECUTE FUNCTION portal_refuse_change();
        CREATE TRIGGER keep_frozen_delete BEFORE DELETE ON {table} FOR EACH ROW
            WHEN (OLD.snapshot_id IS NOT NULL) EXECUTE FUNCTION portal_refuse_change();
        CREATE TRIGGER keep_frozen_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
            EXECUTE FUNCTION portal_refuse_change();
        """,
        f"""
        DROP TRIGGER keep_frozen_update ON {table};
        DROP TRIGGER keep_frozen_delete ON {table};
        DROP TRIGGER keep_frozen_truncate ON {table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_fact_tables"),
        ("areas", "0001_initial"),
        ("households", "0001_initial"),
        ("disbursement", "0002_ledger"),
    ]

    operations = [
        *(mark_changes(*trigger) for trigger in TRIGGERS),
        *(keep_frozen(table) for table in FACTS),
        append_only("reports_snapshot"),
    ]
