from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="documentkind",
            name="name_en",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="relationtohead",
            name="name_en",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
    ]
