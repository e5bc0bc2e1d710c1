"""What an import may learn of households elsewhere: that they are there, and in which commune to ask.

Both functions run as the owner of the tables, for many values at once; `own` are the importer's paths.
"""

from django.db import migrations

COMMUNE = """
    JOIN areas_area a ON a.id = h.area_id
    JOIN areas_area commune ON commune.id = CASE WHEN a.level = 'village' THEN a.parent_id ELSE a.id END
"""

LOOKUPS = f"""
CREATE FUNCTION citizen_ids_elsewhere(wanted bytea[], own text[])
RETURNS TABLE (number bytea, commune text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT m.citizen_id_index, commune.kind || ' ' || commune.name
    FROM households_member m
    JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
    {COMMUNE}
    WHERE m.citizen_id_index = ANY (wanted) AND m.left_on IS NULL AND NOT h.scope_path <@ ANY (own::ltree[])
$$;
CREATE FUNCTION household_codes_elsewhere(wanted text[], own text[])
RETURNS TABLE (code text, commune text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.code::text, commune.kind || ' ' || commune.name
    FROM households_household h
    {COMMUNE}
    WHERE h.code = ANY (wanted) AND NOT h.scope_path <@ ANY (own::ltree[])
$$;
REVOKE ALL ON FUNCTION citizen_ids_elsewhere, household_codes_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION citizen_ids_elsewhere, household_codes_elsewhere TO portal_web, portal_system;
"""

BACK = """
DROP FUNCTION household_codes_elsewhere;
DROP FUNCTION citizen_ids_elsewhere;
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0002_protection"), ("areas", "0001_initial")]

    operations = [migrations.RunSQL(LOOKUPS, BACK)]
