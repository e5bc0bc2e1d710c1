"""When a notice was sent by e-mail."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("core", "0003_protection")]

    operations = [
        migrations.AddField("notice", "mailed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "notice",
            models.Index(fields=["created_at"], condition=Q(read_at=None, mailed_at=None), name="notice_unmailed"),
        ),
    ]
