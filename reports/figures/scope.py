"""Whose figures somebody may read (design section 6, "Aggregates")."""

from typing import Literal

from django.http import Http404

from areas.models import Area
from core.models.scoped import HasPaths

Reach = Literal["own", "ancestor"]


class NotVisible(Http404):
    """Figures of an area outside the reader's subtrees that is not above them either."""


def figures_scope(access: HasPaths, area: Area) -> Reach:
    """ "own": every figure of the area and below. "ancestor": the area's totals alone, for comparison,
    without its other children and without personal dimensions. Raises NotVisible (404) elsewhere."""
    if any(is_within(area.path, path) for path in access.paths):
        return "own"
    if may_read(access, area.path):
        return "ancestor"
    raise NotVisible(area.ref)


def may_read(access: HasPaths, path: str) -> bool:
    """Whether the unit with this path is one's own or above."""
    return any(is_within(path, own) or is_within(own, path) for own in access.paths)


def is_within(path: str, above: str) -> bool:
    """Whether a path lies at or below another."""
    return path == above or path.startswith(f"{above}.")
