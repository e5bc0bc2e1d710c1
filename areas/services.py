"""Decisions about units, and the questions that need more than one query."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Func, IntegerField, Max, Q, Value, When
from django.utils.translation import gettext as _

from areas.models import VILLAGE_CODE_DIGITS, Area, Population, Succession, Zone
from areas.origins import refresh_origins
from areas.rules import child_path, outermost, split_kind
from catalogs.models import Confidence, LegalText
from core import events
from core.text import fold, one_line, sort_key
from core.transitions import NotAllowed

SEARCH_LIMIT = 20


def ancestors(area: Area) -> list[Area]:
    """The units above, the country first."""
    return list(Area.objects.containing(area).exclude(pk=area.pk))


def breadcrumb(area: Area) -> list[Area]:
    """From the province down to the unit itself; of the country only itself."""
    chain = list(Area.objects.containing(area))
    return chain[1:] or chain


def predecessor_paths(area: Area) -> tuple[str, ...]:
    """Paths of the units of older lists that were merged whole into the area's subtree, outermost only.

    For 2025-91: e2024.p89 and e2024.p91. A split unit is left out: its households are placed one by one.
    """
    return tuple(area.origin_paths)


def paths_through_time(area: Area) -> tuple[str, ...]:
    """Paths of the unit, of what it came from and of what it, or a part of it, became; a split one counts too."""
    own = (str(area.path), *predecessor_paths(area))
    became = Succession.objects.filter(old__path__descendant_of=own).values_list("new__path", flat=True)
    came_from = Succession.objects.filter(new__path__descendant_of=own).values_list("old__path", flat=True)
    return tuple(outermost({*own, *map(str, became), *map(str, came_from)}))


@transaction.atomic
def record_succession(*, old: Area, new: Area, on: date, extent: str, is_main: bool, reason: str) -> Succession:
    """`old` becomes part of `new`; who may see `new` then sees the records of what was merged whole."""
    row = Succession.objects.create(old=old, new=new, on=on, extent=extent, is_main=is_main)
    refresh_origins()
    events.record("areas.record_succession", row, reason=reason, label=f"{old.ref} → {new.ref}", on=on.isoformat())
    return row


def zone_of(area: Area, on: date) -> str | None:
    """ "urban" or "rural": the zone of the unit, or of the nearest unit above it that has one on that day."""
    zone = zone_row_of(area, on)
    return zone.zone if zone else None


def zone_row_of(area: Area, on: date) -> Zone | None:
    """The row that decides `zone_of`, with its legal basis."""
    # Records older than the oldest list are read on the oldest list, so with its zones.
    day = max(on, area.valid_from)
    rows = Zone.objects.in_force(day).filter(area__path__ancestor_of=area.path)
    return rows.select_related("area", "legal_text").order_by("-area__path").first()


@transaction.atomic
def set_zone(
    *,
    area: Area,
    zone: str,
    valid_from: date,
    reason: str,
    legal_text: LegalText | None = None,
    note: str = "",
) -> Zone:
    """Declare the unit urban or rural from a day on; an earlier own row ends the day before."""
    own = Zone.objects.select_for_update().filter(area=area)
    own.filter(valid_from__gte=valid_from).delete()
    own.in_force(valid_from).update(valid_to=valid_from - timedelta(days=1), changed_locally=True)
    row = Zone.objects.create(
        area=area,
        zone=zone,
        valid_from=valid_from,
        valid_to=area.valid_to,
        legal_text=legal_text,
        confidence=Confidence.VERIFIED if legal_text else Confidence.NEEDS_CHECK,
        note=note,
        changed_locally=True,
    )
    events.record("areas.set_zone", area, reason=reason, label=area.ref, zone=zone, on=valid_from.isoformat())
    return row


def build_village(*, commune: Area, number: int, kind: str, name: str, valid_from: date | None = None) -> Area:
    """An unsaved village of a commune. Villages have no official code: ours is the commune's and a number."""
    code = f"{commune.code}{number:0{VILLAGE_CODE_DIGITS}}"
    name = one_line(name)
    return Area(
        edition=commune.edition,
        level=Area.Level.VILLAGE,
        code=code,
        kind=kind,
        name=name,
        name_fold=fold(name),
        sort_key=sort_key(name),
        parent=commune,
        path=child_path(commune.path, "village", code),
        valid_from=valid_from or commune.valid_from,
        valid_to=commune.valid_to,
    )


@transaction.atomic
def create_village(*, commune: Area, kind: str, name: str, valid_from: date | None = None) -> Area:
    """Add a village to a commune under the next free number."""
    Area.objects.select_for_update(no_key=True).get(pk=commune.pk)
    last = commune.children.aggregate(last=Max("code"))["last"]
    number = int(last[len(commune.code) :]) + 1 if last else 1
    village = build_village(commune=commune, number=number, kind=kind, name=name, valid_from=valid_from)
    village.save(force_insert=True)
    events.record("areas.create_village", village, label=village.ref)
    return village


def search_areas(text: str, access_paths: Iterable[str], on: date, *, limit: int = SEARCH_LIMIT) -> list[Area]:
    """Units of the day's tree below the paths whose name holds `text`, with or without accents and kind.

    Names that begin with it come first, then larger units, then by name.
    """
    folded = fold(text)
    if not folded:
        return []
    kind, rest = split_kind(folded)
    holds = Q(name_fold__contains=folded)
    if kind:
        holds |= Q(kind=kind, name_fold__contains=rest)
    found = Area.objects.at(on).below_paths(access_paths).filter(holds).select_related("parent__parent")
    begins = Case(When(name_fold__startswith=rest, then=Value(0)), default=Value(1))
    depth = Func(F("path"), function="nlevel", output_field=IntegerField())
    return list(found.order_by(begins, depth, "sort_key", "id")[:limit])


@transaction.atomic
def record_population(
    *,
    area: Area,
    year: int,
    households: int,
    persons: int,
    source: str,
    entered_by_id: int | None,
    reason: str = "",
    evidence_file_id: UUID | None = None,
) -> Population:
    """Write the totals of an area and year; equal totals from the same source change nothing.

    A correction is a new version and needs a reason. Raises NotAllowed when it has none.
    """
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    current = Population.objects.current().filter(area=area, year=year).first()
    given = (households, persons, source, evidence_file_id)
    if current and given == (current.households, current.persons, current.source, current.evidence_file_id):
        return current
    if current and not reason.strip():
        raise NotAllowed(_("Nêu lý do điều chỉnh số liệu đã ghi."))
    row = Population.objects.create(
        area=area,
        year=year,
        version=current.version + 1 if current else 1,
        households=households,
        persons=persons,
        source=source,
        reason=reason.strip() if current else "",
        evidence_file_id=evidence_file_id,
        entered_by_id=entered_by_id,
    )
    events.record(
        "areas.record_population",
        row,
        reason=row.reason,
        label=f"{area.ref} {year}",
        households=households,
        persons=persons,
    )
    return row
