"""Which projects, targets and contributions one sees."""

from datetime import date
from typing import Any, Self

from django.db.models import Q

from areas.models import Area
from areas.rules import lineage
from areas.services import paths_through_time
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

    def at(self, area: Area) -> Self:
        """Those in the area, or in what it was or became; and those of a larger unit that the area is part of."""
        paths = paths_through_time(area)
        above = {path for own in paths for path in lineage(own)}
        return self.filter(Q(area__path__descendant_of=paths) | Q(area__path__in=above))


class RecordedQuerySet(ScopedQuerySet):
    """Rows that are reversed, never edited."""

    def not_reversed(self) -> Self:
        """Neither a reversal nor reversed."""
        return self.filter(reverses=None, reversed_by=None)


class ContributionQuerySet(RecordedQuerySet):
    def unvalued(self, day: date) -> Self:
        """Those without a value in money that stand at the end of the day, as figures count them."""
        return self.filter(value_vnd=None, reverses=None).exclude(reversed_by__received_on__lte=day)

    def editable_by(self, access: Any) -> Self:
        """Of one's area; for officers of a department what is given for their components."""
        own = super().editable_by(access)
        components = getattr(access, "component_ids", None)
        return own if components is None else own.filter(component_id__in=components)

    def with_names(self) -> Self:
        """With all that a list shows of a row."""
        return self.select_related("area", "source", "component", "works", "project", "reversed_by")


class CreditQuerySet(RecordedQuerySet):
    def with_names(self) -> Self:
        return self.select_related("area", "programme", "reversed_by")
