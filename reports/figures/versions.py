"""Live or frozen: which rows answer for an area and year, and how fresh they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from areas.models import Area
from households.models import ReviewRound
from reports.cube.groups import GROUPS
from reports.figures.ground import Ground
from reports.figures.scope import is_within
from reports.models import FigureMark, Snapshot
from reports.querysets import FactQuerySet

REVIEW_GROUPS = ("poverty", "population")

# (area id, year) -> the snapshot that answers, or None for live rows.
Versions = Mapping[tuple[int, int], Snapshot | None]


def versions(code: str, units: Iterable[tuple[Area, int]]) -> Versions:
    """The newest snapshot that covers each unit and year, when the year is closed; else its live rows."""
    wanted = list(units)
    years = {year for _unit, year in wanted}
    closed = _recognised_years(years) if code in REVIEW_GROUPS else years
    return versions_of([code], wanted, closed)[code]


def versions_of(
    codes: Iterable[str], wanted: Sequence[tuple[Area, int]], closed: Collection[int]
) -> dict[str, Versions]:
    """`versions` of several groups at once, for years known to be closed: a review that is recognised; capital
    of a year is closed by freezing it."""
    names = list(codes)
    years = {year for _unit, year in wanted if year in closed}
    found = Snapshot.objects.filter(group_code__in=names, year__in=years).select_related("area").order_by("-id")
    newest_first: dict[tuple[str, int], list[Snapshot]] = defaultdict(list)
    for snapshot in found if years else ():
        newest_first[snapshot.group_code, snapshot.year].append(snapshot)
    return {
        code: {(unit.pk, year): _covering(newest_first[code, year], unit) for unit, year in wanted} for code in names
    }


def _covering(newest_first: Iterable[Snapshot], unit: Area) -> Snapshot | None:
    return next((one for one in newest_first if is_within(unit.path, one.area.path)), None)


def _recognised_years(years: Collection[int]) -> set[int]:
    recognised = ReviewRound.objects.filter(
        kind=ReviewRound.Kind.PERIODIC, state=ReviewRound.State.RECOGNISED, year__in=years
    )
    return set(recognised.values_list("year", flat=True))


def facts(code: str, which: Versions) -> FactQuerySet:
    """The rows of these units and years, each in its version; `own` and totals alike."""
    rows: FactQuerySet = GROUPS[code].fact.objects.filter(places(which))
    return rows


def places(which: Versions) -> Q:
    """These units and years, each in its version."""
    found: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for (area_id, year), snapshot in which.items():
        found[year, snapshot.pk if snapshot else None].append(area_id)
    condition = Q(pk__in=[])
    for (year, snapshot_id), area_ids in found.items():
        condition |= Q(year=year, snapshot_id=snapshot_id, area_id__in=area_ids)
    return condition


def snapshots_of(which: Versions, place: Ground) -> tuple[Snapshot, ...]:
    """The snapshots that a ground's figures come from; none when they are live."""
    found = (which.get((unit.pk, place.year)) for unit in place.units)
    return tuple(dict.fromkeys(snapshot for snapshot in found if snapshot is not None))


@dataclass(frozen=True)
class Freshness:
    """When the figures were last counted (None: never), and whether records have changed since."""

    computed_at: datetime | None
    is_pending: bool


def freshness(units: Sequence[Area], codes: Iterable[str]) -> Freshness:
    """Of the live figures of these units and groups: "số liệu cập nhật lúc ..."."""
    names = list(codes)
    first, *others = [_last_counted(code, unit) for code in names for unit in units]
    moments = {row["computed_at"] for row in first.union(*others, all=True)}
    waiting = FigureMark.objects.filter(group_code__in=names, area__path__descendant_of=[unit.path for unit in units])
    return Freshness(max(moments, default=None), waiting.exists())


def _last_counted(code: str, unit: Area) -> QuerySet[Any, dict[str, Any]]:
    """One row, from the end of an index: the greatest of all would be looked for in every row of the unit."""
    live: FactQuerySet = GROUPS[code].fact.objects.version(None).of_areas([unit.pk])
    return live.order_by("-computed_at").values("computed_at")[:1]


def computed_at(area: Area, codes: Iterable[str]) -> Freshness:
    return freshness([area], codes)
