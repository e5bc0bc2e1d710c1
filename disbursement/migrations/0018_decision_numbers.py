"""Number and day of the decision behind a movement are told to whoever may see the movement, the paper is not."""

from django.db import migrations

# Runs as the owner of the tables: only the caller's own paths decide, and nothing but these two columns comes out.
NUMBERS = """
CREATE FUNCTION disbursement_decision_numbers(wanted uuid[])
RETURNS TABLE (id uuid, number text, issued_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT paper.id, paper.number::text, paper.issued_on
    FROM committees_officialdocument paper
    WHERE paper.id = ANY (wanted) AND EXISTS (
        SELECT FROM disbursement_movement m
        WHERE m.decision_id = paper.id AND m.scope_path <@ ANY ((SELECT portal_paths())::ltree[])
    )
$$;
REVOKE ALL ON FUNCTION disbursement_decision_numbers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION disbursement_decision_numbers TO portal_web, portal_system;
"""


class Migration(migrations.Migration):
    dependencies = [("disbursement", "0017_vouchers_by_line_and_day"), ("committees", "0001_initial")]

    operations = [migrations.RunSQL(NUMBERS, "DROP FUNCTION disbursement_decision_numbers;")]
