"""What must hold on every day, not only in the end: asked after the rows are written, under their line's lock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from core import bulk
from core.formats import format_date, format_number
from disbursement.line_words import line_words
from disbursement.models import CapitalLine, Disbursement, Movement
from disbursement.services.errors import LedgerRefused

# A voucher and its reversal both fall out: what was entered by mistake never held any money.
_STANDING = """d.reverses_id IS NULL
    AND NOT EXISTS (SELECT FROM disbursement_disbursement r WHERE r.reverses_id = d.id)"""
# The first day, from the given one on, on which a line has spent or given on more than it was given by then.
_FIRST_DEBT = f"""
    WITH asked AS (SELECT * FROM unnest(%s::uuid[], %s::date[]) AS a(line_id, since)),
    daily AS (
        SELECT line_id, day, sum(sum(amount)) OVER (PARTITION BY line_id ORDER BY day) AS kept
        FROM (
            SELECT m.line_id, m."on" AS day, m.amount_vnd AS amount
            FROM disbursement_movement m JOIN asked USING (line_id)
            UNION ALL
            SELECT child.parent_id, m."on", -m.amount_vnd
            FROM asked JOIN disbursement_capitalline child ON child.parent_id = asked.line_id
            JOIN disbursement_movement m ON m.line_id = child.id
            UNION ALL
            SELECT d.line_id, d.value_date, -d.spent_vnd
            FROM disbursement_disbursement d JOIN asked USING (line_id) WHERE {_STANDING}
        ) entries
        GROUP BY line_id, day
    )
    SELECT daily.day, daily.kept, daily.line_id
    FROM daily JOIN asked USING (line_id)
    WHERE daily.kept < 0 AND daily.day >= asked.since ORDER BY daily.day LIMIT 1
"""  # noqa: S608 - made of the constants above
# The same of an advance: settled or given back before it was paid.
_FIRST_OVER = f"""
    SELECT day, kept FROM (
        SELECT t.id, d.value_date AS day, sum(sum(d.advance_vnd)) OVER (PARTITION BY t.id ORDER BY d.value_date) AS kept
        FROM unnest(%s::uuid[]) AS t(id)
        JOIN disbursement_disbursement d ON d.id = t.id OR d.advance_id = t.id
        WHERE {_STANDING}
        GROUP BY t.id, d.value_date
    ) daily
    WHERE kept < 0 AND day >= %s ORDER BY day LIMIT 1
"""  # noqa: S608 - made of the constants above
# The first day, from the given one on, by which more of a line's payments was given back than was paid.
_FIRST_RETURN = f"""
    WITH asked AS (SELECT * FROM unnest(%s::uuid[], %s::date[]) AS a(line_id, since)),
    daily AS (
        SELECT d.line_id, d.value_date AS day, sum(sum(
            CASE WHEN d.kind IN ('payment', 'settlement') THEN d.amount_vnd
                 WHEN d.kind = 'refund' AND d.advance_id IS NULL THEN -d.amount_vnd ELSE 0 END
        )) OVER (PARTITION BY d.line_id ORDER BY d.value_date) AS kept
        FROM disbursement_disbursement d JOIN asked USING (line_id) WHERE {_STANDING}
        GROUP BY d.line_id, d.value_date
    )
    SELECT daily.day, daily.kept, daily.line_id
    FROM daily JOIN asked USING (line_id)
    WHERE daily.kept < 0 AND daily.day >= asked.since ORDER BY daily.day LIMIT 1
"""  # noqa: S608 - made of the constants above


def first_days(rows: Iterable[Disbursement]) -> dict[UUID, date]:
    """Of each line the first day whose balance the rows change; a reversal changes the day of its voucher."""
    found: dict[UUID, date] = {}
    for row in rows:
        day = row.reverses.value_date if row.reverses else row.value_date
        found[row.line_id] = min(day, found.get(row.line_id, day))
    return found


def first_losses(movements: Iterable[Movement]) -> dict[UUID, date]:
    """Of each line the first day on which the movements leave it with less than it had, as far as the actor sees
    the line: what its children get is taken from it."""
    changes: dict[tuple[UUID, date], int] = defaultdict(int)
    for row in movements:
        changes[row.line_id, row.on] += row.amount_vnd
        if row.line.parent_id:
            changes[row.line.parent_id, row.on] -= row.amount_vnd
    found: dict[UUID, date] = {}
    for (pk, day), change in changes.items():
        if change < 0:
            found[pk] = min(day, found.get(pk, day))
    seen = set(CapitalLine.objects.filter(bulk.one_of("pk", found)).values_list("pk", flat=True))
    return {pk: day for pk, day in found.items() if pk in seen}


def refuse_debt(since: Mapping[UUID, date]) -> None:
    """Raises LedgerRefused when one of these lines is in debt at the end of a day from its own `since` on.

    To be called after the rows are written: their trigger holds the lines until the transaction ends.
    """
    if (found := _first_line(_FIRST_DEBT, since)) is None:
        return
    line, told = found
    if not line.is_detailed:
        sentence = (
            _("Đến hết ngày %(day)s dòng vốn phân bổ vượt %(amount)s đồng so với số vốn đã giao: %(line)s.") % told
        )
        raise LedgerRefused(sentence + " " + _("Kiểm tra ngày hiệu lực của các quyết định giao vốn."))
    sentence = _("Đến hết ngày %(day)s dòng vốn chi vượt %(amount)s đồng so với số vốn đã giao: %(line)s.") % told
    raise LedgerRefused(sentence + " " + _("Kiểm tra ngày chứng từ và ngày hiệu lực của quyết định giao vốn."))


def refuse_early_settling(rows: Iterable[Disbursement]) -> None:
    """Raises LedgerRefused when an advance would be settled on a day before it was paid."""
    closing = [row for row in rows if row.advance_id]
    if not closing:
        return
    ids, first = list({row.advance_id for row in closing}), min(row.value_date for row in closing)
    found = _first(_FIRST_OVER, [ids, first])
    if found is not None:
        told = {"day": format_date(found[0])}
        raise LedgerRefused(_("Đến hết ngày %(day)s số thu hồi, nộp trả vượt số đã tạm ứng.") % told)


def refuse_unpaid_returns(since: Mapping[UUID, date]) -> None:
    """Raises LedgerRefused when by the end of a day more was given back of a line's payments than was paid from it.

    A settled advance is a payment too; what is given back of an advance stands against that advance.
    """
    if (found := _first_line(_FIRST_RETURN, since)) is None:
        return
    _line, told = found
    raise LedgerRefused(
        _("Đến hết ngày %(day)s số nộp trả vượt số đã thanh toán %(amount)s đồng: %(line)s.") % told
        + " "
        + _("Kiểm tra ngày chứng từ. Nếu nộp trả tiền tạm ứng, chọn chứng từ tạm ứng.")
    )


def _first_line(sql: str, since: Mapping[UUID, date]) -> tuple[CapitalLine, dict[str, str]] | None:
    """The first of these lines that is short of something on a day, with the words of day, amount and line."""
    found = _first(sql, [list(since), list(since.values())]) if since else None
    if found is None:
        return None
    day, kept, line_id = found
    line = CapitalLine.objects.with_dimensions().get(pk=line_id)
    return line, {"day": format_date(day), "amount": format_number(-kept), "line": line_words(line)}


def _first(sql: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()
