"""What allocation criteria may read, registered by the apps that hold the figures (reports, in AppConfig.ready).

A value is copied into an alternative with its source, year, version and time. A unit without a value gets none: it
is named, never counted as zero.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from areas.models import Area, Designation, DesignationKind

DESIGNATION = "designation:"


@dataclass(frozen=True)
class CriterionValue:
    """`value` None: there is none, and `note` says why. `version` and `as_of` name the frozen figures."""

    value: Decimal | None
    source: str
    year: int
    version: str = ""
    as_of: datetime | None = None
    note: str = ""


Load = Callable[[Sequence[Area], int], Any]
Take = Callable[[Any, Area, int], CriterionValue]


@dataclass(frozen=True)
class CriterionSource:
    """`load(units, year)` reads what several sources may share, `take(loaded, unit, year)` one value out of it."""

    code: str
    label: str | Promise
    unit: str | Promise
    load: Load
    take: Take


_sources: dict[str, CriterionSource] = {}


def register(sources: Iterable[CriterionSource]) -> None:
    _sources.update((source.code, source) for source in sources)


def find(code: str) -> CriterionSource | None:
    """A registered source, or that of a designation ("designation:KV3"); None when it is gone."""
    if not code.startswith(DESIGNATION):
        return _sources.get(code)
    kind = DesignationKind.objects.filter(code=code.removeprefix(DESIGNATION)).first()
    return _designation(kind) if kind else None


def all_sources() -> Iterator[CriterionSource]:
    """The registered ones, then one for each designation that a commune may have."""
    yield from _sources.values()
    for kind in DesignationKind.objects.filter(level=Area.Level.COMMUNE):
        yield _designation(kind)


def values_of(
    sources: Iterable[CriterionSource], units: Sequence[Area], year: int
) -> dict[str, Mapping[int, CriterionValue]]:
    """Code of a source -> id of a unit -> its value; what sources share is read once."""
    loaded: dict[Load, Any] = {}
    found: dict[str, Mapping[int, CriterionValue]] = {}
    for source in sources:
        if source.load not in loaded:
            loaded[source.load] = source.load(units, year)
        found[source.code] = {unit.pk: source.take(loaded[source.load], unit, year) for unit in units}
    return found


def _designation(kind: DesignationKind) -> CriterionSource:
    def load(units: Sequence[Area], year: int) -> dict[int, CriterionValue]:
        return designated(kind, units, year)

    return CriterionSource(
        code=f"{DESIGNATION}{kind.code}",
        label=str(kind),
        unit=_("xã"),
        load=load,
        take=lambda values, unit, _year: values[unit.pk],
    )


def designated(kind: DesignationKind, units: Sequence[Area], year: int) -> dict[int, CriterionValue]:
    """1 for a unit that is designated at the end of the year (or today, if that is earlier), 0 for the others.

    Without any designation of that kind in the units' lists the portal does not know who is one: no values.
    """
    on = min(date(year, 12, 31), timezone.localdate())
    rows = Designation.objects.of_kind(kind.code, on)
    known = rows.filter(area__edition__in={unit.edition for unit in units}).exists()
    decisions = dict(rows.filter(area__in=units).values_list("area_id", "decision"))
    source = str(kind)
    if not known:
        note = _("Chưa có danh mục trong hệ thống.")
        return {unit.pk: CriterionValue(None, source, on.year, note=note) for unit in units}
    return {
        unit.pk: CriterionValue(Decimal(unit.pk in decisions), source, on.year, note=decisions.get(unit.pk, ""))
        for unit in units
    }


def frozen(value: CriterionValue, unit: str) -> dict[str, Any]:
    """The value as an alternative keeps it."""
    return {
        "value": None if value.value is None else str(value.value),
        "unit": unit,
        "source": value.source,
        "year": value.year,
        "version": value.version,
        "as_of": value.as_of.isoformat() if value.as_of else None,
        "note": value.note,
    }
