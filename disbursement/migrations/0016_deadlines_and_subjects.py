"""The deadline of carried-over money stands on whatever gives it on; what closes an advance is about the same subject."""

from django.db import migrations, models
from django.db.models import Q

CLOSES_ITS_ADVANCE = """
CREATE OR REPLACE FUNCTION disbursement_same_subject() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement o ON o.id = n.reverses_id
        WHERE (n.works_id, n.project_id) IS DISTINCT FROM (o.works_id, o.project_id)
    ) THEN
        RAISE EXCEPTION 'not the opposite of its voucher' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement a ON a.id = n.advance_id
        WHERE n.reverses_id IS NULL
          AND (n.contract_id, n.works_id, n.project_id) IS DISTINCT FROM (a.contract_id, a.works_id, a.project_id)
    ) THEN
        RAISE EXCEPTION 'not what its advance was paid for' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION disbursement_same_subject() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN disbursement_disbursement o ON o.id = n.reverses_id
        WHERE (n.works_id, n.project_id) IS DISTINCT FROM (o.works_id, o.project_id)
    ) THEN
        RAISE EXCEPTION 'not the opposite of its voucher' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0015_voucher_subject")]

    operations = [
        migrations.RemoveConstraint("movement", "movement_until"),
        migrations.AddConstraint(
            "movement",
            models.CheckConstraint(condition=Q(until=None) | Q(amount_vnd__gt=0, reverses=None), name="movement_until"),
        ),
        migrations.RunSQL(CLOSES_ITS_ADVANCE, AS_BEFORE),
    ]
