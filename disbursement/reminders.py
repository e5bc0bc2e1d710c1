"""Reminders of explanations: first the holder's people, then those who lead it, then the chair of the province."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.people import holders_of, holders_within, users_of_agency, with_successors
from areas.models import Area
from core.ladders import Overdue, Rung, remind
from disbursement.models import ExplanationRequest
from disbursement.services.explanations import explanation_url

# Days from the deadline of the explanation.
LADDER = (
    Rung(-3, "holder", _("Sắp đến hạn giải trình giải ngân %(due)s: %(label)s")),
    Rung(0, "holder", _("Đến hạn giải trình giải ngân %(due)s: %(label)s")),
    Rung(1, "head", _("Quá hạn giải trình giải ngân từ %(due)s: %(label)s")),
    Rung(5, "chair", _("Quá hạn giải trình giải ngân đã 5 ngày (hạn %(due)s): %(label)s")),
)
# Days from the end of a month that something was promised for.
MISSED = (Rung(1, "both", _("Giải ngân chậm so với cam kết đến hết ngày %(due)s: %(label)s")),)
LEADS, CHAIRS = "disbursement.approve", "disbursement.sign"


def remind_of_explanations(today: date) -> int:
    """Ring the bells that are due on that day; how many rang. A second run on one day rings none."""
    waiting = ExplanationRequest.objects.waiting().select_related("holder__area").order_by("due", "pk")
    return remind(LADDER, (overdue(request, today) for request in waiting.iterator(chunk_size=500)), today)


def tell_of_missed_steps(today: date) -> int:
    """Say once of each month end whose promise is missed that it was; how many bells rang."""
    behind = ExplanationRequest.objects.behind(today).select_related("holder__area").order_by("pk")
    return remind(MISSED, (missed(request, today) for request in behind.iterator(chunk_size=500)), today)


def overdue(request: ExplanationRequest, today: date) -> Overdue:
    # With its deadline in the key: who had to answer again is reminded again.
    return Overdue(
        key=f"explanation:{request.pk}:{request.due}",
        label=request.holder.name,
        url=explanation_url(request),
        due=request.due,
        audiences=audiences(request, today),
    )


def missed(request: ExplanationRequest, today: date) -> Overdue:
    """Of a request with its last promise (ExplanationRequestQuerySet.behind)."""
    assert request.promised_until is not None
    return Overdue(
        key=f"promise:{request.pk}:{request.promised_until}",
        label=request.holder.name,
        url=explanation_url(request),
        due=request.promised_until,
        audiences=audiences(request, today),
    )


def audiences(request: ExplanationRequest, today: date) -> Callable[[str], set[int]]:
    """Who is meant by each audience of the ladders, looked up only when a rung is reached."""

    def who(audience: str) -> set[int]:
        if audience == "head":
            return heads_of(request, today)
        if audience == "chair":
            return {user for area in provinces_of(request, today) for user in holders_of(CHAIRS, area, today)}
        people = users_of_agency(request.holder_id, today)
        asker = request.asked_by_id if audience == "both" else None
        return people if asker is None else people | {asker}

    return who


def heads_of(request: ExplanationRequest, today: date) -> set[int]:
    """Who leads the holder itself; where nobody does, who leads in its area. A department of the province lies in the
    area of the chair, who is told later."""
    own = holders_within(LEADS, request.holder_id, today)
    return own or {user for area in places_of(request, today) for user in holders_of(LEADS, area, today)}


def places_of(request: ExplanationRequest, today: date) -> list[Area]:
    """Where the holder is led from: its area, or that of the agency that took it over."""
    acting = Agency.objects.in_force(today).filter(pk__in=with_successors({request.holder_id}))
    return list(Area.objects.filter(pk__in=acting.values("area"))) or [request.holder.area]


def provinces_of(request: ExplanationRequest, today: date) -> list[Area]:
    """The province of today that the holder's area lies in, also when its own was merged into that one."""
    above = Area.objects.containing(request.holder.area).filter(level=Area.Level.PROVINCE)
    paths = [str(path) for path in above.values_list("path", flat=True)]
    here = Q(path__in=paths) | Q(origin_paths__overlap=paths)
    return list(Area.objects.at(today).of_level(Area.Level.PROVINCE).filter(here))
