"""The sums of each month beside capital by day: a balance is read from the closed months before it and the days since.

What is counted already is added up here, live and frozen alike, so that no figure is missing until a refresh.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KEYS = "area_id, own, year, snapshot_id, holder_id, component_id, kind_id, source_id, tranche_year"
MEASURES = ("plan_vnd", "detailed_vnd", "disbursed_vnd", "advance_vnd")
MONTH_END = "(date_trunc('month', day::timestamp) + interval '1 month - 1 day')::date"
FILL = f"""
    INSERT INTO reports_capitalmonthfact ({KEYS}, day, {", ".join(MEASURES)}, computed_at)
    SELECT {KEYS}, {MONTH_END}, {", ".join(f"sum({name})" for name in MEASURES)}, max(computed_at)
    FROM reports_capitalfact GROUP BY {KEYS}, {MONTH_END}
"""

# A snapshot is only inserted (as migration 0002 keeps the other tables).
KEEP_FROZEN = """
CREATE TRIGGER keep_frozen_update BEFORE UPDATE ON reports_capitalmonthfact FOR EACH ROW
    WHEN (OLD.snapshot_id IS NOT NULL OR NEW.snapshot_id IS NOT NULL)
    EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER keep_frozen_delete BEFORE DELETE ON reports_capitalmonthfact FOR EACH ROW
    WHEN (OLD.snapshot_id IS NOT NULL) EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER keep_frozen_truncate BEFORE TRUNCATE ON reports_capitalmonthfact FOR EACH STATEMENT
    EXECUTE FUNCTION portal_refuse_change();
"""


def key(to: str, **more: Any) -> Any:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


def dimension(to: str, **more: Any) -> Any:
    return key(to, db_constraint=False, **more)


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_capital_indexes")]

    operations = [
        migrations.CreateModel(
            name="CapitalMonthFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("own", models.BooleanField()),
                ("year", models.PositiveSmallIntegerField()),
                ("computed_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("tranche_year", models.PositiveSmallIntegerField()),
                *((name, models.BigIntegerField(default=0)) for name in MEASURES),
                ("area", key("areas.area")),
                ("snapshot", key("reports.snapshot", null=True)),
                ("holder", dimension("accounts.agency", null=True)),
                ("component", dimension("catalogs.component")),
                ("kind", dimension("catalogs.capitalkind")),
                ("source", dimension("catalogs.capitalsource")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["snapshot", "area"],
                        condition=~Q(snapshot=None),
                        name="capital_month_fact_frozen",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=[
                            *("area", "own", "year", "day"),
                            *("holder", "component", "kind", "source", "tranche_year"),
                        ],
                        condition=Q(snapshot=None),
                        nulls_distinct=False,
                        include=MEASURES,
                        name="capital_month_fact_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP_FROZEN, migrations.RunSQL.noop),
    ]
