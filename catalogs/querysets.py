"""Questions that other apps ask of the catalogues."""

from datetime import date

from catalogs.models import CapitalKind, CapitalSource, ClosingDate


def closing_date(kind: CapitalKind, source: CapitalSource | None, budget_year: int) -> date:
    """The last day on which money of `budget_year` may be disbursed, by the most specific rule that applies.

    Raises ClosingDate.DoesNotExist when not even the general rule is loaded.
    """
    return ClosingDate.objects.most_specific(kind, source, budget_year).closes_on(budget_year)
