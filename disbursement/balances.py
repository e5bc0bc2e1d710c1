"""What lines held on a past day, summed from the ledger; today's sums stand in the lines themselves."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum

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
