"""Which projects one sees: of one's area, and for officers of a department of their components."""

from typing import Any, Self

from core.models.scoped import ScopedQuerySet


class ProjectQuerySet(ScopedQuerySet):
    def editable_by(self, access: Any) -> Self:
        own = super().editable_by(access)
        if access.component_ids is None:
            return own
        return own.filter(component_id__in=access.component_ids)
