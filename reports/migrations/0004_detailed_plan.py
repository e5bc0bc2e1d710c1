"""The plan that reached the units that spend it, beside the plan that was given; marks follow the tree of lines.

A movement of a line also changes what the line above it holds, at that one's place. Until now every line was
detailed, so the frozen rows get their plan as the detailed one; the live ones are marked and counted again.
"""

from django.db import migrations, models

MOVEMENT_PLACES = """
    SELECT 'capital', l.area_id, l.budget_year, c.day
    FROM ({changed}) c JOIN disbursement_capitalline l ON l.id = c.line_id
    UNION
    SELECT 'capital', above.area_id, above.budget_year, c.day
    FROM ({changed}) c
    JOIN disbursement_capitalline l ON l.id = c.line_id
    JOIN disbursement_capitalline above ON above.id = l.parent_id
"""
MOVEMENT_PLACES_BEFORE = """
    SELECT 'capital', l.area_id, l.budget_year, c.day
    FROM ({changed}) c JOIN disbursement_capitalline l ON l.id = c.line_id
"""
LINE_COLUMNS_BEFORE = "area_id, holder_id, component_id, kind_id, source_id, budget_year, tranche_year"
LINE_COLUMNS = f"{LINE_COLUMNS_BEFORE}, is_detailed, horizon"
LINE_PLACES = "SELECT 'capital', c.area_id, c.budget_year, NULL::date FROM ({changed}) c"
CHANGED = {
    "INSERT": "SELECT {columns} FROM new_rows",
    "DELETE": "SELECT {columns} FROM old_rows",
    "UPDATE": "(SELECT {columns} FROM old_rows EXCEPT ALL SELECT {columns} FROM new_rows)"
    " UNION ALL (SELECT {columns} FROM new_rows EXCEPT ALL SELECT {columns} FROM old_rows)",
}
MOVEMENT_COLUMNS = 'line_id, "on" AS day, amount_vnd'


def mark_function(name: str, columns: str, places: str, acts: tuple[str, ...]) -> str:
    """The function behind the triggers mark_figures_* of a table (migration 0002)."""
    branches = ""
    for act in acts:
        changed = CHANGED[act].format(columns=columns)
        branches += f"""
        IF TG_OP = '{act}' THEN
            INSERT INTO reports_figuremark (group_code, area_id, year, day)
            SELECT DISTINCT * FROM ({places.format(changed=changed)}) places;
        END IF;"""
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN {branches}
            RETURN NULL;
        END $$;
    """


ALL = ("INSERT", "UPDATE", "DELETE")
MARKS = mark_function("reports_mark_movement", MOVEMENT_COLUMNS, MOVEMENT_PLACES, ALL) + mark_function(
    "reports_mark_capitalline", LINE_COLUMNS, LINE_PLACES, ("UPDATE",)
)
MARKS_BEFORE = mark_function("reports_mark_movement", MOVEMENT_COLUMNS, MOVEMENT_PLACES_BEFORE, ALL) + mark_function(
    "reports_mark_capitalline", LINE_COLUMNS_BEFORE, LINE_PLACES, ("UPDATE",)
)

# A frozen row is only completed by what it already says.
COMPLETE = """
    ALTER TABLE reports_capitalfact DISABLE TRIGGER keep_frozen_update;
    UPDATE reports_capitalfact SET detailed_vnd = plan_vnd;
    ALTER TABLE reports_capitalfact ENABLE TRIGGER keep_frozen_update;
    INSERT INTO reports_figuremark (group_code, area_id, year)
    SELECT DISTINCT 'capital', area_id, budget_year FROM disbursement_capitalline;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_published_place"), ("disbursement", "0003_allocation_tree")]

    operations = [
        migrations.AddField("capitalfact", "detailed_vnd", models.BigIntegerField(default=0)),
        migrations.RunSQL(MARKS, MARKS_BEFORE),
        migrations.RunSQL(COMPLETE, migrations.RunSQL.noop),
    ]
