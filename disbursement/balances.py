"""What lines held on a day, summed from the ledger. The lines themselves say what they hold once every decision that
is signed has taken effect."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from disbursement.models import CapitalLine, Disbursement, Movement


def show_as_of(lines: Sequence[CapitalLine], day: date) -> Sequence[CapitalLine]:
    """The same lines with what they were given, gave on and spent by the end of that day; they must not be saved."""
    plan, allocated, spent = sums_on([line.pk for line in lines], day)
    for line in lines:
        line.plan_vnd, line.allocated_vnd = plan.get(line.pk, 0), allocated.get(line.pk, 0)
        line.spent_vnd = spent.get(line.pk, 0)
    return lines


Sums = dict[UUID, int]


def sums_on(line_ids: Iterable[UUID], day: date) -> tuple[Sums, Sums, Sums]:
    """Planned, allocated to the lines below and spent by line, up to and including the day."""
    ids = list(line_ids)
    plan = Movement.objects.filter(line__in=ids).up_to(day).order_by().values_list("line")
    allocated = Movement.objects.filter(line__parent__in=ids).up_to(day).order_by().values_list("line__parent")
    spent = Disbursement.objects.filter(line__in=ids).up_to(day).order_by().values_list("line")
    return (
        dict(plan.annotate(Sum("amount_vnd"))),
        dict(allocated.annotate(Sum("amount_vnd"))),
        dict(spent.annotate(Sum("spent_vnd"))),
    )


def held_on(lines: QuerySet[CapitalLine], day: date) -> int:
    """What the lines held themselves at the end of the day, without what they had given on: the ledger's totals less
    what came later."""
    later = Movement.objects.filter(on__gt=day)
    gained, given_on = later.filter(line__in=lines), later.filter(line__parent__in=lines)
    held = lines.order_by().aggregate(total=Sum(F("plan_vnd") - F("allocated_vnd"), default=0))["total"]
    return int(held) - _total(gained, "amount_vnd") + _total(given_on, "amount_vnd")


def spent_on(lines: QuerySet[CapitalLine], day: date, budget_year: int) -> int:
    """What was spent of the lines by the end of the day: the ledger's totals of the lines without what came later, or
    in the first half of the year the vouchers before, which are fewer."""
    vouchers = Disbursement.objects.filter(line__in=lines)
    if day < date(budget_year, 7, 1):
        return _total(vouchers.filter(value_date__lte=day), "spent_vnd")
    return _total(lines, "spent_vnd") - _total(vouchers.filter(value_date__gt=day), "spent_vnd")


def _total(rows: QuerySet[Any], column: str) -> int:
    return int(rows.order_by().aggregate(total=Sum(column, default=0))["total"])
