"""Everything that would make a decision fail or look wrong, in words, before it is checked or signed.

A refusal stops the decision; a warning asks somebody to look. What the ledger itself guards (no line overdrawn,
halves that agree) is said here beforehand and refused there again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from core import bulk
from core.formats import format_date, format_number
from disbursement.models import CapitalDecision, CapitalLine, Disbursement, DraftEntry, Movement
from disbursement.services.deadlines import clashing_deadlines, hand_on_deadlines
from disbursement.services.errors import LedgerRefused
from disbursement.services.fitness import Question, why_unfit
from disbursement.services.medium import over_medium_term
from disbursement.services.periods import closed_months, closed_over
from disbursement.services.rows import Act, Effect, by_decision, movements_of


@dataclass(frozen=True)
class Finding:
    """About one row of the decision; `about` names the column of its annex (disbursement.imports)."""

    row_id: UUID
    level: Literal["refusal", "warning"]
    text: str
    about: str = "amount_vnd"

    @property
    def is_refusal(self) -> bool:
        return self.level == "refusal"


def check(decision: CapitalDecision, rows: Sequence[DraftEntry]) -> list[Finding]:
    """Every finding about the rows, which come with their lines (rows_of)."""
    found, effect, written = [], Effect(), {}
    by = by_decision(decision, None)
    for row in rows:
        try:
            written[row.pk] = movements_of(row, by)
        except LedgerRefused as refusal:
            found.append(Finding(row.pk, "refusal", str(refusal)))
        else:
            effect.add(written[row.pk])
    found += _unfit(decision, rows)
    short = _short_lines(effect.free)
    found += _short_of_money(rows, effect, written, short)
    found += _before_their_plan(decision, rows, {pk: n for pk, n in effect.free.items() if pk not in short}, written)
    found += _two_deadlines(rows, written)
    found += [Finding(pk, "warning", text) for pk, text in over_medium_term(rows, effect.plan)]
    found += _into_closed_months(decision, rows)
    return found


def _into_closed_months(decision: CapitalDecision, rows: Sequence[DraftEntry]) -> Iterable[Finding]:
    """Said once: a decision has its own number and day, so it is not refused what a voucher needs a reason for."""
    years = {line.budget_year for row in rows for line in (row.line, row.counter_line) if line}
    closed = closed_months(years, decision.on)
    for row in rows if closed else ():
        months = closed_over(closed, row.line.scope_path, row.line.budget_year)
        if months:
            told = {"on": format_date(decision.on), "months": ", ".join(f"{month:%m/%Y}" for month in months)}
            text = _("Có hiệu lực %(on)s, trong kỳ đã chốt: kế hoạch của kỳ %(months)s sẽ thay đổi.") % told
            yield Finding(row.pk, "warning", text, "on")
            return


def _unfit(decision: CapitalDecision, rows: Iterable[DraftEntry]) -> Iterable[Finding]:
    asked = Question(decision.on)
    for row in rows:
        for is_refusal, text, about in why_unfit(row, asked):
            yield Finding(row.pk, "refusal" if is_refusal else "warning", text, about)


def _short_of_money(
    rows: Iterable[DraftEntry],
    effect: Effect,
    written: dict[UUID, list[Movement]],
    short: Mapping[UUID, CapitalLine],
) -> Iterable[Finding]:
    """Rows that take from a line more than it will have left, all rows counted together."""
    free = effect.free
    for row in rows if short else ():
        alone = Effect()
        alone.add(written.get(row.pk, ()))
        for pk, change in alone.free.items():
            if change < 0 and pk in short:
                gained = max(effect.plan.get(pk, 0), 0)
                yield Finding(row.pk, "refusal", _too_much(row, short[pk], gained, gained - free[pk]))


def _short_lines(free: Mapping[UUID, int]) -> dict[UUID, CapitalLine]:
    """The lines that have less left than is taken from them, of those that the actor sees."""
    losing = CapitalLine.objects.filter(pk__in=[pk for pk, change in free.items() if change < 0])
    left = losing.values_list("pk", F("plan_vnd") - F("allocated_vnd") - F("spent_vnd"))
    short = [pk for pk, balance_vnd in left if balance_vnd + free[pk] < 0]
    return CapitalLine.objects.with_dimensions().in_bulk(short)


def _two_deadlines(rows: Iterable[DraftEntry], written: dict[UUID, list[Movement]]) -> Iterable[Finding]:
    """Rows that bring carried-over money to a line whose money has another deadline, all rows counted together."""
    movements = [movement for found in written.values() for movement in found]
    hand_on_deadlines(movements)
    clashes = clashing_deadlines(movements)
    for row in rows:
        about = "until" if row.act == Act.CARRY_OVER else "amount_vnd"
        for pk in {movement.line_id for movement in written.get(row.pk, ()) if movement.amount_vnd > 0}:
            if pk in clashes:
                yield Finding(row.pk, "refusal", clashes[pk], about)


def _too_much(row: DraftEntry, line: CapitalLine, gained: int, needed: int) -> str:
    """What the line has left, with what the decision itself gives it, and what all rows together take from it."""
    together = _("Quyết định này cần %(needed)s đồng.") % {"needed": format_number(needed)}
    return f"{_little_left(row, line, line.balance_vnd + gained)} {together}"


def _little_left(row: DraftEntry, line: CapitalLine, left: int) -> str:
    told = {"holder": line.holder.name, "code": line.component.code, "left": format_number(left)}
    if not line.is_detailed:
        return _("%(holder)s (%(code)s) chỉ còn %(left)s đồng chưa phân bổ.") % told
    sentences = {
        Act.CARRY_OVER: _("Kéo dài nhiều hơn số còn lại: %(holder)s (%(code)s) còn %(left)s đồng."),
        Act.RECALL: _("Thu hồi nhiều hơn số còn lại: %(holder)s (%(code)s) còn %(left)s đồng."),
    }
    sentence = sentences.get(Act(row.act), _("%(holder)s (%(code)s) chỉ còn %(left)s đồng chưa giải ngân."))
    return sentence % told


def _before_their_plan(
    decision: CapitalDecision, rows: Iterable[DraftEntry], free: Mapping[UUID, int], written: dict[UUID, list[Movement]]
) -> Iterable[Finding]:
    """Vouchers and allocations dated before the decision that gives their line its money, or after one that takes
    it too early; of the lines that the actor sees and that are not short of it on every day."""
    seen = CapitalLine.objects.filter(bulk.one_of("pk", free)).values_list("pk", flat=True)
    debts = _first_debts({pk: free[pk] for pk in seen}, decision.on)
    lines = CapitalLine.objects.in_bulk(debts)
    for row in rows if debts else ():
        alone = Effect()
        alone.add(written.get(row.pk, ()))
        for pk in alone.free:
            if pk in debts:
                yield Finding(row.pk, "refusal", _too_soon(lines[pk], debts[pk], decision.on), "on")


def _too_soon(line: CapitalLine, day: date, on: date) -> str:
    told = {"day": format_date(day), "on": format_date(on)}
    if line.is_detailed:
        sentence = _("Chứng từ đến hết ngày %(day)s vượt số vốn đã giao đến ngày đó; quyết định có hiệu lực %(on)s.")
    else:
        sentence = _(
            "Đến hết ngày %(day)s số đã phân bổ vượt số vốn đã giao đến ngày đó; quyết định có hiệu lực %(on)s."
        )
    return sentence % told


def _first_debts(changes: Mapping[UUID, int], on: date) -> dict[UUID, date]:
    """By line the first day on which it spent or gave on more than it had, and the change from `on` has to do with
    it: because it comes too late to cover the day, or because it takes what the day needed."""
    flows, found = _daily(list(changes)), {}
    for pk, change in changes.items():
        kept = 0
        flows[pk][on] += 0  # the day of the change itself is one to look at
        for day in sorted(flows[pk]):
            kept += flows[pk][day]
            too_late = change > 0 and day < on and kept < 0
            too_early = change < 0 and day >= on and 0 <= kept < -change
            if too_late or (too_early and day != max(flows[pk])):
                found[pk] = day
                break
    return found


def _daily(line_ids: list[UUID]) -> dict[UUID, dict[date, int]]:
    """What each line gained or lost of free money, by day; a voucher that was reversed held none (running.py)."""
    flows: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    moved, spent = Movement.objects.order_by(), Disbursement.objects.not_reversed().order_by()
    own, below = bulk.one_of("line_id", line_ids), bulk.one_of("line__parent_id", line_ids)
    sources = (
        (moved.filter(own).values_list("line", "on").annotate(Sum("amount_vnd")), 1),
        (moved.filter(below).values_list("line__parent", "on").annotate(Sum("amount_vnd")), -1),
        (spent.filter(own).values_list("line", "value_date").annotate(Sum("spent_vnd")), -1),
    )
    for rows, sign in sources:
        for pk, day, amount in rows:
            flows[pk][day] += sign * amount
    return flows
