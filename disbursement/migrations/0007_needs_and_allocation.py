"""Needs, allocation plans with their criteria and alternatives; behind the second wall, with their history.

Once an alternative is chosen the plan and all that it rests on stay as they are: the submission prints again as it
was. Only the decision that is drafted from it is named afterwards.
"""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import enable_scope, track_history

TABLES = tuple(
    f"disbursement_{name}"
    for name in (
        "capitalneed",
        "allocationplan",
        "criterion",
        "alternative",
        "coefficient",
        "unitlimit",
        "alternativeshare",
    )
)

GUARD = """
CREATE FUNCTION disbursement_keep_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'decision_id') IS DISTINCT FROM (to_jsonb(NEW) - 'decision_id') THEN
        RAISE EXCEPTION 'a chosen allocation plan stays as it is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_chosen BEFORE UPDATE ON disbursement_allocationplan
    FOR EACH ROW WHEN (OLD.state = 'chosen') EXECUTE FUNCTION disbursement_keep_chosen();

-- The argument says through which column the row belongs to a plan.
CREATE FUNCTION disbursement_keep_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    plan uuid;
BEGIN
    IF TG_ARGV[0] = 'plan_id' THEN
        plan := (part ->> 'plan_id')::uuid;
    ELSE
        SELECT a.plan_id INTO plan FROM disbursement_alternative a WHERE a.id = (part ->> 'alternative_id')::bigint;
    END IF;
    IF EXISTS (SELECT FROM disbursement_allocationplan p WHERE p.id = plan AND p.state = 'chosen') THEN
        RAISE EXCEPTION 'a chosen allocation plan stays as it is' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_parts BEFORE INSERT OR UPDATE OR DELETE ON disbursement_criterion
    FOR EACH ROW EXECUTE FUNCTION disbursement_keep_parts('plan_id');
CREATE TRIGGER keep_parts BEFORE INSERT OR UPDATE OR DELETE ON disbursement_alternative
    FOR EACH ROW EXECUTE FUNCTION disbursement_keep_parts('plan_id');
CREATE TRIGGER keep_parts BEFORE INSERT OR UPDATE OR DELETE ON disbursement_coefficient
    FOR EACH ROW EXECUTE FUNCTION disbursement_keep_parts('alternative_id');
CREATE TRIGGER keep_parts BEFORE INSERT OR UPDATE OR DELETE ON disbursement_unitlimit
    FOR EACH ROW EXECUTE FUNCTION disbursement_keep_parts('alternative_id');
CREATE TRIGGER keep_parts BEFORE INSERT OR UPDATE OR DELETE ON disbursement_alternativeshare
    FOR EACH ROW EXECUTE FUNCTION disbursement_keep_parts('alternative_id');
"""

