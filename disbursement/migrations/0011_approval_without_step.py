"""A voucher whose steps no longer apply is decided by itself, so that it does not wait for ever."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0010_approvals")]

    operations = [
        migrations.AlterField(
            model_name="approval",
            name="step",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disbursement.approvalstep",
            ),
        ),
    ]
