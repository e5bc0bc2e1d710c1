"""Questions that other apps ask of the catalogues."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from catalogs.models import CapitalKind, CapitalSource, ClosingDate


def closing_date(kind: CapitalKind, source: CapitalSource | None, budget_year: int) -> date:
    """The last day on which money of `budget_year` may be disbursed, by the most specific rule that applies.

    Raises ClosingDate.DoesNotExist when not even the general rule is loaded.
    """
    return ClosingDate.objects.most_specific(kind, source, budget_year).closes_on(budget_year)


def last_days(kinds: Iterable[CapitalKind], budget_year: int, *, in_rate: bool = True) -> dict[int, date]:
    """Of each kind (by id) the last day on which any of its money may be disbursed, whatever source it comes from;
    with `in_rate` of those that count in the rate. Kinds without any rule are left out."""
    rules = ClosingDate.objects.filter(Q(budget_year=None) | Q(budget_year=budget_year))
    if in_rate:
        rules = rules.filter(Q(source=None) | Q(source__counts_in_rate=True))
    known = sorted(rules, key=_how_specific, reverse=True)
    sources = {rule.source_id for rule in known}
    found: dict[int, date] = {}
    for kind in kinds:
        first = (next((rule for rule in known if _holds(rule, kind.pk, source)), None) for source in sources)
        days = [rule.closes_on(budget_year) for rule in first if rule]
        found |= {kind.pk: max(days)} if days else {}
    return found


def last_day(budget_year: int) -> date:
    """The last of all, whatever kind and source: no rule of the year lets its money be disbursed later."""
    days = last_days(CapitalKind.objects.all(), budget_year, in_rate=False)
    return max(days.values(), default=date(budget_year + 1, 1, 31))


def _how_specific(rule: ClosingDate) -> tuple[bool, bool, bool]:
    """As ClosingDateQuerySet.most_specific ranks them."""
    return rule.budget_year is not None, rule.source_id is not None, rule.kind_id is not None


def _holds(rule: ClosingDate, kind_id: int, source_id: int | None) -> bool:
    return rule.kind_id in (None, kind_id) and rule.source_id in (None, source_id)
