"""What happens to a decision about capital, and who may do it: one table."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.transitions import Transition
from disbursement.models import CapitalDecision


def by_another(decision: CapitalDecision, access: Any) -> str:
    """Whoever drafted the decision, or had a hand in a row of it, neither checks nor signs it."""
    own = access.user_id
    if own is not None and (decision.drafted_by_id == own or decision.hands.filter(user_id=own).exists()):
        return _("Người dự thảo quyết định không tự kiểm tra, không tự ký.")
    return ""


def by_a_third(decision: CapitalDecision, access: Any) -> str:
    """Neither its author nor who checked it signs a decision."""
    if access.user_id is not None and decision.checked_by_id == access.user_id:
        return _("Người kiểm tra quyết định không tự ký.")
    return by_another(decision, access)


def has_rows(decision: CapitalDecision) -> str:
    return "" if decision.entries.exists() else _("Quyết định chưa có dòng nào.")


def why_not_edit(decision: CapitalDecision) -> str:
    """Why its annex cannot be changed now, and what can be done; "" for a draft."""
    if decision.is_draft:
        return ""
    if decision.is_signed:
        return _("Quyết định đã ký thì không sửa được; chỉ một quyết định khác mới điều chỉnh.")
    return _("Quyết định đã kiểm tra thì không sửa được; muốn sửa thì trả lại dự thảo trước.")


MACHINE = (
    Transition(
        CapitalDecision.State.DRAFT,
        "check",
        CapitalDecision.State.CHECKED,
        "disbursement.plan",
        label=gettext_lazy("Xác nhận đã kiểm tra"),
        condition=has_rows,
        who=by_another,
    ),
    Transition(
        CapitalDecision.State.CHECKED,
        "return",
        CapitalDecision.State.DRAFT,
        "disbursement.plan",
        label=gettext_lazy("Trả lại để sửa"),
        evidence=gettext_lazy("lý do trả lại"),
    ),
    Transition(
        CapitalDecision.State.CHECKED,
        "reject",
        CapitalDecision.State.DRAFT,
        "disbursement.sign",
        label=gettext_lazy("Không ký, trả lại"),
        evidence=gettext_lazy("lý do trả lại"),
    ),
    Transition(
        CapitalDecision.State.CHECKED,
        "sign",
        CapitalDecision.State.SIGNED,
        "disbursement.sign",
        label=gettext_lazy("Ký, ghi vào sổ vốn"),
        condition=has_rows,
        who=by_a_third,
    ),
)
