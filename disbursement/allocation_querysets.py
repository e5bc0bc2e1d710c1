"""Sets of needs and allocation plans."""

from typing import Self

from core.models.scoped import HasPaths, ScopedQuerySet


class ByComponentQuerySet(ScopedQuerySet):
    """Rows with a component: an officer who answers for some components only sees theirs."""

    def visible_to(self, access: HasPaths) -> Self:
        rows = super().visible_to(access)
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
