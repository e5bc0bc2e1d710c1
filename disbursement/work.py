"""What waits for a user: vouchers whose next step of approval is theirs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Access
from core.formats import format_number
from core.work import Work
from disbursement.models import VoucherRequest
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


def waiting_count(access: Access, today: date) -> int:
    return len(waiting_requests(access))


def waiting(access: Access, today: date, limit: int) -> Iterable[Work]:
    for request in waiting_requests(access)[:limit]:
        url = reverse("disbursement:request", args=[request.pk])
        told = {"voucher": request.voucher, "amount": format_number(request.amount_vnd)}
        label = _("Chứng từ %(voucher)s: %(amount)s đồng") % told
        yield Work(_("Duyệt chứng từ"), label, url, note=request.line.holder.name)
