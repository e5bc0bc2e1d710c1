"""One index of vouchers by line and day, and none of the line alone, which the planner would take instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0016_deadlines_and_subjects")]

    operations = [
        migrations.AlterField(
            model_name="disbursement",
            name="line",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disbursements",
                to="disbursement.capitalline",
            ),
        )
    ]
