"""When a statement's import was taken back: imports belong to their officer, the statement is read by others too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0019_lines_keep_what_they_are")]

    operations = [
        migrations.AddField(
            model_name="treasurystatement",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
    ]
