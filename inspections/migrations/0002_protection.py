"""The second wall on inspections, and their history."""

from django.db import migrations

from core.migration_ops import enable_scope, track_history

TABLES = ("inspections_inspectionplan", "inspections_visit", "inspections_recommendation")

# Whoever must mend something reads the visit it was found on; whoever is visited reads the plan.
WHY = """
CREATE POLICY web_visit_of_recommendation ON inspections_visit FOR SELECT TO portal_web
    USING (EXISTS (SELECT FROM inspections_recommendation r WHERE r.visit_id = inspections_visit.id));
CREATE POLICY web_plan_of_visit ON inspections_inspectionplan FOR SELECT TO portal_web
    USING (EXISTS (SELECT FROM inspections_visit v WHERE v.plan_id = inspections_inspectionplan.id));
"""
NO_WHY = """
DROP POLICY web_plan_of_visit ON inspections_inspectionplan;
DROP POLICY web_visit_of_recommendation ON inspections_visit;
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial"), ("core", "0003_protection")]

    operations = [
        *(enable_scope(table) for table in TABLES),
        *(track_history(table) for table in TABLES),
        migrations.RunSQL(WHY, NO_WHY),
    ]
