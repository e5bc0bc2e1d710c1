"""Base of every record that belongs to an area."""

from typing import Any, Protocol, Self

from django.db import models

from core.fields import LtreeField


class HasPaths(Protocol):
    """What `visible_to` needs of an access: the subtrees it may see."""

    @property
    def paths(self) -> tuple[str, ...]: ...


class ScopedQuerySet(models.QuerySet[Any]):
    """First wall: rows below the reader's paths. Row-level security is the second."""

    def visible_to(self, access: HasPaths) -> Self:
        return self.editable_by(access)

    def editable_by(self, access: HasPaths) -> Self:
        """Rows of one's own area; a few records can be read from outside it too, but not changed."""
        return self.filter(scope_path__descendant_of=access.paths)


class ScopedModel(models.Model):
    """`scope_path` says who may see the row: where the record stands now, moved with it (design section 4)."""

    scope_path = LtreeField(editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
