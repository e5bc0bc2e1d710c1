"""From a need that is being written to one the province took up: one table."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import acting_agency_ids
from core.transitions import Transition
from disbursement.models import CapitalNeed

State = CapitalNeed.State


def by_its_holder(need: CapitalNeed, access: Any) -> str:
    """Only people of the unit that the need is of."""
    if need.holder_id in acting_agency_ids(access):
        return ""
    return _("Chỉ đơn vị đăng ký được sửa và gửi nhu cầu này.")


def why_not_edit(need: CapitalNeed, access: Any) -> str:
    """Why this person cannot change the need now, and what to do; "" when they can."""
    if not need.is_open:
        return _("Nhu cầu đã gửi không sửa được. Đề nghị tỉnh trả lại trước.")
    return by_its_holder(need, access)


def by_others(need: CapitalNeed, access: Any) -> str:
    """Not the unit that asks, nor who sent it in another post."""
    own = access.user_id is not None and need.submitted_by_id == access.user_id
    if own or need.holder_id in acting_agency_ids(access):
        return _("Đơn vị đăng ký không tự tiếp nhận hoặc trả lại nhu cầu của mình.")
    return ""


def has_file(need: CapitalNeed) -> str:
    return "" if need.file_id else _("Đính kèm tệp thuyết minh nhu cầu trước khi gửi.")


def _submit(source: str) -> Transition:
    return Transition(
        source,
        "submit",
        State.SUBMITTED,
        "disbursement.need",
        label=gettext_lazy("Gửi nhu cầu"),
        condition=has_file,
        who=by_its_holder,
    )


MACHINE = (
    _submit(State.DRAFT),
    _submit(State.RETURNED),
    Transition(
        State.SUBMITTED,
        "accept",
        State.ACCEPTED,
        "disbursement.plan",
        label=gettext_lazy("Tiếp nhận"),
        who=by_others,
    ),
    Transition(
        State.SUBMITTED,
        "return",
        State.RETURNED,
        "disbursement.plan",
        label=gettext_lazy("Trả lại"),
        evidence=gettext_lazy("lý do trả lại"),
        who=by_others,
    ),
)
