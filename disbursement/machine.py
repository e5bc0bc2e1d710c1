"""What happens to a decision about capital, and who may do it: one table."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.transitions import Transition
from disbursement.models import CapitalDecision


def by_another(decision: CapitalDecision, access: Any) -> str:
    """Whoever drafted the decision, or had a hand in a row of it, neither checks nor signs it."""
    authors = authors_of(decision)
    if access.user_id not in authors:
        return ""
    told = {"who": ", ".join(authors.values())}
    return (
        _("Quyết định này do %(who)s soạn thảo hoặc sửa; ai đã soạn, đã sửa thì không tự kiểm tra, không tự ký.") % told
    )


def authors_of(decision: CapitalDecision) -> dict[int, str]:
    """By id the names of who drafted the decision and of all who had a hand in its rows."""
    first = {decision.drafted_by_id: str(decision.drafted_by)} if decision.drafted_by_id else {}
    hands = decision.hands.select_related("user").order_by("id")
    return first | {hand.user_id: str(hand.user) for hand in hands}


def why_mind(decision: CapitalDecision, access: Any) -> str:
    """What whoever changes a row should know beforehand: that he makes himself an author; "" for one who is."""
    if by_another(decision, access):
        return ""
    return _("Ai sửa phụ lục thì sau đó không tự kiểm tra, không tự ký quyết định này; cần người khác.")


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
