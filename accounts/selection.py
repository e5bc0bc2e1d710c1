"""Where, when and in which programme one looks: the context bar (design section 8).

Read from the query (`dia_ban`, `nam`, `tinh_den`, `chuong_trinh`), what is missing there from the session, what
is missing there too from the post one acts in and from today. What the query says is remembered. A year that is asked
for is looked at, whether anything of it exists or not: its pages say so, and never show another one instead.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from catalogs.models import Programme
from catalogs.querysets import last_day
from core.formats import FormatError, format_date, parse_date

AREA, YEAR, AS_OF, PROGRAMME = "dia_ban", "nam", "tinh_den", "chuong_trinh"
NAMES = (AREA, YEAR, AS_OF, PROGRAMME)
SESSION_KEY = "selection"
FIRST_YEAR, LAST_YEAR = 2016, 2100


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

    Raises Http404 for an area that is not the reader's, PermissionDenied for a reader without any post, BadRequest for
    a file of a year or day that is none.
    """
    found = getattr(request, "_selection", None)
    if found is None:
        found = _resolve(request)
        request._selection = found  # type: ignore[attr-defined]
    return cast(Selection, found)


def carried(request: HttpRequest) -> str:
    """The query that links to other sections carry, so that what is chosen in one tab does not move another.

    Empty while nothing was ever chosen.
    """
    if not (SESSION_KEY in request.session or any(name in request.GET for name in NAMES)):
        return ""
    return "?" + urlencode(_told(request, selection(request)))


def pin_area(request: HttpRequest, area: Area) -> Selection:
    """The page is about `area`, whatever was chosen before: the day moves into the life of that unit, and the year
    too unless the query asks for one."""
    chosen = selection(request)
    as_of = min(chosen.as_of, area.valid_to) if area.valid_to else chosen.as_of
    year = chosen.year if request.GET.get(YEAR) else min(chosen.year, as_of.year)
    pinned = replace(chosen, area=area, as_of=as_of, year=year)
    request._selection = pinned  # type: ignore[attr-defined]
    return pinned


def _resolve(request: HttpRequest) -> Selection:
    access = cast(Access, request.access)  # type: ignore[attr-defined]
    if access.area is None:
        raise PermissionDenied
    asked = {name: request.GET.get(name, "").strip() for name in NAMES}
    kept = request.session.get(SESSION_KEY, {})
    year, day = _asked_year(request, asked[YEAR]), _asked_day(request, asked[AS_OF])
    if year is None and day is None:
        year, day = _kept_time(kept)
    year = year or (day or timezone.localdate()).year
    as_of = day or _last_day(request, year)
    area = _area(access, asked[AREA], kept.get(AREA, ""), as_of)
    programme = _programme(asked[PROGRAMME] or kept.get(PROGRAMME, ""), year)
    if any(name in request.GET for name in NAMES):
        _remember(request, Selection(area, year, as_of, programme))
    return Selection(area, year, as_of, programme)


def _asked_year(request: HttpRequest, typed: str) -> int | None:
    """The budget or review year; one to come too, and one later than the day one looks from."""
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed) <= LAST_YEAR:
        return int(typed)
    limits = {"typed": typed, "first": FIRST_YEAR, "last": LAST_YEAR}
    _say(request, _("Không có năm “%(typed)s”. Nhập năm từ %(first)s đến %(last)s.") % limits)
    return None


def _asked_day(request: HttpRequest, typed: str) -> date | None:
    if not typed:
        return None
    try:
        day, today = parse_date(typed), timezone.localdate()
    except FormatError as error:
        _say(request, str(error))
        return None
    if day > today and not request.GET.get("format"):
        messages.warning(request, _("Ngày %(day)s chưa đến: số liệu tính đến hôm nay.") % {"day": format_date(day)})
    return max(min(day, today), date(FIRST_YEAR, 1, 1))


def _say(request: HttpRequest, wrong: str) -> None:
    """A page says what it did not understand above what it shows instead; a file could not, so there is none."""
    if request.GET.get("format"):
        raise BadRequest(wrong)
    messages.error(request, wrong)


def _kept_time(kept: dict[str, str]) -> tuple[int | None, date | None]:
    year, day = kept.get(YEAR), kept.get(AS_OF)
    return int(year) if year else None, date.fromisoformat(day) if day else None


def last_day_of(year: int) -> date:
    """The day from which a bare year is looked at, by pages and by REST: the last one on which its money may be
    disbursed by the closing dates (the 31 January after it), so that a past year shows its final figures; today
    until that has come. What single decisions set later for money carried over moves it for nobody."""
    today = timezone.localdate()
    return today if year >= today.year else min(max(last_day(year), date(year, 12, 31)), today)


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


def _last_day(request: HttpRequest, year: int) -> date:
    """As last_day_of, found once a request."""
    known: dict[int, date] = request.__dict__.setdefault("_last_days", {})
    if year not in known:
        known[year] = last_day_of(year)
    return known[year]


def _told(request: HttpRequest, chosen: Selection) -> dict[str, str]:
    """What brings the choice back, without the day when that is the last one of the year: today stays today."""
    told = {AREA: chosen.area.ref, YEAR: str(chosen.year)}
    in_the_year = chosen.as_of < min(date(chosen.year, 12, 31), timezone.localdate())
    if in_the_year or chosen.as_of != _last_day(request, chosen.year):
        told[AS_OF] = chosen.as_of.isoformat()
    if chosen.programme:
        told[PROGRAMME] = chosen.programme.code
    return told


def _remember(request: HttpRequest, chosen: Selection) -> None:
    """Keep the choice, but not this year seen from today: next year the reader means next year."""
    kept = _told(request, chosen)
    if AS_OF not in kept and chosen.year == timezone.localdate().year:
        del kept[YEAR]
    if request.session.get(SESSION_KEY) != kept:
        request.session[SESSION_KEY] = kept
