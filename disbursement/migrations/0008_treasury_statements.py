"""Statements of the treasury beside the ledger, and how their differences were settled."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import append_only, enable_scope, track_history

TABLES = ("disbursement_treasurystatement", "disbursement_statementrow", "disbursement_settlement")


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_origin_paths"),
        ("disbursement", "0007_needs_and_allocation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TreasuryStatement",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=60, verbose_name="số bảng kê")),
                ("period_from", models.DateField(verbose_name="từ ngày")),
                ("period_to", models.DateField(verbose_name="đến ngày")),
                ("imported_at", models.DateTimeField(auto_now_add=True)),
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
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-period_to", "-id"],
            },
        ),
        migrations.CreateModel(
            name="StatementRow",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("payment", "thanh toán khối lượng hoàn thành"),
                            ("advance", "tạm ứng"),
                            ("settlement", "thu hồi tạm ứng (chuyển thành thanh toán)"),
                            ("refund", "nộp trả"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("voucher", models.CharField(max_length=60, verbose_name="số chứng từ")),
                ("value_date", models.DateField(verbose_name="ngày chứng từ")),
                ("amount_vnd", models.BigIntegerField(verbose_name="số tiền")),
                ("treasury_ref", models.CharField(blank=True, max_length=60, verbose_name="mã tham chiếu Kho bạc")),
                ("advance_voucher", models.CharField(blank=True, max_length=60, verbose_name="số chứng từ tạm ứng")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disbursement.capitalline"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="disbursement.treasurystatement",
                    ),
                ),
            ],
            options={
                "ordering": ["value_date", "id"],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("record", "ghi chứng từ theo bảng kê"),
                            ("reenter", "đảo và ghi lại theo bảng kê"),
                            ("reverse", "đảo chứng từ"),
                            ("accept", "chấp nhận chênh lệch"),
                        ],
                        max_length=8,
                        verbose_name="cách xử lý",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("settled_at", models.DateTimeField(auto_now_add=True)),
                (
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disbursement.disbursement",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disbursement.disbursement",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="disbursement.statementrow",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="disbursement.treasurystatement",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="treasurystatement",
            constraint=models.UniqueConstraint(fields=("area", "number"), name="treasury_statement_once"),
        ),
        migrations.AddConstraint(
            model_name="treasurystatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_to__gte", models.F("period_from"))), name="treasury_statement_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementrow",
            constraint=models.UniqueConstraint(
                fields=("statement", "line", "kind", "voucher"), name="statement_row_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementrow",
            constraint=models.CheckConstraint(condition=models.Q(("amount_vnd__gt", 0)), name="statement_row_amount"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("row__isnull", False), ("voucher__isnull", False), _connector="OR"),
                name="settlement_is_about_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("act", "record"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="settlement_reason",
            ),
        ),
        *(enable_scope(table) for table in TABLES),
        append_only("disbursement_settlement"),
        *(track_history(table) for table in TABLES),
    ]
