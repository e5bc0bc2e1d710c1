"""What waits for a user: recommendations to mend, and answers to verify."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.people import acting_agency_ids
from core.work import Work
from inspections.models import Recommendation
from inspections.services import recommendation_url

SECTION = "inspections"


def waiting_recommendations(access: Access) -> QuerySet[Recommendation]:
    """The same people as in inspections.machine, asked as one query."""
    wanted = Q(pk__in=[])
    if access.can("inspections.answer"):
        wanted |= Q(state=Recommendation.State.OPEN, agency__in=acting_agency_ids(access))
    if access.can("inspections.verify"):
        wanted |= Q(state=Recommendation.State.ANSWERED) & ~Q(answered_by=access.user_id)
    return Recommendation.objects.visible_to(access).filter(wanted)


def waiting_count(access: Access, today: date) -> int:
    if not (access.can("inspections.answer") or access.can("inspections.verify")):
        return 0
    return waiting_recommendations(access).count()


def waiting(access: Access, today: date, limit: int) -> Iterable[Work]:
    found = waiting_recommendations(access).select_related("agency").order_by("due", "pk")
    for item in found[:limit]:
        answered = item.state == Recommendation.State.ANSWERED
        kind = _("Xác nhận khắc phục") if answered else _("Kiến nghị")
        yield Work(kind, item.text[:200], recommendation_url(item), due=item.due, note=item.agency.name)