NO_GUARD = """
DROP TRIGGER keep_parts ON disbursement_alternativeshare;
DROP TRIGGER keep_parts ON disbursement_unitlimit;
DROP TRIGGER keep_parts ON disbursement_coefficient;
DROP TRIGGER keep_parts ON disbursement_alternative;
DROP TRIGGER keep_parts ON disbursement_criterion;
DROP TRIGGER keep_chosen ON disbursement_allocationplan;
DROP FUNCTION disbursement_keep_parts();
DROP FUNCTION disbursement_keep_chosen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_role_name_en"),
        ("areas", "0002_origin_paths"),
        ("catalogs", "0001_initial"),
        ("core", "0005_imports"),
        ("disbursement", "0006_closed_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AllocationPlan",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=250, verbose_name="tên phương án phân bổ")),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
                ("envelope_vnd", models.BigIntegerField(verbose_name="tổng vốn phân bổ")),
                ("reserve_vnd", models.BigIntegerField(blank=True, null=True, verbose_name="dự phòng (số tiền)")),
                (
                    "reserve_share",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=5, null=True, verbose_name="dự phòng (tỷ lệ)"
                    ),
                ),
                ("rounding_vnd", models.BigIntegerField(default=1000000, verbose_name="làm tròn đến")),
                ("figures_year", models.PositiveSmallIntegerField(verbose_name="năm rà soát lấy số liệu")),
                ("basis", models.TextField(verbose_name="căn cứ")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "đang xây dựng"), ("chosen", "đã chọn phương án")],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("chosen_at", models.DateTimeField(null=True)),
                ("chosen_reason", models.TextField(blank=True, verbose_name="lý do chọn")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                    "chosen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.component",
                        verbose_name="dự án, nội dung",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="allocation_plan",
                        to="disbursement.capitaldecision",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalkind",
                        verbose_name="loại vốn",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalsource",
                        verbose_name="nguồn vốn",
                    ),
                ),
            ],
            options={
                "ordering": ["-budget_year", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Alternative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("name", models.CharField(max_length=120, verbose_name="tên phương án")),
                ("floor_vnd", models.BigIntegerField(default=0, verbose_name="mức sàn chung")),
                ("cap_vnd", models.BigIntegerField(blank=True, null=True, verbose_name="mức trần chung")),
                ("caps_at_need", models.BooleanField(default=False, verbose_name="không vượt nhu cầu đã tiếp nhận")),
                ("computed_at", models.DateTimeField(null=True)),
                ("left_over_vnd", models.BigIntegerField(default=0)),
                (
                    "left_over_area",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternatives",
                        to="disbursement.allocationplan",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="allocationplan",
            name="chosen",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disbursement.alternative",
            ),
        ),
        migrations.CreateModel(
            name="AlternativeShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("values", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("score", models.DecimalField(decimal_places=10, max_digits=26, null=True, verbose_name="điểm")),
                ("exact_vnd", models.BigIntegerField()),
                ("share_vnd", models.BigIntegerField(verbose_name="số vốn")),
                (
                    "bound",
                    models.CharField(blank=True, choices=[("floor", "mức sàn"), ("cap", "mức trần")], max_length=5),
                ),
                ("left_out", models.BooleanField(default=False)),
                ("previous_vnd", models.BigIntegerField(null=True, verbose_name="kế hoạch năm trước")),
                ("need_vnd", models.BigIntegerField(null=True, verbose_name="nhu cầu đã tiếp nhận")),
                (
                    "alternative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="disbursement.alternative",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["area__sort_key", "id"],
            },
        ),
        migrations.CreateModel(
            name="CapitalNeed",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
                ("amount_vnd", models.BigIntegerField(verbose_name="số vốn đề nghị")),
                ("purpose", models.TextField(verbose_name="nội dung, mục đích sử dụng")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "đang soạn"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã tiếp nhận"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="lý do trả lại")),
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
                        verbose_name="dự án, nội dung",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
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
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.capitalkind",
                        verbose_name="loại vốn",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-budget_year", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("label", models.CharField(max_length=200, verbose_name="tiêu chí")),
                ("measure", models.CharField(max_length=60, verbose_name="số liệu")),
                (
                    "coefficient",
                    models.DecimalField(decimal_places=6, max_digits=12, verbose_name="hệ số (điểm cho một đơn vị)"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="disbursement.allocationplan",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Coefficient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("value", models.DecimalField(decimal_places=6, max_digits=12, verbose_name="hệ số")),
                (
                    "alternative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coefficients",
                        to="disbursement.alternative",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coefficients",
                        to="disbursement.criterion",
                    ),
                ),
            ],
            options={
                "ordering": ["criterion__position", "id"],
            },
        ),
        migrations.CreateModel(
            name="UnitLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("floor_vnd", models.BigIntegerField(blank=True, null=True, verbose_name="mức sàn riêng")),
                ("cap_vnd", models.BigIntegerField(blank=True, null=True, verbose_name="mức trần riêng")),
                ("left_out", models.BooleanField(default=False, verbose_name="không chia theo tiêu chí")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                (
                    "alternative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="limits",
                        to="disbursement.alternative",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "ordering": ["area__sort_key", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="alternative",
            constraint=models.UniqueConstraint(fields=("plan", "name"), name="alternative_name_once"),
        ),
        migrations.AddConstraint(
            model_name="alternative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("floor_vnd__gte", 0),
                    models.Q(("cap_vnd", None), ("cap_vnd__gte", models.F("floor_vnd")), _connector="OR"),
                ),
                name="alternative_limits",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("envelope_vnd__gt", 0), ("rounding_vnd__gt", 0)), name="allocation_plan_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reserve_share", None), ("reserve_vnd__gte", 0), ("reserve_vnd__lte", models.F("envelope_vnd"))
                    ),
                    models.Q(("reserve_share__gte", 0), ("reserve_share__lte", 1), ("reserve_vnd", None)),
                    _connector="OR",
                ),
                name="allocation_plan_reserve",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocationplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("chosen", None), ("state", "draft")),
                    models.Q(
                        ("chosen__isnull", False),
                        ("chosen_at__isnull", False),
                        ("state", "chosen"),
                        models.Q(("chosen_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="allocation_plan_chosen_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="alternativeshare",
            constraint=models.UniqueConstraint(fields=("alternative", "area"), name="alternative_share_once"),
        ),
        migrations.AddConstraint(
            model_name="alternativeshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_vnd__gte", 0)), name="alternative_share_amount"
            ),
        ),
        migrations.AddIndex(
            model_name="capitalneed",
            index=models.Index(fields=["budget_year", "component", "kind", "state"], name="need_of_year"),
        ),
        migrations.AddConstraint(
            model_name="capitalneed",
            constraint=models.CheckConstraint(condition=models.Q(("amount_vnd__gt", 0)), name="need_amount"),
        ),
        migrations.AddConstraint(
            model_name="capitalneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("file__isnull", False), ("submitted_at__isnull", False)),
                    _connector="OR",
                ),
                name="need_sent_with_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="capitalneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="need_returned_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("plan", "measure"), name="criterion_measure_once"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("coefficient__gte", 0)), name="criterion_coefficient"
            ),
        ),
        migrations.AddConstraint(
            model_name="coefficient",
            constraint=models.UniqueConstraint(fields=("alternative", "criterion"), name="coefficient_once"),
        ),
        migrations.AddConstraint(
            model_name="coefficient",
            constraint=models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="coefficient_value"),
        ),
        migrations.AddConstraint(
            model_name="unitlimit",
            constraint=models.UniqueConstraint(fields=("alternative", "area"), name="unit_limit_once"),
        ),
        migrations.AddConstraint(
            model_name="unitlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("floor_vnd", None), ("floor_vnd__gte", 0), _connector="OR"),
                    models.Q(("cap_vnd", None), ("cap_vnd__gte", 0), _connector="OR"),
                    models.Q(("reason", ""), _negated=True),
                ),
                name="unit_limit_values",
            ),
        ),
        *(enable_scope(table) for table in TABLES),
        *(track_history(table) for table in TABLES),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
