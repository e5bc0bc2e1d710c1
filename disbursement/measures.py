"""Capital by day: what was assigned, disbursed and advanced, so that a balance is right for any past day."""

from django.utils.translation import gettext_lazy as _

from core.measures import Measure, MeasureGroup

# An advance is outstanding until it is settled: a settlement turns it into a payment and spends nothing.
_FACTS = """
    SELECT l.area_id, e.day, l.holder_id, l.component_id, l.kind_id, l.source_id,
           l.tranche_year,
           sum(e.plan) AS plan_vnd, sum(e.spent) AS disbursed_vnd, sum(e.advance) AS advance_vnd
    FROM (
        SELECT m.line_id, m."on" AS day, m.amount_vnd AS plan, 0 AS spent, 0 AS advance
        FROM targets t
        JOIN disbursement_capitalline l ON l.area_id = t.area_id AND l.budget_year = %(year)s
        JOIN disbursement_movement m ON m.line_id = l.id AND (t.day IS NULL OR m."on" = t.day)
        UNION ALL
        SELECT d.line_id, d.value_date, 0, d.spent_vnd,
               CASE d.kind WHEN 'advance' THEN d.amount_vnd WHEN 'settlement' THEN -d.amount_vnd ELSE 0 END
        FROM targets t
        JOIN disbursement_capitalline l ON l.area_id = t.area_id AND l.budget_year = %(year)s
        JOIN disbursement_disbursement d ON d.line_id = l.id AND (t.day IS NULL OR d.value_date = t.day)
    ) e
    JOIN disbursement_capitalline l ON l.id = e.line_id
    GROUP BY l.area_id, e.day, l.holder_id, l.component_id, l.kind_id, l.source_id,
             l.tranche_year
"""

CAPITAL = MeasureGroup(
    code="capital",
    measures=(
        Measure("plan_vnd", _("Kế hoạch vốn"), "vnd", "flow"),
        Measure("disbursed_vnd", _("Đã giải ngân"), "vnd", "flow"),
        Measure("advance_vnd", _("Tạm ứng chưa thu hồi"), "vnd", "flow"),
    ),
    facts_sql=_FACTS,
    places_sql="SELECT DISTINCT area_id, budget_year AS year FROM disbursement_capitalline",
    dimensions=("day", "holder_id", "component_id", "kind_id", "source_id", "tranche_year"),
    own_dimensions=("holder_id",),
)
