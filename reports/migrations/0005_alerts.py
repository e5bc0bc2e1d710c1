"""Alerts about capital and the rules they stand on. Their days and figures of every morning are no history."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import enable_scope, track_history
from disbursement.migration_ops import enable_inherited_scope


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_role_name_en"),
        ("areas", "0002_origin_paths"),
        ("catalogs", "0002_english_names"),
        ("disbursement", "0012_decision_hands"),
        ("reports", "0004_detailed_plan"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="hiệu lực từ")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="hiệu lực đến")),
                (
                    "confidence",
                    models.CharField(
                        choices=[("verified", "đã đối chiếu"), ("needs_check", "cần đối chiếu văn bản")],
                        default="needs_check",
                        max_length=12,
                        verbose_name="mức độ tin cậy",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="ghi chú"),
                ),
                (
                    "changed_locally",
                    models.BooleanField(db_default=False, default=False, verbose_name="quản trị đã sửa"),
                ),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nothing_disbursed", "chưa giải ngân"),
                            ("below_average", "thấp hơn bình quân"),
                            ("advance_unsettled", "tạm ứng lâu chưa thu hồi"),
                            ("unallocated_held", "chậm phân bổ vốn"),
                        ],
                        max_length=20,
                        verbose_name="loại cảnh báo",
                    ),
                ),
                ("threshold", models.PositiveSmallIntegerField(verbose_name="ngưỡng")),
                (
                    "severity",
                    models.CharField(
                        choices=[("late", "nghiêm trọng"), ("warn", "cần chú ý")], max_length=4, verbose_name="mức độ"
                    ),
                ),
                ("least_vnd", models.BigIntegerField(blank=True, null=True, verbose_name="số tiền tối thiểu")),
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
                    "capital_kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalkind",
                        verbose_name="chỉ áp dụng cho loại vốn",
                    ),
                ),
                (
                    "legal_text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.legaltext",
                        verbose_name="căn cứ pháp lý",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "severity", "id"],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nothing_disbursed", "chưa giải ngân"),
                            ("below_average", "thấp hơn bình quân"),
                            ("advance_unsettled", "tạm ứng lâu chưa thu hồi"),
                            ("unallocated_held", "chậm phân bổ vốn"),
                        ],
                        max_length=20,
                        verbose_name="loại cảnh báo",
                    ),
                ),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
                ("first_figures", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("last_figures", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("first_seen", models.DateField(verbose_name="từ ngày")),
                ("last_seen", models.DateField(verbose_name="đến ngày")),
                ("cleared_on", models.DateField(null=True, verbose_name="hết cảnh báo từ ngày")),
                ("told_on", models.DateField(null=True)),
                (
                    "advance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disbursement.disbursement",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disbursement.capitalline",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="reports.alertrule",
                        verbose_name="quy tắc",
                    ),
                ),
            ],
            options={
                "ordering": ["-first_seen", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="reports_alertrule_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(condition=models.Q(("threshold__gt", 0)), name="alert_rule_threshold"),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "below_average"), _negated=True), ("threshold__lte", 100), _connector="OR"
                ),
                name="alert_rule_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("least_vnd", None), ("least_vnd__gt", 0), _connector="OR"), name="alert_rule_least"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["nothing_disbursed", "below_average", "advance_unsettled", "unallocated_held"])
                ),
                name="alert_rule_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["late", "warn"])), name="alert_rule_severity"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("area", "="),
                    ("kind", "="),
                    ("severity", "="),
                    (
                        django.db.models.functions.comparison.Coalesce(
                            models.F("capital_kind"), models.Value(0), output_field=models.BigIntegerField()
                        ),
                        "=",
                    ),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="alert_rule_once_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(condition=models.Q(("cleared_on", None)), fields=["kind"], name="alert_standing"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cleared_on", None)),
                fields=("rule", "holder", "budget_year", "line", "advance"),
                name="alert_once_while_standing",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("advance", None), ("kind__in", ["nothing_disbursed", "below_average"]), ("line", None)),
                    models.Q(("advance__isnull", False), ("kind", "advance_unsettled"), ("line", None)),
                    models.Q(("advance", None), ("kind", "unallocated_held"), ("line__isnull", False)),
                    _connector="OR",
                ),
                name="alert_is_about_what_its_kind_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_seen__gte", models.F("first_seen")),
                    models.Q(("cleared_on", None), ("cleared_on__gte", models.F("last_seen")), _connector="OR"),
                ),
                name="alert_days_in_order",
            ),
        ),
        enable_inherited_scope("reports_alertrule"),
        track_history("reports_alertrule"),
        enable_scope("reports_alert"),
        track_history("reports_alert", exclude=("last_seen", "last_figures")),
    ]
