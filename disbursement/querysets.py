"""Sets of lines and ledger rows with the names officers use."""

from datetime import date
from typing import Self

from core.models.scoped import HasPaths, ScopedQuerySet


class LineQuerySet(ScopedQuerySet):
    def visible_to(self, access: HasPaths) -> Self:
        """By area, and by component for an officer who answers for some components only."""
        lines = super().visible_to(access)
        components = getattr(access, "component_ids", None)
        return lines if components is None else lines.filter(component_id__in=components)

    def of_year(self, budget_year: int) -> Self:
        return self.filter(budget_year=budget_year)


class LedgerQuerySet(ScopedQuerySet):
    """Rows of the ledger: movements and disbursements."""

    def visible_to(self, access: HasPaths) -> Self:
        rows = super().visible_to(access)
        components = getattr(access, "component_ids", None)
        return rows if components is None else rows.filter(line__component_id__in=components)


class MovementQuerySet(LedgerQuerySet):
    def up_to(self, day: date) -> Self:
        return self.filter(on__lte=day)


class DisbursementQuerySet(LedgerQuerySet):
    def up_to(self, day: date) -> Self:
        return self.filter(value_date__lte=day)

    def not_reversed(self) -> Self:
        return self.filter(reverses=None, reversed_by=None)
