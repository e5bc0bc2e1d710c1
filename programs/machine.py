"""How a livelihood project comes into being: one table."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.transitions import Transition
from programs.models import LivelihoodProject

State = LivelihoodProject.State


def has_approval(project: LivelihoodProject) -> str:
    return "" if project.approval_id else _("Chọn quyết định phê duyệt trong sổ văn bản trước.")


def has_participants(project: LivelihoodProject) -> str:
    return "" if project.participants.exists() else _("Ghi hộ tham gia trước khi bắt đầu thực hiện.")


MACHINE = (
    Transition(
        State.PROPOSED,
        "approve",
        State.APPROVED,
        "programs.edit",
        label=gettext_lazy("Ghi nhận đã phê duyệt"),
        condition=has_approval,
    ),
    Transition(
        State.APPROVED,
        "start",
        State.RUNNING,
        "programs.edit",
        label=gettext_lazy("Bắt đầu thực hiện"),
        condition=has_participants,
    ),
    Transition(State.RUNNING, "finish", State.FINISHED, "programs.edit", label=gettext_lazy("Ghi nhận đã nghiệm thu")),
)
