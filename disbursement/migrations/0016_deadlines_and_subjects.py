"""The deadline of carried-over money stands on whatever gives it on."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0015_voucher_subject")]

    operations = [
        migrations.RemoveConstraint("movement", "movement_until"),
        migrations.AddConstraint(
            "movement",
            models.CheckConstraint(condition=Q(until=None) | Q(amount_vnd__gt=0, reverses=None), name="movement_until"),
        ),
    ]
