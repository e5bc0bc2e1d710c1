"""States of an assessment: from, act, to, right. The review procedure of a commune adds its own steps around them."""

from django.utils.translation import gettext_lazy as _

from core.transitions import Transition, not_by
from households.models import Assessment

State = Assessment.State
EDIT, DECIDE = "households.edit", "households.decide"

ASSESSMENT = (
    Transition(State.LISTED, "save", State.DRAFT, EDIT, _("Nhập phiếu")),
    Transition(State.DRAFT, "save", State.DRAFT, EDIT, _("Nhập phiếu")),
    Transition(State.DRAFT, "score", State.SCORED, EDIT, _("Tính kết quả")),
    Transition(State.SCORED, "reopen", State.DRAFT, EDIT, _("Sửa lại phiếu")),
    Transition(State.SCORED, "return", State.DRAFT, DECIDE, _("Trả lại"), evidence=_("lý do trả lại")),
    Transition(State.SCORED, "decide", State.DECIDED, DECIDE, _("Xác nhận kết quả"), who=not_by("reviewer_id")),
)
