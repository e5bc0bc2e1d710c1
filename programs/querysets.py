"""Which projects and targets one sees."""

from typing import Any, Self

from django.db.models import Q

from areas.rules import lineage
from core.models.scoped import HasPaths, ScopedQuerySet


class TargetQuerySet(ScopedQuerySet):
    def visible_to(self, access: HasPaths) -> Self:
        """Targets of one's own area, and those of the units above it: what one's figures are compared with."""
        above = {path for own in access.paths for path in lineage(own)}
        return self.filter(Q(scope_path__descendant_of=access.paths) | Q(scope_path__in=above))


class ProjectQuerySet(ScopedQuerySet):
    """Of one's area, and for officers of a department of their components."""

    def editable_by(self, access: Any) -> Self:
        own = super().editable_by(access)
        if access.component_ids is None:
            return own
        return own.filter(component_id__in=access.component_ids)
