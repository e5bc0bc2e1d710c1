"""Days and months of capital side by side, so that a balance is read and added up in one statement."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

MEASURES = ("plan_vnd", "detailed_vnd", "disbursed_vnd", "advance_vnd")
COLUMNS = ", ".join(
    (
        *("id", "area_id", "own", "year", "snapshot_id", "computed_at", "day"),
        *("holder_id", "component_id", "kind_id", "source_id", "tranche_year", *MEASURES),
    )
)
VIEW = f"""
    CREATE VIEW reports_capitalspan WITH (security_invoker = true) AS
    SELECT false AS is_month, {COLUMNS} FROM reports_capitalfact
    UNION ALL
    SELECT true, {COLUMNS} FROM reports_capitalmonthfact
"""


def key(to: str, **more: Any) -> Any:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


def dimension(to: str, **more: Any) -> Any:
    return key(to, db_constraint=False, **more)


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_alert_rules_by_provinces")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW reports_capitalspan"),
        migrations.CreateModel(
            name="CapitalSpan",
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
                ("is_month", models.BooleanField()),
                *((name, models.BigIntegerField(default=0)) for name in MEASURES),
                ("area", key("areas.area")),
                ("snapshot", key("reports.snapshot", null=True)),
                ("holder", dimension("accounts.agency", null=True)),
                ("component", dimension("catalogs.component")),
                ("kind", dimension("catalogs.capitalkind")),
                ("source", dimension("catalogs.capitalsource")),
            ],
            options={"managed": False, "db_table": "reports_capitalspan"},
        ),
    ]
