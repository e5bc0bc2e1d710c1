"""Whose money it is stands in the line, not in its movements: a line with movements keeps what it is, and so does a
signed contract. Otherwise one UPDATE would move plan and disbursed together, without a decision."""

from django.db import migrations

# Runs as the owner: nobody sees all movements of every line.
KEEP = """
CREATE FUNCTION disbursement_keep_line() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM disbursement_movement m WHERE m.line_id = OLD.id) THEN
        RAISE EXCEPTION 'a line with movements stays as it was opened' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION disbursement_keep_line() FROM PUBLIC;
CREATE TRIGGER keep_line BEFORE UPDATE ON disbursement_capitalline FOR EACH ROW
    WHEN ((OLD.component_id, OLD.holder_id, OLD.area_id, OLD.kind_id, OLD.source_id, OLD.budget_year,
           OLD.tranche_year, OLD.horizon, OLD.is_detailed)
          IS DISTINCT FROM
          (NEW.component_id, NEW.holder_id, NEW.area_id, NEW.kind_id, NEW.source_id, NEW.budget_year,
           NEW.tranche_year, NEW.horizon, NEW.is_detailed))
    EXECUTE FUNCTION disbursement_keep_line();

CREATE FUNCTION disbursement_keep_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a contract stays as it was signed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER keep_contract BEFORE UPDATE ON disbursement_contract FOR EACH ROW
    WHEN ((OLD.line_id, OLD.works_id, OLD.project_id, OLD.number, OLD.signed_on, OLD.contractor)
          IS DISTINCT FROM
          (NEW.line_id, NEW.works_id, NEW.project_id, NEW.number, NEW.signed_on, NEW.contractor))
    EXECUTE FUNCTION disbursement_keep_contract();
"""

LET_GO = """
DROP TRIGGER keep_contract ON disbursement_contract;
DROP FUNCTION disbursement_keep_contract();
DROP TRIGGER keep_line ON disbursement_capitalline;
DROP FUNCTION disbursement_keep_line();
"""


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0018_decision_numbers")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
