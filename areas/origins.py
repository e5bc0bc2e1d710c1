"""What each unit reaches back to, derived from the successions.

Every request needs it to know its scope, and walking the successions takes 2 ms for a commune and 50 ms for
the country; so it is written beside the unit by whoever writes successions, and by nobody else.
"""

from collections import defaultdict

from areas.models import Area, Succession
from areas.rules import lineage, outermost
from core.reference import upsert


def refresh_origins() -> int:
    """Write `origin_paths` of all units anew; how many changed."""
    reached = _reached()
    stale = Area.objects.exclude(origin_paths=[]).exclude(path__in=list(reached)).values_list("path", flat=True)
    rows = [{"path": path, "origin_paths": outermost(origins)} for path, origins in reached.items()]
    rows += [{"path": path, "origin_paths": []} for path in stale]
    written, _kept = upsert(Area, rows, key=["path"])
    return written


def _reached() -> dict[str, set[str]]:
    """Path of a unit -> the paths merged whole into its subtree, through every list before it."""
    reached: dict[str, set[str]] = defaultdict(set)
    whole = Succession.objects.filter(extent=Succession.Extent.WHOLE).order_by("on")
    for old, new in whole.values_list("old__path", "new__path"):
        for path in lineage(new):
            reached[path] |= {old} | reached.get(old, set())
    return reached
