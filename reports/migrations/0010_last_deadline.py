"""The last deadline that decisions set for carried-over money of a budget year, for readers who see only some of it."""

from django.db import migrations

# As MovementQuerySet.deciding_deadlines, of all lines in the province of `place` and in the units merged into it.
LAST_DEADLINE = """
CREATE INDEX disbursement_movement_until ON disbursement_movement (line_id) WHERE until IS NOT NULL;

CREATE FUNCTION reports_last_deadline(wanted integer, place ltree)
RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH units AS (
        SELECT array_append(province.origin_paths::ltree[], province.path) AS paths FROM areas_area province
        WHERE province.path = subpath(place, 0, least(nlevel(place), 2))
    ), deciding AS (
        SELECT DISTINCT ON (gain.line_id) gain.until
        FROM disbursement_movement gain
        JOIN disbursement_capitalline line ON line.id = gain.line_id
        JOIN areas_area held ON held.id = line.area_id
        WHERE gain.until IS NOT NULL AND gain.amount_vnd > 0 AND gain.reverses_id IS NULL
          AND NOT EXISTS (SELECT FROM disbursement_movement r WHERE r.reverses_id = gain.id)
          AND line.budget_year = wanted AND held.path <@ ANY (SELECT unnest(paths) FROM units)
        ORDER BY gain.line_id, gain."on" DESC, gain.id DESC
    )
    SELECT max(until) FROM deciding
$$;
REVOKE ALL ON FUNCTION reports_last_deadline FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_last_deadline TO portal_web, portal_system;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_alert_rules_by_provinces"),
        ("disbursement", "0016_deadlines_and_subjects"),
        ("areas", "0002_origin_paths"),
    ]

    operations = [
        migrations.RunSQL(
            LAST_DEADLINE, "DROP FUNCTION reports_last_deadline; DROP INDEX disbursement_movement_until;"
        ),
    ]
