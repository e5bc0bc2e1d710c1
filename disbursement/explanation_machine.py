"""From the question to a late holder to the end of the schedule it promised: one table.

Two ends are not in it: a schedule kept to its end closes its request by itself (services.explanations.close_kept).
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import acting_agency_ids
from core.transitions import Transition
from disbursement.models import ExplanationRequest

State = ExplanationRequest.State
ANSWERS, ASSESSES = "disbursement.explain", "disbursement.urge"
WHOLE_ONLY = gettext_lazy(
    "Yêu cầu giải trình tính trên toàn bộ vốn của đơn vị, nên chỉ người theo dõi tất cả nội dung mới thực hiện được."
)


def may_ask(access: Any) -> bool:
    """What a holder is asked about is all its capital: who answers for some components only does not see it whole."""
    return bool(access.can(ASSESSES)) and access.component_ids is None


def by_its_holder(request: ExplanationRequest, access: Any) -> str:
    """Only people of the agency that was asked, or of the one that took it over."""
    if request.holder_id in acting_agency_ids(access):
        return ""
    return _("Chỉ đơn vị được yêu cầu mới giải trình được.")


def by_others(request: ExplanationRequest, access: Any) -> str:
    """Neither the agency that has to answer, nor who answered for it in another post, nor who sees a part only."""
    if access.component_ids is not None:
        return str(WHOLE_ONLY)
    own = access.user_id is not None and request.explanations.filter(answered_by=access.user_id).exists()
    if own or request.holder_id in acting_agency_ids(access):
        return _("Đơn vị phải giải trình không được tự xem xét giải trình, không được tự rút yêu cầu gửi cho mình.")
    return ""


def _answer(source: str) -> Transition:
    return Transition(source, "answer", State.ANSWERED, ANSWERS, label=gettext_lazy("Giải trình"), who=by_its_holder)


def _withdraw(source: str) -> Transition:
    return Transition(
        source,
        "withdraw",
        State.WITHDRAWN,
        ASSESSES,
        label=gettext_lazy("Rút yêu cầu"),
        evidence=gettext_lazy("lý do rút yêu cầu"),
        who=by_others,
    )


MACHINE = (
    _answer(State.ASKED),
    _answer(State.RETURNED),
    Transition(
        State.ANSWERED, "accept", State.ACCEPTED, ASSESSES, label=gettext_lazy("Chấp nhận giải trình"), who=by_others
    ),
    Transition(
        State.ANSWERED,
        "return",
        State.RETURNED,
        ASSESSES,
        label=gettext_lazy("Trả lại"),
        evidence=gettext_lazy("lý do trả lại"),
        who=by_others,
    ),
    Transition(
        State.ACCEPTED,
        "close",
        State.CLOSED,
        ASSESSES,
        label=gettext_lazy("Kết thúc theo dõi"),
        evidence=gettext_lazy("lý do kết thúc"),
        who=by_others,
    ),
    _withdraw(State.ASKED),
    _withdraw(State.RETURNED),
    _withdraw(State.ANSWERED),
)
