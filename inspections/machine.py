"""What happens to a recommendation, and who may do it: one table."""

from django.utils.translation import gettext_lazy as _

from accounts.duties import by_its_agency
from core.transitions import Transition, not_by
from inspections.models import Recommendation

State = Recommendation.State

MACHINE = (
    Transition(
        State.OPEN,
        "answer",
        State.ANSWERED,
        "inspections.answer",
        label=_("Báo cáo khắc phục"),
        evidence=_("kết quả khắc phục"),
        who=by_its_agency,
    ),
    Transition(
        State.ANSWERED,
        "verify",
        State.VERIFIED,
        "inspections.verify",
        label=_("Xác nhận đã khắc phục"),
        who=not_by("answered_by_id"),
    ),
    Transition(
        State.ANSWERED,
        "return",
        State.OPEN,
        "inspections.verify",
        label=_("Yêu cầu khắc phục tiếp"),
        evidence=_("lý do"),
        who=not_by("answered_by_id"),
    ),
)
