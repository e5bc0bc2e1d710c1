"""Sets of needs and allocation plans."""

from typing import Any, Self

from core.models.scoped import ScopedQuerySet


class ByComponentQuerySet(ScopedQuerySet):
    """Rows with a component: an officer who answers for some components only sees and changes theirs."""

    def editable_by(self, access: Any) -> Self:
        rows = super().editable_by(access)
        components = getattr(access, "component_ids", None)
        return rows if components is None else rows.filter(component_id__in=components)


class NeedQuerySet(ByComponentQuerySet):
    def accepted(self) -> Self:
        return self.filter(state="accepted")

    def waiting(self) -> Self:
        """Sent by their units, not answered yet."""
        return self.filter(state="submitted")

    def sent(self) -> Self:
        return self.filter(state__in=["submitted", "accepted"])


class AllocationPlanQuerySet(ByComponentQuerySet):
    def with_names(self) -> Self:
        return self.select_related("area", "component", "kind", "source", "chosen")
