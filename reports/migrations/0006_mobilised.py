"""The fact table of what is brought in beside the budget, with its marks; what is recorded already is marked."""

import django.db.models.deletion
from django.db import migrations, models

# The functions behind the triggers mark_figures_* of both tables (as migration 0002 makes them).
COLUMNS = {
    "programs_contribution": (
        "area_id, year, received_on AS day, programme_id, component_id, source_id, form, quantity, value_vnd,"
        " households, reverses_id"
    ),
    "programs_creditturnover": 'area_id, year, "on" AS day, programme_id, source_id, kind, amount_vnd, households',
}
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


def mark_changes(table: str) -> migrations.RunSQL:
    name = f"reports_mark_{table.partition('_')[2]}"
    branches = "".join(
        f"""
        IF TG_OP = '{act}' THEN
            INSERT INTO reports_figuremark (group_code, area_id, year, day)
            SELECT DISTINCT 'mobilised', c.area_id, c.year, c.day FROM ({changed.format(columns=COLUMNS[table])}) c;
        END IF;"""
        for act, changed in CHANGED.items()
    )
    function = f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN {branches}
            RETURN NULL;
        END $$;
        REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC;
    """
    triggers = "".join(
        f"CREATE TRIGGER mark_figures_{act.lower()} AFTER {act} ON {table} REFERENCING {transition}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();\n"
        for act, transition in TRANSITIONS.items()
    )
    drops = "".join(f"DROP TRIGGER mark_figures_{act.lower()} ON {table};\n" for act in TRANSITIONS)
    return migrations.RunSQL(function + triggers, f"{drops} DROP FUNCTION {name}();")


# A snapshot is only inserted (as migration 0002 keeps the other tables).
KEEP_FROZEN = """
CREATE TRIGGER keep_frozen_update BEFORE UPDATE ON reports_mobilisedfact FOR EACH ROW
    WHEN (OLD.snapshot_id IS NOT NULL OR NEW.snapshot_id IS NOT NULL)
    EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER keep_frozen_delete BEFORE DELETE ON reports_mobilisedfact FOR EACH ROW
    WHEN (OLD.snapshot_id IS NOT NULL) EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER keep_frozen_truncate BEFORE TRUNCATE ON reports_mobilisedfact FOR EACH STATEMENT
    EXECUTE FUNCTION portal_refuse_change();
"""
FREE = """
DROP TRIGGER keep_frozen_update ON reports_mobilisedfact;
DROP TRIGGER keep_frozen_delete ON reports_mobilisedfact;
DROP TRIGGER keep_frozen_truncate ON reports_mobilisedfact;
"""
MARK_ALL = """
INSERT INTO reports_figuremark (group_code, area_id, year)
SELECT 'mobilised', area_id, year FROM programs_contribution
UNION SELECT 'mobilised', area_id, year FROM programs_creditturnover;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_origin_paths"),
        ("catalogs", "0002_english_names"),
        ("programs", "0005_contributions"),
        ("reports", "0005_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="MobilisedFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("own", models.BooleanField()),
                ("year", models.PositiveSmallIntegerField()),
                ("computed_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("form", models.CharField(max_length=12)),
                ("value_vnd", models.BigIntegerField(default=0)),
                ("labour_days", models.BigIntegerField(default=0)),
                ("land_m2", models.BigIntegerField(default=0)),
                ("households", models.BigIntegerField(default=0)),
                ("entries", models.BigIntegerField(default=0)),
                ("unvalued", models.BigIntegerField(default=0)),
                ("lent_vnd", models.BigIntegerField(default=0)),
                ("collected_vnd", models.BigIntegerField(default=0)),
                ("outstanding_vnd", models.BigIntegerField(default=0)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.component",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.programme",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.snapshot",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalsource",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("snapshot", None), _negated=True),
                        fields=["snapshot", "area"],
                        name="mobilised_fact_frozen",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("snapshot", None)),
                        fields=("area", "own", "year", "day", "programme", "component", "source", "form"),
                        name="mobilised_fact_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        *(mark_changes(table) for table in COLUMNS),
        migrations.RunSQL(KEEP_FROZEN, FREE),
        migrations.RunSQL(MARK_ALL, migrations.RunSQL.noop),
    ]
