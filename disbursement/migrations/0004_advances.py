"""Advances are followed until they are settled or given back; a reversal is the opposite of its voucher.

Both are asked under the line's lock, so that two clients cannot settle the same dong of an advance.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Case, F, Q, Value, When

TRIGGER = """
CREATE OR REPLACE FUNCTION disbursement_add_to_spent() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET spent_vnd = l.spent_vnd + n.amount
    FROM (SELECT line_id, sum(spent_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement o ON o.id = n.reverses_id
        WHERE (n.line_id, n.kind, n.amount_vnd) IS DISTINCT FROM (o.line_id, o.kind, -o.amount_vnd)
           OR n.advance_id IS DISTINCT FROM o.advance_id
    ) THEN
        RAISE EXCEPTION 'not the opposite of its voucher' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement a ON a.id = n.advance_id
        WHERE a.kind <> 'advance' OR a.reverses_id IS NOT NULL OR a.line_id <> n.line_id
    ) THEN
        RAISE EXCEPTION 'not an advance of the line' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT advance_id AS id FROM new_rows WHERE advance_id IS NOT NULL
            UNION
            SELECT reverses_id FROM new_rows WHERE reverses_id IS NOT NULL AND kind = 'advance'
        ) t
        JOIN disbursement_disbursement d ON d.id = t.id OR d.advance_id = t.id OR d.reverses_id = t.id
        GROUP BY t.id HAVING sum(d.advance_vnd) < 0
    ) THEN
        RAISE EXCEPTION 'more than the advance' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

AS_BEFORE = """
CREATE OR REPLACE FUNCTION disbursement_add_to_spent() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET spent_vnd = l.spent_vnd + n.amount
    FROM (SELECT line_id, sum(spent_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0003_allocation_tree")]

    operations = [
        migrations.AddField(
            "disbursement",
            "advance",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closings",
                to="disbursement.disbursement",
                verbose_name="chứng từ tạm ứng",
            ),
        ),
        migrations.AddField(
            "disbursement",
            "advance_vnd",
            models.GeneratedField(
                db_persist=True,
                expression=Case(
                    When(kind="advance", then=F("amount_vnd")),
                    When(advance__isnull=False, then=-F("amount_vnd")),
                    When(kind="settlement", then=-F("amount_vnd")),
                    default=Value(0),
                    output_field=models.BigIntegerField(),
                ),
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddField(
            "disbursement",
            "is_correction",
            models.BooleanField(db_default=False, default=False, verbose_name="bút toán điều chỉnh"),
        ),
        migrations.AddConstraint(
            "disbursement",
            models.CheckConstraint(
                condition=Q(is_correction=False) | ~Q(reason=""), name="disbursement_correction_reason"
            ),
        ),
        # Settlements of before this migration named no advance; they stay as they are.
        AddConstraintNotValid(
            "disbursement",
            models.CheckConstraint(
                condition=~Q(kind="settlement") | Q(advance__isnull=False) | Q(reverses__isnull=False),
                name="disbursement_settles_an_advance",
            ),
        ),
        migrations.AddConstraint(
            "disbursement",
            models.CheckConstraint(
                condition=Q(advance=None) | Q(kind__in=["settlement", "refund"]), name="disbursement_closes_an_advance"
            ),
        ),
        migrations.AddIndex(
            "disbursement",
            models.Index(condition=~Q(treasury_ref=""), fields=["treasury_ref"], name="disbursement_treasury_ref"),
        ),
        migrations.RunSQL(TRIGGER, AS_BEFORE),
    ]
