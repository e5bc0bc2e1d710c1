"""Until when carried-over money may be disbursed, as its decision says; without it the year's closing date holds."""

from django.db import migrations, models
from django.db.models import Q

UNTIL = "giải ngân đến hết ngày"


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0013_explanations")]

    operations = [
        migrations.AddField("draftentry", "until", models.DateField(blank=True, null=True, verbose_name=UNTIL)),
        migrations.AddField("movement", "until", models.DateField(null=True, verbose_name=UNTIL)),
        migrations.AddConstraint(
            "draftentry",
            models.CheckConstraint(condition=Q(until=None) | Q(act="carry_over"), name="draft_entry_until"),
        ),
        migrations.AddConstraint(
            "movement",
            models.CheckConstraint(
                condition=Q(until=None) | Q(kind="carry_over", amount_vnd__gt=0), name="movement_until"
            ),
        ),
    ]
