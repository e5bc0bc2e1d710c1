"""What a voucher without a contract was paid for: works or a livelihood project, the same in its reversal."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SAME_SUBJECT = """
CREATE FUNCTION disbursement_same_subject() RETURNS trigger LANGUAGE plpgsql
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
REVOKE EXECUTE ON FUNCTION disbursement_same_subject() FROM PUBLIC;
CREATE TRIGGER same_subject AFTER INSERT ON disbursement_disbursement REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION disbursement_same_subject();
"""
NOT_ASKED = """
DROP TRIGGER same_subject ON disbursement_disbursement;
DROP FUNCTION disbursement_same_subject();
"""


def subject(model: str, name: str, to: str, **options: str) -> migrations.AddField:
    field = models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=to, **options)
    return migrations.AddField(model, name, field)


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0014_carry_over_deadline"), ("programs", "0004_works")]

    operations = [
        subject("disbursement", "works", "programs.works", related_name="vouchers", verbose_name="công trình"),
        subject(
            "disbursement",
            "project",
            "programs.livelihoodproject",
            related_name="vouchers",
            verbose_name="dự án sinh kế",
        ),
        subject("voucherrequest", "works", "programs.works", related_name="+"),
        subject("voucherrequest", "project", "programs.livelihoodproject", related_name="+"),
        migrations.AddConstraint(
            "disbursement",
            models.CheckConstraint(
                condition=Q(contract=None, works=None) | Q(contract=None, project=None) | Q(works=None, project=None),
                name="disbursement_about_one",
            ),
        ),
        migrations.RunSQL(SAME_SUBJECT, NOT_ASKED),
    ]
