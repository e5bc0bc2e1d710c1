"""Imported files and their rows before they are written; a person sees his own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import enable_owner_scope


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_notice_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60, verbose_name="loại dữ liệu")),
                ("place", models.CharField(blank=True, max_length=20, verbose_name="địa bàn")),
                ("place_name", models.CharField(blank=True, max_length=160)),
                ("scope_path", core.fields.LtreeField(blank=True, max_length=255, null=True)),
                ("file_name", models.CharField(max_length=200, verbose_name="tệp")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "cần ghép cột"),
                            ("checking", "đang kiểm tra"),
                            ("checked", "đã kiểm tra"),
                            ("applying", "đang ghi"),
                            ("applied", "đã nhập"),
                            ("failed", "không thành công"),
                            ("undone", "đã hoàn tác"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("mapping", models.JSONField(default=dict)),
                ("parameters", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.BigIntegerField(null=True)),
                ("part", models.CharField(max_length=20)),
                ("sheet", models.CharField(max_length=80, verbose_name="trang")),
                ("number", models.PositiveIntegerField(verbose_name="dòng")),
                (
                    "diff",
                    models.CharField(
                        choices=[("new", "mới"), ("changed", "thay đổi"), ("unchanged", "không đổi"), ("error", "lỗi")],
                        max_length=10,
                        verbose_name="kết quả so sánh",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=300)),
                ("ref", models.CharField(blank=True, max_length=60)),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="bản ghi")),
                ("target_id", models.CharField(blank=True, max_length=40)),
                ("target_version", models.IntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("old", models.JSONField(default=dict)),
                ("errors", models.JSONField(default=list)),
                ("remarks", models.JSONField(default=list)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="core.importbatch",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(fields=["owner", "-created_at"], name="import_owner"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "diff", "id"], name="import_row_diff"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "part", "key"], name="import_row_key"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "part", "ref"], name="import_row_ref"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("batch", "part", "sheet", "number"), name="import_row_once"),
        ),
        enable_owner_scope("core_importbatch"),
        enable_owner_scope("core_importrow"),
    ]
