"""Works (công trình), behind the second wall and with their history."""

import django.db.models.deletion
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import enable_scope, track_history


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_role_name_en"),
        ("areas", "0002_origin_paths"),
        ("catalogs", "0002_english_names"),
        ("programs", "0003_targets_of_ancestors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Works",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250, verbose_name="tên công trình")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="năm khởi công")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="năm hoàn thành")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "chuẩn bị đầu tư"),
                            ("running", "đang thi công"),
                            ("finished", "đã hoàn thành, bàn giao"),
                            ("settled", "đã quyết toán"),
                        ],
                        default="preparing",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="địa bàn",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.component",
                        verbose_name="dự án thành phần",
                    ),
                ),
                (
                    "investor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="chủ đầu tư",
                    ),
                ),
            ],
            options={
                "ordering": ["-first_year", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))), name="works_years"
                    )
                ],
            },
        ),
        enable_scope("programs_works"),
        track_history("programs_works"),
    ]
