"""A printed figure of a province that its source does not name is kept too, under what the source says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_origin_paths"),
        ("core", "0005_imports"),
        ("reports", "0002_figure_marks"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publishedfigure",
            name="published_figure_version_once",
        ),
        migrations.RemoveConstraint(
            model_name="publishedfigure",
            name="published_figure_one_current",
        ),
        migrations.RemoveConstraint(
            model_name="publishedfigure",
            name="published_figure_area_or_region",
        ),
        migrations.AddField(
            model_name="publishedfigure",
            name="place",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="nơi nêu trong nguồn"
            ),
        ),
        migrations.AlterField(
            model_name="publishedfigure",
            name="level",
            field=models.CharField(
                choices=[
                    ("country", "cả nước"),
                    ("region", "vùng"),
                    ("province", "cấp tỉnh"),
                    ("unnamed", "một tỉnh, nguồn không nêu tên"),
                ],
                max_length=10,
                verbose_name="cấp",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfigure",
            constraint=models.UniqueConstraint(
                fields=("area", "region", "place", "edition", "year", "standard_period", "indicator", "version"),
                name="published_figure_version_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfigure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded", False)),
                fields=("area", "region", "place", "edition", "year", "standard_period", "indicator"),
                name="published_figure_one_current",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area", None), ("level", "region"), ("place", ""), ("region__isnull", False)),
                    models.Q(
                        ("area__isnull", False), ("level__in", ["country", "province"]), ("place", ""), ("region", None)
                    ),
                    models.Q(
                        ("area", None), ("level", "unnamed"), ("region", None), models.Q(("place", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="published_figure_area_or_region",
            ),
        ),
    ]
