"""Which documents and tasks one sees, and which of them wait or are late."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from core.models.scoped import HasPaths, ScopedQuerySet


class DocumentQuerySet(ScopedQuerySet):
    def visible_to(self, access: HasPaths) -> Self:
        """Documents of one's own area, and those that a task of one's own rests on."""
        from committees.models import Task

        basis = Task.objects.filter(document=OuterRef("pk"), scope_path__descendant_of=access.paths)
        return self.filter(Q(scope_path__descendant_of=access.paths) | Exists(basis))


class TaskQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=self.model.OPEN_STATES)

    def late(self, today: date) -> Self:
        return self.open().filter(due__lt=today)

    def of_agencies(self, agency_ids: Iterable[int]) -> Self:
        return self.filter(agency_id__in=list(agency_ids))

    def to_verify(self, user_id: int) -> Self:
        """Reported done by somebody else."""
        return self.filter(state=self.model.State.DONE).exclude(done_by_id=user_id)
