"""Total households and persons as reported by communes: the denominators of the official rates."""

from django.utils.translation import gettext_lazy as _

from core.measures import Measure, MeasureGroup

_FACTS = """
    SELECT DISTINCT ON (p.area_id) p.area_id, p.households, p.persons, 1 AS communes_reported
    FROM targets t
    JOIN areas_area a ON a.id = t.area_id AND a.level = 'commune'
    JOIN areas_population p ON p.area_id = t.area_id AND p.year = %(year)s
    ORDER BY p.area_id, p.version DESC
"""

POPULATION = MeasureGroup(
    code="population",
    measures=(
        Measure("households", _("Tổng số hộ dân cư"), "household"),
        Measure("persons", _("Tổng số nhân khẩu"), "person"),
        # A sum over communes is a denominator only when none of them is missing.
        Measure("communes_reported", _("Số xã đã báo cáo tổng số hộ"), "commune"),
    ),
    facts_sql=_FACTS,
    places_sql="SELECT DISTINCT area_id, year FROM areas_population",
)
