"""When a voucher may come in: the deadline of its line, and the months that are closed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from areas.rules import lineage
from catalogs.models import ClosingDate
from core import events
from core.formats import format_date
from disbursement import signals
from disbursement.models import CapitalLine, ClosedPeriod, Movement
from disbursement.services.errors import LedgerRefused

# Entries of a budget year share this lock, closing one of its months takes it alone: no voucher is under way then.
_LOCK_SPACE = 7310


def deadline_of(line: CapitalLine) -> date:
    """The last day on which the money of the line may be disbursed: the one that the decision that carried it over
    says, else the closing date of its kind, source and year."""
    decided = _decided_deadlines(line=line.pk).get(line.pk) if line.is_carried_over else None
    return decided or _closing_date(line)


def _decided_deadlines(**which: Any) -> dict[UUID, date]:
    return dict(Movement.objects.filter(**which).deciding_deadlines().values_list("line", "until"))


def _closing_date(line: CapitalLine) -> date:
    rule = ClosingDate.objects.most_specific(line.kind, line.source, line.budget_year)
    return rule.closes_on(line.budget_year)


def is_provisional(line: CapitalLine, day: date) -> bool:
    """Whether vouchers of the line may still come in after that day without being corrections."""
    return day <= deadline_of(line)


def hold_open(years: Iterable[int]) -> None:
    """Until the transaction ends no month of these budget years is closed."""
    with connection.cursor() as cursor:
        for year in sorted(set(years)):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_LOCK_SPACE, year])


@dataclass
class Lateness:
    """Asks for many vouchers with few queries; to be used within one transaction."""

    decided: dict[int, dict[UUID, date]] = field(default_factory=dict)
    closing: dict[tuple[int, int, int], date] = field(default_factory=dict)
    closed: dict[tuple[str, int], dict[date, ClosedPeriod]] = field(default_factory=dict)

    def why(self, line: CapitalLine, day: date) -> str:
        """Why a voucher of that day comes in only as a correction; "" when it is an ordinary entry."""
        last = self._deadline(line)
        if day > last:
            told = {"year": line.budget_year, "tranche": line.tranche_year, "day": format_date(last)}
            if line.is_carried_over:
                return _("Vốn năm %(tranche)s kéo dài chỉ được giải ngân đến hết ngày %(day)s.") % told
            return _("Vốn năm %(year)s chỉ được giải ngân đến hết ngày %(day)s.") % told
        found = self._closed(line).get(day.replace(day=1))
        if found is None:
            return ""
        told = {"month": f"{found.month:%m/%Y}", "area": found.area.full_name, "on": format_date(found.closed_at)}
        return _("Kỳ %(month)s đã chốt (%(area)s, ngày %(on)s).") % told

    def _deadline(self, line: CapitalLine) -> date:
        """As deadline_of; those that decisions set are read for all lines of a budget year at once."""
        year = line.budget_year
        if line.is_carried_over and year not in self.decided:
            self.decided[year] = _decided_deadlines(line__budget_year=year)
        if (decided := self.decided.get(year, {}).get(line.pk)) is not None:
            return decided
        key = (line.kind_id, line.source_id, year)
        if key not in self.closing:
            self.closing[key] = _closing_date(line)
        return self.closing[key]

    def _closed(self, line: CapitalLine) -> dict[date, ClosedPeriod]:
        key = (str(line.scope_path), line.budget_year)
        if key not in self.closed:
            periods = ClosedPeriod.objects.over(line.scope_path).filter(budget_year=line.budget_year)
            rows = periods.select_related("area").order_by("-closed_at")
            self.closed[key] = {row.month: row for row in rows}
        return self.closed[key]


def why_late(line: CapitalLine, day: date) -> str:
    """As Lateness.why, for one voucher."""
    return Lateness({line.budget_year: _decided_deadlines(line=line.pk)}).why(line, day)


def may_be_late(line: CapitalLine) -> bool:
    """Whether some voucher that comes in today would be late."""
    closed = ClosedPeriod.objects.over(line.scope_path).filter(budget_year=line.budget_year)
    return timezone.localdate() > deadline_of(line) or closed.exists()


def closed_months(budget_years: Iterable[int], since: date) -> list[ClosedPeriod]:
    """Of these budget years the closed months whose last day is not before that day."""
    found = ClosedPeriod.objects.filter(budget_year__in=budget_years, month__gte=since.replace(day=1))
    return list(found.select_related("area").order_by("month"))


def closed_over(periods: Iterable[ClosedPeriod], scope_path: str, budget_year: int) -> list[date]:
    """The months of these that are closed for a record of that path (as InheritedQuerySet.over)."""
    above = set(lineage(str(scope_path)))
    ours = (one for one in periods if one.budget_year == budget_year)
    months = {one.month for one in ours if str(one.scope_path) in above or above.intersection(one.area.origin_paths)}
    return sorted(months)


@transaction.atomic
def close_period(*, area: Area, budget_year: int, month: date, access: Access) -> ClosedPeriod:
    """Close a month of a budget year for every holder of the area. Raises LedgerRefused."""
    month = month.replace(day=1)
    if month >= timezone.localdate().replace(day=1):
        raise LedgerRefused(_("Chỉ chốt kỳ khi tháng đã kết thúc."))
    if not budget_year <= month.year <= budget_year + 1:
        raise LedgerRefused(_("Tháng không thuộc thời gian giải ngân của năm ngân sách này."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, budget_year])
    closed, made = ClosedPeriod.objects.get_or_create(
        area=area,
        budget_year=budget_year,
        month=month,
        defaults={"scope_path": str(area.path), "closed_by": access.user},
    )
    if not made:
        raise LedgerRefused(_("Kỳ này đã chốt ngày %(day)s.") % {"day": format_date(closed.closed_at)})
    events.record("disbursement.close_period", closed, label=f"{area.ref} {budget_year} {month:%m/%Y}")
    signals.period_closed.send(sender=ClosedPeriod, area=area, budget_year=budget_year, month=month)
    return closed
