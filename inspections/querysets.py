"""Which plans, visits and recommendations one sees, and which wait or are late."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from core.models.scoped import HasPaths, ScopedQuerySet


class PlanQuerySet(ScopedQuerySet):
    def visible_to(self, access: HasPaths) -> Self:
        """Plans of one's own area, and those by which one is visited."""
        from inspections.models import Visit

        visits = Visit.objects.visible_to(access).filter(plan=OuterRef("pk"))
        return self.filter(Q(scope_path__descendant_of=access.paths) | Exists(visits))


class VisitQuerySet(ScopedQuerySet):
    def visible_to(self, access: HasPaths) -> Self:
        """Visits in one's own area, and those that found something one must mend."""
        from inspections.models import Recommendation

        own = Recommendation.objects.visible_to(access).filter(visit=OuterRef("pk"))
        return self.filter(Q(scope_path__descendant_of=access.paths) | Exists(own))


class RecommendationQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(state=self.model.State.OPEN)

    def late(self, today: date) -> Self:
        return self.open().filter(due__lt=today)

    def of_agencies(self, agency_ids: Iterable[int]) -> Self:
        return self.filter(agency_id__in=list(agency_ids))

    def to_verify(self, user_id: int) -> Self:
        """Reported mended by somebody else."""
        return self.filter(state=self.model.State.ANSWERED).exclude(answered_by_id=user_id)
