"""The ledger that cannot lie: append-only rows, and totals kept by triggers under the line's lock.

The totals of a line are written by nobody but these triggers; the check constraints of capital_line refuse
a plan below zero and spending above the plan. Two clients spending the same dong at the same moment meet at
the line's row lock, and the second sees what the first has left.
"""

from django.db import migrations

from core.migration_ops import append_only, enable_scope, track_history

TABLES = ("disbursement_capitalline", "disbursement_movement", "disbursement_disbursement")

FUNCTIONS = """
CREATE FUNCTION disbursement_add_to_plan() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Rows are locked in the order of their ids, so that two transfers cannot wait for each other.
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET plan_vnd = l.plan_vnd + n.amount
    FROM (SELECT line_id, sum(amount_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    RETURN NULL;
END $$;

CREATE FUNCTION disbursement_add_to_spent() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM disbursement_capitalline l
    WHERE l.id IN (SELECT line_id FROM new_rows) ORDER BY l.id FOR UPDATE;
    UPDATE disbursement_capitalline l SET spent_vnd = l.spent_vnd + n.amount
    FROM (SELECT line_id, sum(spent_vnd) AS amount FROM new_rows GROUP BY line_id) n
    WHERE l.id = n.line_id;
    RETURN NULL;
END $$;

CREATE TRIGGER add_to_plan AFTER INSERT ON disbursement_movement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION disbursement_add_to_plan();
CREATE TRIGGER add_to_spent AFTER INSERT ON disbursement_disbursement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION disbursement_add_to_spent();

-- A line opens empty, and nobody but the two functions above (they run as the owner) changes its totals.
CREATE FUNCTION disbursement_guard_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.plan_vnd <> 0 OR NEW.spent_vnd <> 0 THEN
            RAISE EXCEPTION 'a capital line opens empty' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF (NEW.plan_vnd, NEW.spent_vnd) IS DISTINCT FROM (OLD.plan_vnd, OLD.spent_vnd)
          AND current_user IN ('portal_web', 'portal_system') THEN
        RAISE EXCEPTION 'totals of a capital line follow its ledger' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_totals BEFORE INSERT OR UPDATE ON disbursement_capitalline
    FOR EACH ROW EXECUTE FUNCTION disbursement_guard_totals();

-- The two halves of a pair add up to zero when the transaction ends.
CREATE FUNCTION disbursement_check_pairs() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.pair IS NOT NULL
       AND (SELECT sum(amount_vnd) FROM disbursement_movement WHERE pair = NEW.pair) <> 0 THEN
        RAISE EXCEPTION 'the two halves of a transfer differ' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_pairs AFTER INSERT ON disbursement_movement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disbursement_check_pairs();
CREATE INDEX disbursement_movement_pair ON disbursement_movement (pair) WHERE pair IS NOT NULL;
"""

DROP = """
DROP TRIGGER add_to_plan ON disbursement_movement;
DROP TRIGGER check_pairs ON disbursement_movement;
DROP TRIGGER add_to_spent ON disbursement_disbursement;
DROP TRIGGER guard_totals ON disbursement_capitalline;
DROP INDEX disbursement_movement_pair;
DROP FUNCTION disbursement_add_to_plan();
DROP FUNCTION disbursement_add_to_spent();
DROP FUNCTION disbursement_guard_totals();
DROP FUNCTION disbursement_check_pairs();
"""


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0001_initial"), ("core", "0002_jobs_files_events")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        *(enable_scope(table) for table in TABLES),
        append_only("disbursement_movement"),
        append_only("disbursement_disbursement"),
        *(track_history(table) for table in TABLES),
    ]
