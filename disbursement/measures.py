"""Capital by day: what was assigned, disbursed and advanced, so that a balance is right for any past day."""

from django.utils.translation import gettext_lazy as _

from core.measures import Measure, MeasureGroup

# Money stands where it is held: what a line was given, less what it gave on to the lines below it. So the plans of
# any set of places add up without counting a dong twice. A detailed line has nothing below it.
# An advance is outstanding until it is settled, which spends nothing, or given back, which spends less.
_FACTS = """
    SELECT l.area_id, e.day, l.holder_id, l.component_id, l.kind_id, l.source_id,
           l.tranche_year,
           sum(e.plan) AS plan_vnd, sum(CASE WHEN l.is_detailed THEN e.plan ELSE 0 END) AS detailed_vnd,
           sum(e.spent) AS disbursed_vnd, sum(e.advance) AS advance_vnd
    FROM (
        SELECT m.line_id, m."on" AS day, m.amount_vnd AS plan, 0 AS spent, 0 AS advance
        FROM targets t
        JOIN disbursement_capitalline l ON l.area_id = t.area_id AND l.budget_year = %(year)s
        JOIN disbursement_movement m ON m.line_id = l.id AND (t.day IS NULL OR m."on" = t.day)
        UNION ALL
        SELECT l.id, m."on", -m.amount_vnd, 0, 0
        FROM targets t
        JOIN disbursement_capitalline l
          ON l.area_id = t.area_id AND l.budget_year = %(year)s AND NOT l.is_detailed
        JOIN disbursement_capitalline child ON child.parent_id = l.id
        JOIN disbursement_movement m ON m.line_id = child.id AND (t.day IS NULL OR m."on" = t.day)
        UNION ALL
        SELECT d.line_id, d.value_date, 0, d.spent_vnd, d.advance_vnd
        FROM targets t
        JOIN disbursement_capitalline l ON l.area_id = t.area_id AND l.budget_year = %(year)s
        JOIN disbursement_disbursement d ON d.line_id = l.id AND (t.day IS NULL OR d.value_date = t.day)
    ) e
    JOIN disbursement_capitalline l ON l.id = e.line_id AND l.horizon = 'year'
    GROUP BY l.area_id, e.day, l.holder_id, l.component_id, l.kind_id, l.source_id,
             l.tranche_year
"""

CAPITAL = MeasureGroup(
    code="capital",
    measures=(
        Measure("plan_vnd", _("Kế hoạch được giao"), "vnd", "flow"),
        Measure("detailed_vnd", _("Kế hoạch đã phân bổ chi tiết"), "vnd", "flow"),
        Measure("disbursed_vnd", _("Đã giải ngân"), "vnd", "flow"),
        Measure("advance_vnd", _("Tạm ứng chưa thu hồi"), "vnd", "flow"),
    ),
    facts_sql=_FACTS,
    places_sql="SELECT DISTINCT area_id, budget_year AS year FROM disbursement_capitalline WHERE horizon = 'year'",
    dimensions=("day", "holder_id", "component_id", "kind_id", "source_id", "tranche_year"),
    own_dimensions=("holder_id",),
)
