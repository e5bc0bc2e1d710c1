"""The rows of an account in SQL: with the running balance, and added up by line."""

# A decision whose paper the reader does not see is told by its number and day (migration 0018).
# On one day the plan comes first, then what is spent, then what is given on (disbursement.statement).
_ROWS = """
    SELECT m."on" AS day, 0 AS step, m.id, m.line_id, m.kind, m.amount_vnd AS plan_vnd, 0::bigint AS spent_vnd,
           0::bigint AS advance_vnd, m.decision_id, '' AS voucher, m.reason AS note, NULL::bigint AS taker_id
    FROM disbursement_movement m WHERE m.line_id = ANY(%(lines)s)
    UNION ALL
    SELECT d.value_date, 1, d.id, d.line_id, d.kind, 0, d.spent_vnd, d.advance_vnd, NULL, d.voucher,
           coalesce(nullif(d.reason, ''), d.note), NULL
    FROM disbursement_disbursement d WHERE d.line_id = ANY(%(lines)s)
    UNION ALL
    SELECT m."on", 2, m.id, child.parent_id, m.kind, -m.amount_vnd, 0, 0, m.decision_id, '', m.reason, child.holder_id
    FROM disbursement_movement m JOIN disbursement_capitalline child ON child.id = m.line_id
    WHERE child.parent_id = ANY(%(lines)s)
"""
RUNNING = f"""
    WITH ledger AS ({_ROWS}), running AS (
        SELECT ledger.*,
               sum(plan_vnd - spent_vnd) OVER in_order AS balance_vnd,
               sum(advance_vnd) OVER in_order AS outstanding_vnd
        FROM ledger WINDOW in_order AS (ORDER BY day, step, id ROWS UNBOUNDED PRECEDING)
    )
    SELECT running.day, running.step, running.id, running.line_id, running.kind, running.plan_vnd, running.spent_vnd,
           running.advance_vnd, running.balance_vnd, running.outstanding_vnd, running.voucher, running.note,
           coalesce(paper.number, told.number), coalesce(paper.issued_on, told.issued_on), of_capital.id, taker.name
    FROM running
    LEFT JOIN committees_officialdocument paper ON paper.id = running.decision_id
    LEFT JOIN disbursement_decision_numbers(
        ARRAY(SELECT DISTINCT decision_id FROM ledger WHERE decision_id IS NOT NULL)
    ) told ON told.id = running.decision_id
    LEFT JOIN disbursement_capitaldecision of_capital ON of_capital.document_id = running.decision_id
    LEFT JOIN accounts_agency taker ON taker.id = running.taker_id
    WHERE (%(first)s::date IS NULL OR running.day >= %(first)s) AND (%(last)s::date IS NULL OR running.day <= %(last)s)
      AND (%(after_day)s::date IS NULL
           OR (running.day, running.step, running.id) > (%(after_day)s::date, %(after_step)s::int, %(after_id)s::uuid))
    ORDER BY running.day, running.step, running.id
    LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 (made of the constant above)
# With what each line says itself, in one statement: a voucher that comes in between two would look like an error.
SUMS = f"""
    SELECT line.id, line.plan_vnd - line.allocated_vnd - line.spent_vnd, {{before}}, {{within}},
           count(*) FILTER (WHERE {{inside}}), count(ledger.id)
    FROM disbursement_capitalline line LEFT JOIN ({_ROWS}) ledger ON ledger.line_id = line.id
    WHERE line.id = ANY(%(lines)s) GROUP BY line.id
"""  # noqa: S608 (made of the constants above)
BEFORE = "coalesce(day < %(first)s::date, false)"
INSIDE = f"day IS NOT NULL AND NOT {BEFORE} AND coalesce(day <= %(last)s::date, true)"
COLUMNS = ("ledger.plan_vnd", "ledger.spent_vnd", "ledger.advance_vnd")
