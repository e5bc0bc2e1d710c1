"""What is brought in beside the budget, by day: so that the sum of any past day is right, reversals included."""

from django.utils.translation import gettext_lazy as _

from core.measures import Measure, MeasureGroup

# The form of a fact that is policy credit and no contribution: lent, collected, owed.
CREDIT_FORM = "credit"

# A reversal counts its row back, so entries without a value are never counted twice or below nothing.
_FACTS = f"""
    SELECT e.area_id, e.day, e.programme_id, e.component_id, e.source_id, e.form,
           sum(e.value_vnd)::bigint AS value_vnd, sum(e.labour_days)::bigint AS labour_days,
           sum(e.land_m2)::bigint AS land_m2, sum(e.households)::bigint AS households,
           sum(e.entries)::bigint AS entries, sum(e.unvalued)::bigint AS unvalued,
           sum(e.lent_vnd)::bigint AS lent_vnd, sum(e.collected_vnd)::bigint AS collected_vnd,
           sum(e.outstanding_vnd)::bigint AS outstanding_vnd
    FROM (
        SELECT c.area_id, c.received_on AS day, c.programme_id, c.component_id, c.source_id, c.form,
               coalesce(c.value_vnd, 0) AS value_vnd,
               CASE WHEN c.form = 'labour_days' THEN c.quantity ELSE 0 END AS labour_days,
               CASE WHEN c.form = 'land_m2' THEN c.quantity ELSE 0 END AS land_m2,
               coalesce(c.households, 0) AS households,
               CASE WHEN c.reverses_id IS NULL THEN 1 ELSE -1 END AS entries,
               CASE WHEN c.value_vnd IS NOT NULL THEN 0 WHEN c.reverses_id IS NULL THEN 1 ELSE -1 END AS unvalued,
               0 AS lent_vnd, 0 AS collected_vnd, 0 AS outstanding_vnd
        FROM targets t
        JOIN programs_contribution c
          ON c.area_id = t.area_id AND c.year = %(year)s AND (t.day IS NULL OR c.received_on = t.day)
        UNION ALL
        SELECT c.area_id, c."on", c.programme_id, NULL::bigint, c.source_id, '{CREDIT_FORM}',
               0, 0, 0, coalesce(c.households, 0),
               CASE WHEN c.reverses_id IS NULL THEN 1 ELSE -1 END, 0,
               CASE WHEN c.kind = 'lent' THEN c.amount_vnd ELSE 0 END,
               CASE WHEN c.kind = 'collected' THEN c.amount_vnd ELSE 0 END,
               c.outstanding_vnd
        FROM targets t
        JOIN programs_creditturnover c
          ON c.area_id = t.area_id AND c.year = %(year)s AND (t.day IS NULL OR c."on" = t.day)
    ) e
    GROUP BY e.area_id, e.day, e.programme_id, e.component_id, e.source_id, e.form
"""  # noqa: S608 - made of the constant above

MOBILISED = MeasureGroup(
    code="mobilised",
    measures=(
        Measure("value_vnd", _("Giá trị đóng góp, lồng ghép"), "vnd", "flow"),
        Measure("labour_days", _("Ngày công"), "labour_day", "flow"),
        Measure("land_m2", _("Diện tích đất hiến"), "m2", "flow"),
        Measure("households", _("Lượt hộ"), "household", "flow"),
        Measure("entries", _("Số lượt ghi"), "entry", "flow"),
        Measure("unvalued", _("Lượt chưa quy ra tiền"), "entry", "flow"),
        Measure("lent_vnd", _("Doanh số cho vay"), "vnd", "flow"),
        Measure("collected_vnd", _("Doanh số thu nợ"), "vnd", "flow"),
        Measure("outstanding_vnd", _("Dư nợ"), "vnd", "flow"),
    ),
    facts_sql=_FACTS,
    places_sql=(
        "SELECT area_id, year FROM programs_contribution UNION SELECT area_id, year FROM programs_creditturnover"
    ),
    dimensions=("day", "programme_id", "component_id", "source_id", "form"),
)
