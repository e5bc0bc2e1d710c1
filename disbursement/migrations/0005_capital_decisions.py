"""Decisions with their rows: changed while they are drafted, not once they are checked, never once signed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core.migration_ops import enable_scope, track_history

TABLES = ("disbursement_capitaldecision", "disbursement_draftentry")

GUARDS = """
-- The decision's row is locked, so that nobody adds a row while another one checks or signs.
CREATE FUNCTION disbursement_guard_entries() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN touched := ARRAY[NEW.decision_id];
    ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.decision_id];
    ELSE touched := ARRAY[OLD.decision_id, NEW.decision_id];
    END IF;
    PERFORM 1 FROM disbursement_capitaldecision d WHERE d.id = ANY (touched) ORDER BY d.id FOR SHARE;
    IF EXISTS (SELECT FROM disbursement_capitaldecision d WHERE d.id = ANY (touched) AND d.state <> 'draft') THEN
        RAISE EXCEPTION 'rows of a decision change only while it is drafted'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION disbursement_guard_entries() FROM PUBLIC;
CREATE TRIGGER guard_entries BEFORE INSERT OR UPDATE OR DELETE ON disbursement_draftentry
    FOR EACH ROW EXECUTE FUNCTION disbursement_guard_entries();

CREATE TRIGGER keep_signed BEFORE UPDATE ON disbursement_capitaldecision
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER keep_checked BEFORE DELETE ON disbursement_capitaldecision
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION portal_refuse_change();

-- Movements of a decision that is kept here are written while it is signed, not before and not after.
CREATE FUNCTION disbursement_guard_decision() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows n JOIN disbursement_capitaldecision d ON d.document_id = n.decision_id
        WHERE d.state <> 'checked'
    ) THEN
        RAISE EXCEPTION 'movements of a decision are written when it is signed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION disbursement_guard_decision() FROM PUBLIC;
CREATE TRIGGER guard_decision AFTER INSERT ON disbursement_movement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION disbursement_guard_decision();
"""

NO_GUARDS = """
DROP TRIGGER guard_decision ON disbursement_movement;
DROP FUNCTION disbursement_guard_decision();
DROP TRIGGER keep_checked ON disbursement_capitaldecision;
DROP TRIGGER keep_signed ON disbursement_capitaldecision;
DROP TRIGGER guard_entries ON disbursement_draftentry;
DROP FUNCTION disbursement_guard_entries();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("committees", "0004_document_number_per_area"),
        ("disbursement", "0004_advances"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CapitalDecision",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField(verbose_name="ngày hiệu lực")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "dự thảo"), ("checked", "đã kiểm tra"), ("signed", "đã ký")],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("drafted_at", models.DateTimeField(auto_now_add=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capital_decision",
                        to="committees.officialdocument",
                        verbose_name="quyết định",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DraftEntry",
            fields=[
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                ("id", models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("assign", "giao kế hoạch"),
                            ("supplement", "giao bổ sung"),
                            ("allocate", "phân bổ chi tiết"),
                            ("adjust", "điều chỉnh"),
                            ("transfer", "điều chuyển"),
                            ("carry_over", "kéo dài sang năm sau"),
                            ("recall", "thu hồi, hủy dự toán"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("amount_vnd", models.BigIntegerField(verbose_name="số tiền")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "counter_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disbursement.capitalline",
                        verbose_name="dòng vốn nhận",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="disbursement.capitaldecision",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft_entries",
                        to="disbursement.capitalline",
                        verbose_name="dòng vốn",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="capitaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("state", "draft")),
                    models.Q(("checked_at__isnull", False), ("state__in", ["checked", "signed"])),
                    _connector="OR",
                ),
                name="capital_decision_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="capitaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at__isnull", False), ("state", "signed")),
                    models.Q(models.Q(("state", "signed"), _negated=True), ("signed_at", None)),
                    _connector="OR",
                ),
                name="capital_decision_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_vnd__gt", 0), models.Q(("act", "adjust"), ("amount_vnd__lt", 0)), _connector="OR"
                ),
                name="draft_entry_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act__in", ["transfer", "carry_over"]), ("counter_line__isnull", False)),
                    models.Q(models.Q(("act__in", ["transfer", "carry_over"]), _negated=True), ("counter_line", None)),
                    _connector="OR",
                ),
                name="draft_entry_counter_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftentry",
            constraint=models.UniqueConstraint(
                fields=("decision", "act", "line", "counter_line"), name="draft_entry_once", nulls_distinct=False
            ),
        ),
        *(enable_scope(table) for table in TABLES),
        *(track_history(table) for table in TABLES),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
