"""Requests for explanation, answers by version and their schedules; behind the second wall, with their history.

The figures and the question of a request stay as they were asked; answers and schedules are append-only.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import append_only, enable_scope, track_history

REQUEST, ANSWER, STEP = (f"disbursement_{name}" for name in ("explanationrequest", "explanation", "schedulestep"))

GUARD = """
CREATE FUNCTION disbursement_keep_asked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := ARRAY['state', 'due', 'accepted_id', 'decided_by_id', 'decided_at', 'reason', 'scope_path'];
BEGIN
    IF (to_jsonb(OLD) - moves) IS DISTINCT FROM (to_jsonb(NEW) - moves) THEN
        RAISE EXCEPTION 'what was asked stays as it was asked' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.accepted_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM disbursement_explanation e WHERE e.id = NEW.accepted_id AND e.request_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'the answer accepted is one to this request' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_asked BEFORE UPDATE ON disbursement_explanationrequest
    FOR EACH ROW EXECUTE FUNCTION disbursement_keep_asked();
"""

NO_GUARD = """
DROP TRIGGER keep_asked ON disbursement_explanationrequest;
DROP FUNCTION disbursement_keep_asked();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_role_name_en"),
        ("areas", "0002_origin_paths"),
        ("committees", "0004_document_number_per_area"),
        ("disbursement", "0012_decision_hands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("version", models.PositiveSmallIntegerField(verbose_name="lần")),
                ("cause", models.TextField(verbose_name="nguyên nhân chậm")),
                ("measures", models.TextField(verbose_name="biện pháp")),
                ("difficulties", models.TextField(blank=True, verbose_name="khó khăn vượt thẩm quyền, kiến nghị")),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["request", "version"],
            },
        ),
        migrations.CreateModel(
            name="ExplanationRequest",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="năm ngân sách")),
                ("as_of", models.DateField(verbose_name="số liệu đến ngày")),
                ("plan_vnd", models.BigIntegerField(verbose_name="kế hoạch")),
                ("disbursed_vnd", models.BigIntegerField(verbose_name="đã giải ngân")),
                ("average_disbursed_vnd", models.BigIntegerField()),
                ("average_plan_vnd", models.BigIntegerField()),
                ("include_carry_over", models.BooleanField(verbose_name="tính cả vốn kéo dài")),
                (
                    "denominator",
                    models.CharField(
                        choices=[("given", "kế hoạch được giao"), ("detailed", "kế hoạch đã phân bổ chi tiết")],
                        max_length=8,
                        verbose_name="mẫu số",
                    ),
                ),
                ("question", models.TextField(verbose_name="nội dung yêu cầu giải trình")),
                ("due", models.DateField(verbose_name="hạn giải trình")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "chờ giải trình"),
                            ("answered", "chờ xem xét"),
                            ("returned", "trả lại"),
                            ("accepted", "đang theo dõi"),
                            ("closed", "đã kết thúc"),
                            ("withdrawn", "đã rút"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="lý do")),
                (
                    "accepted",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_for",
                        to="disbursement.explanation",
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
                    "asked_by",
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
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="committees.officialdocument",
                        verbose_name="văn bản yêu cầu",
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
            ],
            options={
                "ordering": ["due", "id"],
            },
        ),
        migrations.AddField(
            model_name="explanation",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanations",
                to="disbursement.explanationrequest",
            ),
        ),
        migrations.CreateModel(
            name="ScheduleStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("month_end", models.DateField(verbose_name="đến hết ngày")),
                ("promised_vnd", models.BigIntegerField(verbose_name="lũy kế cam kết")),
                (
                    "explanation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="disbursement.explanation"
                    ),
                ),
            ],
            options={
                "ordering": ["explanation", "month_end"],
            },
        ),
        migrations.AddIndex(
            model_name="explanationrequest",
            index=models.Index(fields=["state", "due"], name="explanation_due"),
        ),
        migrations.AddConstraint(
            model_name="explanationrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "returned", "answered", "accepted"])),
                fields=("holder", "budget_year"),
                name="explanation_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True), ("accepted__isnull", False), _connector="OR"
                ),
                name="explanation_request_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["returned", "closed", "withdrawn"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="explanation_request_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanationrequest",
            constraint=models.CheckConstraint(condition=models.Q(("plan_vnd__gt", 0)), name="explanation_request_plan"),
        ),
        migrations.AddConstraint(
            model_name="explanationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("question", ""), _negated=True), name="explanation_request_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.UniqueConstraint(fields=("request", "version"), name="explanation_version_once"),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("cause", ""), _negated=True), models.Q(("measures", ""), _negated=True)),
                name="explanation_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulestep",
            constraint=models.UniqueConstraint(fields=("explanation", "month_end"), name="schedule_step_once"),
        ),
        migrations.AddConstraint(
            model_name="schedulestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("promised_vnd__gte", 0)), name="schedule_step_amount"
            ),
        ),
        *(enable_scope(table) for table in (REQUEST, ANSWER, STEP)),
        *(track_history(table) for table in (REQUEST, ANSWER, STEP)),
        append_only(ANSWER),
        append_only(STEP),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
