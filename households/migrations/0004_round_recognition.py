"""The end of a round: its decision, forms that were left with a reason, forms opened for a correction."""

from django.db import migrations, models
from django.db.models import Q

ELSEWHERE = """
-- Whether a round has forms of households outside the actor's area: who sees only a part of a round cannot end it.
CREATE FUNCTION review_forms_elsewhere(wanted bigint)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM households_assessment a
        WHERE a.round_id = wanted AND NOT a.scope_path <@ ANY (portal_paths())
    )
$$;
REVOKE ALL ON FUNCTION review_forms_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION review_forms_elsewhere TO portal_web, portal_system;
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0003_import_lookup")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="correction_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="lý do đính chính"
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="left_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="lý do để lại"),
        ),
        migrations.AddField(
            model_name="reviewround",
            name="decision",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=80, verbose_name="quyết định công nhận"
            ),
        ),
        migrations.AlterField(
            model_name="reviewround",
            name="recognised_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày công nhận"),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="state",
            field=models.CharField(
                choices=[
                    ("listed", "chưa rà soát"),
                    ("draft", "đang nhập"),
                    ("scored", "đã có kết quả"),
                    ("decided", "đã công nhận"),
                    ("left", "để lại"),
                ],
                default="listed",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(condition=~Q(correction_reason=""), fields=["round"], name="assessment_corrected"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=Q(state="left") & ~Q(left_reason="") | ~Q(state="left") & Q(left_reason=""),
                name="assessment_left_has_reason",
            ),
        ),
        migrations.RunSQL(ELSEWHERE, "DROP FUNCTION review_forms_elsewhere"),
    ]
