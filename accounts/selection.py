"""Where, when and in which programme one looks: the context bar (design section 8).

Read from the query (`dia_ban`, `nam`, `tinh_den`, `chuong_trinh`), what is missing there from the session, what
is missing there too from the post one acts in and from today. What the query says is remembered.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.access import Access
from areas.models import Area
from catalogs.models import Programme
from core.formats import FormatError, parse_date

AREA, YEAR, AS_OF, PROGRAMME = "dia_ban", "nam", "tinh_den", "chuong_trinh"
NAMES = (AREA, YEAR, AS_OF, PROGRAMME)
SESSION_KEY = "selection"
FIRST_YEAR = 2016


@dataclass(frozen=True)
class Selection:
    """`area` stands in the tree of `as_of`; `programme` None means all of them."""

    area: Area
    year: int
    as_of: date
    programme: Programme | None = None

    def query(self, **changes: str) -> str:
        """This selection as a query string, some of it changed; for links that others may follow."""
        known = {AREA: self.area.ref, YEAR: str(self.year), AS_OF: self.as_of.isoformat()}
        if self.programme:
            known[PROGRAMME] = self.programme.code
        return urlencode(known | changes)


def selection(request: HttpRequest) -> Selection:
    """What the reader has chosen, found once a request.

    Raises Http404 for an area that is not the reader's, PermissionDenied for a reader without any post.
    """
    found = getattr(request, "_selection", None)
    if found is None:
        found = _resolve(request)
        request._selection = found  # type: ignore[attr-defined]
    return cast(Selection, found)


def carried(request: HttpRequest) -> str:
    """The query that links to other sections carry, so that what is chosen in one tab does not move another.

    Empty while nothing was ever chosen. A year seen from its last day goes without the day: kept as a bookmark,
    today stays today.
    """
    if not (SESSION_KEY in request.session or any(name in request.GET for name in NAMES)):
        return ""
    chosen = selection(request)
    day = {} if chosen.as_of == last_day_of(chosen.year) else {AS_OF: chosen.as_of.isoformat()}
    programme = {PROGRAMME: chosen.programme.code} if chosen.programme else {}
    return "?" + urlencode({AREA: chosen.area.ref, YEAR: chosen.year} | day | programme)


def pin_area(request: HttpRequest, area: Area) -> Selection:
    """The page is about `area`, whatever was chosen before: the day moves into the life of that unit."""
    chosen = selection(request)
    as_of = min(chosen.as_of, area.valid_to) if area.valid_to else chosen.as_of
    pinned = replace(chosen, area=area, as_of=as_of, year=min(chosen.year, as_of.year))
    request._selection = pinned  # type: ignore[attr-defined]
    return pinned


def _resolve(request: HttpRequest) -> Selection:
    access = cast(Access, request.access)  # type: ignore[attr-defined]
    if access.area is None:
        raise PermissionDenied
    asked = {name: request.GET.get(name, "").strip() for name in NAMES}
    kept = request.session.get(SESSION_KEY, {})
    as_of = _as_of(request, asked, kept)
    year = _year(asked, kept, as_of)
    area = _area(access, asked[AREA], kept.get(AREA, ""), as_of)
    programme = _programme(asked[PROGRAMME] or kept.get(PROGRAMME, ""), year)
    if any(name in request.GET for name in NAMES):
        _remember(request, Selection(area, year, as_of, programme))
    return Selection(area, year, as_of, programme)


def _as_of(request: HttpRequest, asked: dict[str, str], kept: dict[str, str]) -> date:
    """The day typed or linked; with only a year, its last day that has come; otherwise the day kept, or today."""
    today = timezone.localdate()
    if asked[AS_OF]:
        try:
            return max(min(parse_date(asked[AS_OF]), today), date(FIRST_YEAR, 1, 1))
        except FormatError as error:
            messages.error(request, str(error))
    elif _is_year(asked[YEAR]):
        return last_day_of(int(asked[YEAR]))
    return date.fromisoformat(kept[AS_OF]) if AS_OF in kept else today


def last_day_of(year: int) -> date:
    """The day from which a bare year is looked at, by pages and by REST: its last one, or today until that has
    come. Vouchers of a budget year may be dated in the January after it: for those that day is asked for."""
    return min(date(year, 12, 31), timezone.localdate())


def _year(asked: dict[str, str], kept: dict[str, str], as_of: date) -> int:
    """The budget or review year; never after the day one looks from."""
    wanted = asked[YEAR] if asked[YEAR] or asked[AS_OF] else kept.get(YEAR, "")
    return min(int(wanted), as_of.year) if _is_year(wanted) else as_of.year


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= timezone.localdate().year


def _area(access: Access, asked: str, kept: str, as_of: date) -> Area:
    visible = Area.objects.visible_to(access)
    found = visible.by_refs([asked or kept]).first() if asked or kept else None
    if asked and found is None:
        raise Http404
    return counterpart(found or cast(Area, access.area), as_of, access)


def counterpart(area: Area, on: date, access: Access) -> Area:
    """The unit that stands for `area` in the tree of that day, among those the reader may see.

    Of several predecessors the one of the same name, then the one it mainly came from. A unit without a
    counterpart of its own (a village, a unit made of parts) stays: its page says that there is nothing.
    """
    there = Area.objects.at(on).visible_to(access)
    if there.filter(pk=area.pk).exists():
        return area
    if on < area.valid_from:
        origins = list(there.predecessors_of(area).order_by("-successions__is_main", "sort_key"))
        same_name = [origin for origin in origins if origin.name_fold == area.name_fold]
        return next(iter(same_name + origins), area)
    successors: QuerySet[Any] = there.successors_of(area).order_by("-origins__is_main", "sort_key")
    return successors.first() or area


def programmes_of(year: int) -> list[Programme]:
    """The programmes that run in some part of the year."""
    ends = Q(valid_to=None) | Q(valid_to__gte=date(year, 1, 1))
    return list(Programme.objects.filter(ends, valid_from__lte=date(year, 12, 31)))


def _programme(code: str, year: int) -> Programme | None:
    if not code:
        return None
    return next((programme for programme in programmes_of(year) if programme.code == code), None)


def _remember(request: HttpRequest, chosen: Selection) -> None:
    """Keep the choice, but not today as a day: tomorrow the reader means tomorrow."""
    kept = {AREA: chosen.area.ref, YEAR: str(chosen.year)}
    if chosen.as_of == timezone.localdate():
        del kept[YEAR]
    else:
        kept[AS_OF] = chosen.as_of.isoformat()
    if chosen.programme:
        kept[PROGRAMME] = chosen.programme.code
    if request.session.get(SESSION_KEY) != kept:
        request.session[SESSION_KEY] = kept
