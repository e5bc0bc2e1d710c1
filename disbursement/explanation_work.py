"""Explanations that wait for a user: to give, to assess, and promises missed by those one asked."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.people import acting_agency_ids
from core.work import Work
from disbursement.explanation_machine import ANSWERS, ASSESSES, may_ask
from disbursement.models import ExplanationRequest
from disbursement.services.explanations import explanation_url


def waiting_explanations(access: Access) -> QuerySet[ExplanationRequest]:
    """To give or to assess: the same people as in disbursement.explanation_machine, asked as one query."""
    own = acting_agency_ids(access)
    wanted = Q(pk__in=[])
    if access.can(ANSWERS):
        wanted |= Q(state__in=ExplanationRequest.WAITING_STATES, holder__in=own)
    if may_ask(access):
        answered = ExplanationRequest.objects.filter(explanations__answered_by=access.user_id)
        wanted |= Q(state=ExplanationRequest.State.ANSWERED) & ~Q(holder__in=own) & ~Q(pk__in=answered.values("pk"))
    return ExplanationRequest.objects.visible_to(access).filter(wanted)


def broken_promises(access: Access, today: date) -> QuerySet[ExplanationRequest]:
    """Of those that this user asked, or accepted the schedule of."""
    own = Q(asked_by=access.user_id) | Q(decided_by=access.user_id)
    followed = own if may_ask(access) else Q(pk__in=[])
    return ExplanationRequest.objects.visible_to(access).filter(followed).behind(today)


def waiting_count(access: Access, today: date) -> int:
    if not (access.can(ANSWERS) or access.can(ASSESSES)):
        return 0
    return waiting_explanations(access).count() + broken_promises(access, today).count()


def waiting(access: Access, today: date, limit: int) -> Iterable[Work]:
    if not (access.can(ANSWERS) or access.can(ASSESSES)):
        return
    for request in waiting_explanations(access).select_related("holder").order_by("due", "pk")[:limit]:
        to_give = request.waits_for_holder
        kind = _("Giải trình") if to_give else _("Xem xét giải trình")
        label = _("Giải trình tiến độ giải ngân năm %(year)s") % {"year": request.budget_year}
        due = request.due if to_give else None
        yield Work(kind, label, explanation_url(request), due=due, note=request.holder.name)
    for request in broken_promises(access, today).select_related("holder").order_by("promised_until", "pk")[:limit]:
        label = _("Giải ngân năm %(year)s chậm so với cam kết") % {"year": request.budget_year}
        yield Work(_("Chậm cam kết"), label, explanation_url(request), request.promised_until, request.holder.name)
