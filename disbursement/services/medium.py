"""Yearly plans against the medium-term plan of their holder."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from core.formats import format_number
from disbursement.models import CapitalLine, DraftEntry

DIMENSIONS = ("component", "holder", "kind", "source")


def medium_line_of(line: CapitalLine) -> CapitalLine | None:
    """The medium-term line that a yearly one belongs to: same component, holder, kind and source, its year inside."""
    same = {f"{name}_id": getattr(line, f"{name}_id") for name in DIMENSIONS}
    found = CapitalLine.objects.filter(
        **same,
        horizon=CapitalLine.Horizon.MEDIUM,
        tranche_year__lte=line.tranche_year,
        budget_year__gte=line.tranche_year,
    )
    return found.order_by("-tranche_year").first()


def yearly_total(medium: CapitalLine) -> int:
    """What the years of the period were given of their own money; what they carried over is not given twice."""
    same = {f"{name}_id": getattr(medium, f"{name}_id") for name in DIMENSIONS}
    years = CapitalLine.objects.filter(
        **same,
        horizon=CapitalLine.Horizon.YEAR,
        tranche_year__range=(medium.tranche_year, medium.budget_year),
    )
    # What the holder gives on to itself stands in two of its lines.
    years = years.exclude(parent__holder=F("holder"))
    return int(years.aggregate(total=Sum("plan_vnd", default=0))["total"])


def over_medium_term(rows: Sequence[DraftEntry], changes: Mapping[UUID, int]) -> Iterator[tuple[UUID, str]]:
    """Rows after which the years add up to more than the medium-term plan, which is told and not refused."""
    if not CapitalLine.objects.filter(horizon=CapitalLine.Horizon.MEDIUM).exists():
        return
    for row in rows:
        line = row.line if row.act != DraftEntry.Act.TRANSFER else row.counter_line
        if line is None or line.horizon != CapitalLine.Horizon.YEAR or changes.get(line.pk, 0) <= 0:
            continue
        medium = medium_line_of(line)
        if medium is None:
            continue
        allowed = medium.plan_vnd + changes.get(medium.pk, 0)
        over = yearly_total(medium) + changes[line.pk] - allowed
        if over > 0:
            told = {"first": medium.tranche_year, "last": medium.budget_year, "over": format_number(over)}
            yield row.pk, _("Vượt kế hoạch trung hạn %(first)s-%(last)s %(over)s đồng.") % told
