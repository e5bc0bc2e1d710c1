"""What waits for a user: decisions to check or sign, vouchers whose next step of approval is theirs, explanations."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Access
from core.formats import format_number
from core.work import Work
from disbursement import explanation_work
from disbursement.models import CapitalDecision, VoucherRequest
from disbursement.services.approvals import StepBook, progress_of, why_not

SECTION = "disbursement"
# More than anybody leaves waiting; whose turn it is is asked request by request.
LOOKED_AT = 100


def waiting_requests(access: Access) -> list[VoucherRequest]:
    """Those that this user may decide now, the oldest first."""
    if not access.can("disbursement.approve"):
        return []
    waiting: QuerySet[VoucherRequest] = VoucherRequest.objects.visible_to(access).filter(state="waiting")
    others = waiting.exclude(entered_by=access.user_id).select_related("line__holder").prefetch_related("approvals")
    found = list(others.order_by("entered_at", "id")[:LOOKED_AT])
    book = StepBook.read() if found else None
    return [request for request in found if not why_not(request, progress_of(request, book).next_step, access)]


def waiting_decisions(access: Access) -> QuerySet[CapitalDecision]:
    """The same people as in disbursement.machine, asked as one query."""
    wanted = Q(pk__in=[])
    if access.can("disbursement.plan"):
        wanted |= Q(state=CapitalDecision.State.DRAFT, entries__isnull=False)
    if access.can("disbursement.sign"):
        wanted |= Q(state=CapitalDecision.State.CHECKED) & ~Q(checked_by=access.user_id)
    found = CapitalDecision.objects.visible_to(access).filter(wanted).exclude(drafted_by=access.user_id)
    return found.exclude(hands__user=access.user_id).distinct()


def waiting_count(access: Access, today: date) -> int:
    count = explanation_work.waiting_count(access, today)
    if not any(access.can(f"disbursement.{right}") for right in ("plan", "sign", "approve")):
        return count
    return count + waiting_decisions(access).count() + len(waiting_requests(access))


def waiting(access: Access, today: date, limit: int) -> Iterable[Work]:
    yield from explanation_work.waiting(access, today, limit)
    for decision in waiting_decisions(access).select_related("document").order_by("on", "pk")[:limit]:
        is_draft = decision.state == CapitalDecision.State.DRAFT
        kind = _("Kiểm tra dự thảo quyết định") if is_draft else _("Ký quyết định")
        url = reverse("disbursement:decision", args=[decision.pk])
        yield Work(kind, str(decision.document.number), url, note=decision.document.abstract)
    for request in waiting_requests(access)[:limit]:
        url = reverse("disbursement:request", args=[request.pk])
        told = {"voucher": request.voucher, "amount": format_number(request.amount_vnd)}
        label = _("Chứng từ %(voucher)s: %(amount)s đồng") % told
        yield Work(_("Duyệt chứng từ"), label, url, note=request.line.holder.name)
