from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_protection")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="name_en",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
    ]
