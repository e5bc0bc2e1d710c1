"""Only provinces and the country set rules of alerts. Rules set below end today, or on the day on which they would have
begun: what was alerted by them keeps its rule, so the constraint does not look at them again (NOT VALID)."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Func, IntegerField
from django.db.models.lookups import LessThanOrEqual

END_RULES_BELOW = """
    UPDATE reports_alertrule SET valid_to = greatest(valid_from, current_date)
     WHERE nlevel(scope_path) > 2 AND (valid_to IS NULL OR valid_to > greatest(valid_from, current_date))
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_capital_indexes")]

    operations = [
        migrations.RunSQL(END_RULES_BELOW, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "alertrule",
            models.CheckConstraint(
                condition=LessThanOrEqual(Func(F("scope_path"), function="nlevel", output_field=IntegerField()), 2),
                name="alert_rule_of_province",
            ),
        ),
    ]
