"""Advances that are not settled and money that is not given on, read from the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from disbursement.models import CapitalLine, Disbursement, Movement
from reports.alerts.finding import Finding
from reports.alerts.rulebook import Deadlines, RuleBook
from reports.models import AlertKind, AlertRule

Inflow = tuple[date, int]


def advances(book: RuleBook, day: date) -> Iterator[Finding]:
    """Advances of which something is left (DisbursementQuerySet.outstanding) more than `threshold` days after they
    were paid.

    Of every budget year: the end of the year does not bring an advance back.
    """
    least = book.least_threshold(AlertKind.ADVANCE_UNSETTLED)
    if least is None:
        return
    found = Disbursement.objects.outstanding(day).filter(value_date__lt=day - timedelta(days=least))
    for advance in found.select_related("line").order_by("pk"):
        line = advance.line
        for rule in book.holding(AlertKind.ADVANCE_UNSETTLED, str(line.scope_path)):
            if _looks_at(rule, line, advance.left_vnd) and (day - advance.value_date).days > rule.threshold:
                figures = {"left_vnd": int(advance.left_vnd), "since": advance.value_date.isoformat()}
                yield _about(rule, line, figures, advance_id=advance.pk)
                break


def unallocated(book: RuleBook, deadlines: Deadlines, day: date) -> Iterator[Finding]:
    """Lines of a yearly plan, of the sources in the rate, carried over or not, that are given on to others and have
    held a part of their money for more than `threshold` days, until their deadline (of carried-over money the one that
    its decision says).

    What is given on is taken from the oldest money first; what comes back from a line below is new again.
    """
    lines = CapitalLine.objects.to_allocate_on(day).filter(
        horizon=CapitalLine.Horizon.YEAR, source__counts_in_rate=True
    )
    open_lines = [line for line in lines.order_by("pk") if deadlines.is_line_open(line, day)]
    inflows = _inflows([line.pk for line in open_lines], day)
    for line in open_lines:
        for rule in book.holding(AlertKind.UNALLOCATED_HELD, str(line.scope_path)):
            figures = _held(rule, line.unallocated_vnd, inflows[line.pk], day)
            if figures and _looks_at(rule, line, figures["held_vnd"]):
                yield _about(rule, line, figures, line_id=line.pk)
                break


def _inflows(line_ids: Sequence[UUID], day: date) -> Mapping[UUID, list[Inflow]]:
    """What came into each line, the newest first: what it was given, and what the lines below it gave back."""
    moved = Movement.objects.up_to(day).order_by()
    given = moved.filter(line__in=line_ids, amount_vnd__gt=0).values_list("line", "on", "amount_vnd")
    back = moved.filter(line__parent__in=line_ids, amount_vnd__lt=0).values_list("line__parent", "on", "amount_vnd")
    found: dict[UUID, list[Inflow]] = defaultdict(list)
    for line_id, on, amount in (*given, *back):
        found[line_id].append((on, abs(amount)))
    for rows in found.values():
        rows.sort(reverse=True)
    return found


def _held(rule: AlertRule, unallocated_vnd: int, inflows: Iterable[Inflow], day: date) -> dict[str, Any]:
    """How much is held longer than the rule allows, and since when the oldest of it; nothing if none is."""
    left, held, since = int(unallocated_vnd), 0, day
    for on, amount in inflows:
        part = min(left, amount)
        if part and (day - on).days > rule.threshold:
            held, since = held + part, on
        left -= part
    return {"held_vnd": held, "since": since.isoformat()} if held else {}


def _looks_at(rule: AlertRule, line: CapitalLine, amount_vnd: int) -> bool:
    return rule.capital_kind_id in (None, line.kind_id) and amount_vnd >= (rule.least_vnd or 0)


def _about(rule: AlertRule, line: CapitalLine, figures: dict[str, Any], **subject: UUID) -> Finding:
    return Finding(rule, line.holder_id, line.budget_year, str(line.scope_path), figures, **subject)
