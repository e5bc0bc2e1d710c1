"""States of an assessment: from, act, to, right. The review procedure of a commune adds its own steps around them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.transitions import Transition, not_by
from households.models import Assessment

State = Assessment.State
EDIT, DECIDE = "households.edit", "households.decide"


def may_change(assessment: Any) -> str:
    """What was recognised stays (design 3.3): there, only a form opened for a correction changes."""
    if assessment.round.is_open or assessment.correction_reason:
        return ""
    return _("Đợt rà soát đã được công nhận; kết quả chỉ thay đổi bằng đính chính.")


def round_runs(assessment: Any) -> str:
    return "" if assessment.round.is_open else _("Đợt rà soát đã được công nhận.")


def round_is_recognised(assessment: Any) -> str:
    return _("Đợt rà soát chưa được công nhận; trả lại phiếu để sửa.") if assessment.round.is_open else ""


LEAVE, REASON_LEFT = gettext_lazy("Để lại"), gettext_lazy("lý do để lại")

ASSESSMENT = (
    Transition(State.LISTED, "save", State.DRAFT, EDIT, gettext_lazy("Nhập phiếu"), may_change),
    Transition(State.DRAFT, "save", State.DRAFT, EDIT, gettext_lazy("Nhập phiếu"), may_change),
    Transition(State.DRAFT, "score", State.SCORED, EDIT, gettext_lazy("Tính kết quả"), may_change),
    Transition(State.SCORED, "reopen", State.DRAFT, EDIT, gettext_lazy("Sửa lại phiếu"), may_change),
    Transition(
        State.SCORED,
        "return",
        State.DRAFT,
        DECIDE,
        gettext_lazy("Trả lại"),
        may_change,
        evidence=gettext_lazy("lý do trả lại"),
    ),
    Transition(
        State.SCORED,
        "decide",
        State.DECIDED,
        DECIDE,
        gettext_lazy("Xác nhận kết quả"),
        may_change,
        who=not_by("reviewer_id"),
    ),
    Transition(State.LISTED, "leave", State.LEFT, DECIDE, LEAVE, round_runs, evidence=REASON_LEFT),
    Transition(State.DRAFT, "leave", State.LEFT, DECIDE, LEAVE, round_runs, evidence=REASON_LEFT),
    Transition(State.LEFT, "take_up", State.DRAFT, DECIDE, gettext_lazy("Đưa vào rà soát lại"), round_runs),
    Transition(
        State.DECIDED,
        "correct",
        State.DRAFT,
        DECIDE,
        gettext_lazy("Đính chính"),
        round_is_recognised,
        evidence=gettext_lazy("lý do đính chính"),
    ),
)
