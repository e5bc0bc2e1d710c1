"""What waits for a user in the registry: forms sent back, households to review, results to confirm."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from areas.models import Area
from core.formats import format_number
from core.work import Work
from households.models import Assessment, ReviewRound

SECTION = "households"
KIND = gettext_lazy("Rà soát hộ")
STATES = Assessment.State


def waiting_count(access: Any, today: date) -> int:
    """Forms and households, not lines of the work list: 12 households to review count 12."""
    wanted = _wanted(access)
    if wanted is None or not _works_here(access):
        return 0
    return int(_open(access, today).filter(wanted).count())


def waiting(access: Any, today: date, limit: int = 20) -> list[Work]:
    """Sent back first, then by village (or commune), then what is to be confirmed."""
    if not _works_here(access):
        return []
    items: list[Work] = []
    if access.can("households.edit"):
        items += [*_returned(access, today, limit), *_to_review(access, today)]
    if access.can("households.decide"):
        items += _to_confirm(access, today)
    return items[:limit]


def _works_here(access: Any) -> bool:
    """Reviewing and confirming is the commune's work; above it the same numbers are figures."""
    return access.area is not None and access.area.level in (Area.Level.COMMUNE, Area.Level.VILLAGE)


def _wanted(access: Any) -> Q | None:
    wanted = None
    if access.can("households.edit"):
        wanted = Q(state__in=[STATES.LISTED, STATES.DRAFT])
    if access.can("households.decide"):
        scored = Q(state=STATES.SCORED)
        wanted = scored if wanted is None else wanted | scored
    return wanted


def _open(access: Any, today: date) -> Any:
    """Reviews of the rounds that have begun, and forms of recognised ones that were opened for a correction."""
    rows: Any = Assessment.objects.visible_to(access)
    return rows.filter(Q(round__state=ReviewRound.State.OPEN, round__opens_on__lte=today) | ~Q(correction_reason=""))


def _returned(access: Any, today: date, limit: int) -> Iterator[Work]:
    rows = _open(access, today).filter(state=STATES.DRAFT).exclude(returned_reason="")
    for row in rows.select_related("household", "round").order_by("round__closes_on", "id")[:limit]:
        words = _("Đính chính phiếu: hộ %(name)s") if row.correction_reason else _("Sửa phiếu bị trả lại: hộ %(name)s")
        yield Work(
            kind=KIND,
            label=words % {"name": row.household.head_name},
            url=reverse("households:review", args=[row.pk]),
            due=None if row.correction_reason else row.round.closes_on,
            note=row.returned_reason,
        )


def _to_review(access: Any, today: date) -> Iterator[Work]:
    rows = _open(access, today).waiting().filter(Q(state=STATES.LISTED) | Q(returned_reason=""))
    for line in _by_place(rows):
        words = ngettext("Rà soát %(n)s hộ ở %(place)s", "Rà soát %(n)s hộ ở %(place)s", line["total"])
        drafts = _("%(n)s phiếu đang nhập") % {"n": format_number(line["drafts"])} if line["drafts"] else ""
        yield _line(line, words, STATES.LISTED if line["total"] > line["drafts"] else STATES.DRAFT, drafts)


def _to_confirm(access: Any, today: date) -> Iterator[Work]:
    for line in _by_place(_open(access, today).filter(state=STATES.SCORED)):
        words = ngettext(
            "Xác nhận kết quả %(n)s hộ ở %(place)s", "Xác nhận kết quả %(n)s hộ ở %(place)s", line["total"]
        )
        yield _line(line, words, STATES.SCORED, "")


def _by_place(rows: Any) -> list[dict[str, Any]]:
    """Counts by village and round; a household without a village stands under its commune."""
    grouped = rows.order_by().values("household__area", "round", "round__year", "round__closes_on")
    lines = list(grouped.annotate(total=Count("pk"), drafts=Count("pk", filter=Q(state=STATES.DRAFT))))
    places = Area.objects.in_bulk([line["household__area"] for line in lines])
    for line in lines:
        line["place"] = places[line["household__area"]]
    return sorted(lines, key=lambda line: (line["round__closes_on"], line["place"].sort_key))


def _line(line: dict[str, Any], words: str, state: str, note: str) -> Work:
    place: Area = line["place"]
    query = f"dia_ban={place.ref}&nam={line['round__year']}&trang_thai={state}"
    return Work(
        kind=KIND,
        label=words % {"n": format_number(line["total"]), "place": place.full_name},
        url=f"{reverse('households:list')}?{query}",
        due=line["round__closes_on"],
        note=note,
    )
