"""A password given by an administrator is changed at the first sign-in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_agencies_and_posts")]

    operations = [
        migrations.AddField(
            "user",
            "must_change_password",
            models.BooleanField(default=False, db_default=False, editable=False),
        ),
    ]
