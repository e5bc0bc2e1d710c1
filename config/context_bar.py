"""The context bar: Địa bàn · Năm · Tính đến · Chương trình, each choice a link to the same page."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.selection import (
    AREA,
    AS_OF,
    FIRST_YEAR,
    PROGRAMME,
    YEAR,
    Selection,
    programmes_of,
    selection,
)
from areas.models import Area
from core.formats import format_date
from core.list_pages import with_query
from reports.models import CapitalMonthFact

YEARS_SHOWN = 8
LAST_QUARTER = 10  # its first month
ALL = "tat-ca"  # says "every programme", because an empty value would mean "as before"


def context_bar(request: HttpRequest) -> list[dict[str, Any]]:
    """The picks for components/context_bar.html; none for a reader without a post or a page that has none."""
    try:
        chosen = selection(request)
    except (PermissionDenied, Http404):
        return []
    return [
        area_pick(request, chosen),
        year_pick(request, chosen),
        day_pick(request, chosen),
        programme_pick(request, chosen),
    ]


def link(request: HttpRequest, **changes: str | None) -> str:
    """This page with another choice, from its first row on."""
    return with_query(request, cursor=None, **changes)


def area_pick(request: HttpRequest, chosen: Selection) -> dict[str, Any]:
    """The way up within one's own area, the chosen unit, and the units below it (or beside it, at the bottom)."""
    visible = Area.objects.visible_to(request.access)  # type: ignore[attr-defined]
    chain = list(visible.containing(chosen.area))
    below = visible.at(chosen.as_of)
    if chosen.area.level in (Area.Level.COMMUNE, Area.Level.VILLAGE):
        parent, depth = chosen.area.parent_id, len(chain) - 1
        others = [unit for unit in below.filter(parent=parent) if unit != chosen.area]
    else:
        depth, others = len(chain), list(below.filter(parent=chosen.area))
    options = [_area_option(request, unit, place, chosen) for place, unit in enumerate(chain)]
    options += [_area_option(request, unit, depth, chosen) for unit in others]
    return {"label": _("Địa bàn"), "value": chosen.area.full_name, "options": options}


def _area_option(request: HttpRequest, unit: Area, depth: int, chosen: Selection) -> dict[str, Any]:
    return {
        "label": unit.full_name,
        "url": link(request, **{AREA: unit.ref}),
        "current": unit == chosen.area,
        "depth": min(depth, 3),
    }


def year_pick(request: HttpRequest, chosen: Selection) -> dict[str, Any]:
    """A year leads to its last day that has come."""
    options = [
        {
            "label": str(year),
            "url": link(request, **{YEAR: str(year), AS_OF: None}),
            "current": year == chosen.year,
        }
        for year in years_offered(request, chosen)
    ]
    return {"label": _("Năm"), "value": str(chosen.year), "options": options}


def years_offered(request: HttpRequest, chosen: Selection) -> list[int]:
    """The latest first: next year, for who sees capital, as soon as some of it is planned and in the last quarter,
    when it is about to be; this year and those before it; and the one looked at, whichever that is."""
    access: Access = request.access  # type: ignore[attr-defined]
    today = timezone.localdate()
    years = {chosen.year, *range(max(FIRST_YEAR, today.year - YEARS_SHOWN), today.year + 1)}
    if access.can("disbursement.view") and (today.month >= LAST_QUARTER or _has_capital(access, today.year + 1)):
        years.add(today.year + 1)
    return sorted(years, reverse=True)


def _has_capital(access: Access, year: int) -> bool:
    """Asked of the sums of the reader's own area, one look into an index: every page draws the bar."""
    return CapitalMonthFact.objects.version(None).totals().filter(area=access.area, year=year).exists()


def day_pick(request: HttpRequest, chosen: Selection) -> dict[str, Any]:
    """Any day, typed; today and the end of last year as links. A day means its own year, unless one looks at a year
    from outside it: a past one after its money closed, or the next one."""
    today = timezone.localdate()
    days = [(_("Hôm nay"), today), (_("Cuối năm trước"), date(today.year - 1, 12, 31))]
    options = [
        {
            "label": label,
            "hint": format_date(day),
            "url": link(request, **{AS_OF: day.isoformat(), YEAR: str(day.year)}),
            "current": day == chosen.as_of,
        }
        for label, day in days
    ]
    kept = [(name, value) for name, value in request.GET.items() if name not in (AS_OF, YEAR, "cursor")]
    if chosen.year != chosen.as_of.year:
        kept.append((YEAR, str(chosen.year)))
    field = {
        "url": request.path,
        "name": AS_OF,
        "value": f"{chosen.as_of:%d/%m/%Y}",
        "kind": "day",
        "hint": _("Số liệu được tính đến hết ngày này."),
        "hidden": kept,
    }
    return {"label": _("Tính đến"), "value": format_date(chosen.as_of), "options": options, "field": field}


def programme_pick(request: HttpRequest, chosen: Selection) -> dict[str, Any]:
    everything = {
        "label": _("Tất cả chương trình"),
        "url": link(request, **{PROGRAMME: ALL}),
        "current": chosen.programme is None,
    }
    options = [
        {
            "label": programme.short_name,
            "url": link(request, **{PROGRAMME: programme.code}),
            "current": programme == chosen.programme,
        }
        for programme in programmes_of(chosen.year)
    ]
    value = chosen.programme.short_name if chosen.programme else everything["label"]
    return {"label": _("Chương trình"), "value": value, "options": [everything, *options]}
