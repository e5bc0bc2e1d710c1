"""A paper sent to many areas stands in the register of each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("committees", "0003_protection")]

    operations = [
        migrations.RemoveConstraint("officialdocument", "document_number_once"),
        migrations.AddConstraint(
            "officialdocument",
            models.UniqueConstraint(fields=["area", "number", "issuer", "issued_on"], name="document_number_once"),
        ),
    ]
