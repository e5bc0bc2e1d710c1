"""Who had a hand in the rows of a decision: a list that only grows, for as long as the decision is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.migration_ops import enable_scope, track_history

TABLE = "disbursement_decisionhand"

GUARD = """
CREATE TRIGGER keep_hand BEFORE UPDATE ON disbursement_decisionhand
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
-- A draft that is thrown away takes its hands with it, in whatever order; as long as it stands they stay.
CREATE FUNCTION disbursement_keep_hands() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM disbursement_capitaldecision d WHERE d.id = OLD.decision_id) THEN
        RAISE EXCEPTION 'who had a hand in a decision stays known' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION disbursement_keep_hands() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER keep_hands AFTER DELETE ON disbursement_decisionhand
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disbursement_keep_hands();

INSERT INTO disbursement_decisionhand (decision_id, user_id, scope_path)
SELECT DISTINCT e.decision_id, e.entered_by_id, d.scope_path
FROM disbursement_draftentry e JOIN disbursement_capitaldecision d ON d.id = e.decision_id
WHERE e.entered_by_id IS NOT NULL;
"""

NO_GUARD = """
DROP TRIGGER keep_hands ON disbursement_decisionhand;
DROP FUNCTION disbursement_keep_hands();
DROP TRIGGER keep_hand ON disbursement_decisionhand;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disbursement", "0011_approval_without_step"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionHand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_path", core.fields.LtreeField(editable=False, max_length=255)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hands",
                        to="disbursement.capitaldecision",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="decisionhand",
            constraint=models.UniqueConstraint(fields=("decision", "user"), name="decision_hand_once"),
        ),
        enable_scope(TABLE),
        track_history(TABLE),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
