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
    known = list(rules)
    sources = {rule.source_id for rule in known}
    found: dict[int, date] = {}
    for kind in kinds:
        applying = (rule_among(known, kind.pk, source, budget_year) for source in sources)
        days = [rule.closes_on(budget_year) for rule in applying if rule]
        found |= {kind.pk: max(days)} if days else {}
    return found


def last_day(budget_year: int) -> date:
    """The last of all, whatever kind and source: no rule of the year lets its money be disbursed later."""
    days = last_days(CapitalKind.objects.all(), budget_year, in_rate=False)
    return max(days.values(), default=date(budget_year + 1, 1, 31))


def rule_among(
    rules: Iterable[ClosingDate], kind_id: int, source_id: int | None, budget_year: int
) -> ClosingDate | None:
    """As ClosingDateQuerySet.most_specific, of rules that are read already."""
    wanted = {"budget_year": budget_year, "source_id": source_id, "kind_id": kind_id}
    fitting = [rule for rule in rules if all(getattr(rule, key) in (None, value) for key, value in wanted.items())]
    return max(fitting, key=lambda rule: [getattr(rule, key) is not None for key in wanted], default=None)
