"""Steps of approval by amount, as data, and the vouchers that wait for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import append_only, enable_scope, track_history
from disbursement.migration_ops import enable_inherited_scope

TABLES = ("disbursement_approvalstep", "disbursement_voucherrequest", "disbursement_approval")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_role_name_en"),
        ("areas", "0002_origin_paths"),
        ("disbursement", "0009_contracts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("name", models.CharField(max_length=120, verbose_name="bước duyệt")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự")),
                ("from_amount_vnd", models.BigIntegerField(verbose_name="từ số tiền")),
                ("valid_from", models.DateField(verbose_name="hiệu lực từ")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="hiệu lực đến")),
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
                    "role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.role",
                        verbose_name="vai trò",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="VoucherRequest",
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
                ("amount_vnd", models.BigIntegerField(verbose_name="số tiền")),
                ("voucher", models.CharField(max_length=60, verbose_name="số chứng từ")),
                ("value_date", models.DateField(verbose_name="ngày chứng từ")),
                ("treasury_ref", models.CharField(blank=True, max_length=60, verbose_name="mã tham chiếu Kho bạc")),
                ("same_ref", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do điều chỉnh")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ duyệt"),
                            ("recorded", "đã ghi sổ"),
                            ("refused", "không duyệt"),
                            ("withdrawn", "đã rút"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disbursement.contract",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="disbursement.capitalline",
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="disbursement.disbursement",
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("is_approved", models.BooleanField(verbose_name="đồng ý")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disbursement.approvalstep"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="disbursement.voucherrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_amount_vnd__gt", 0)), name="approval_step_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="approval_step_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result__isnull", False), ("state", "recorded")),
                    models.Q(models.Q(("state", "recorded"), _negated=True), ("result", None)),
                    _connector="OR",
                ),
                name="voucher_request_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("line", "voucher", "kind"),
                name="voucher_request_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(fields=("request", "step"), name="approval_once"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(fields=("request", "decided_by"), name="approval_by_different_people"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_approved", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="approval_refusal_reason",
            ),
        ),
        enable_inherited_scope("disbursement_approvalstep"),
        enable_scope("disbursement_voucherrequest"),
        enable_scope("disbursement_approval"),
        append_only("disbursement_approval"),
        *(track_history(table) for table in TABLES),
    ]
