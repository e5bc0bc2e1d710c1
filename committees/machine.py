"""What happens to a task, and who may do it: one table."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.duties import by_its_agency
from accounts.people import acting_agency_ids
from committees.models import Task
from core.transitions import Transition, not_by


def by_verifier(task: Task, access: Any) -> str:
    """Not who reported it, and not that person's agency, unless the agency gave the task to itself."""
    own = acting_agency_ids(access)
    giver = task.created_by.agency_id if task.created_by else None
    if task.agency_id in own and giver not in own:
        return _("Nhiệm vụ do bên giao việc xác nhận.")
    return not_by("done_by_id")(task, access)


MACHINE = (
    Transition(
        Task.State.ASSIGNED,
        "acknowledge",
        Task.State.ACKNOWLEDGED,
        "committees.answer",
        label=gettext_lazy("Nhận nhiệm vụ"),
        who=by_its_agency,
    ),
    Transition(
        Task.State.ACKNOWLEDGED,
        "report_done",
        Task.State.DONE,
        "committees.answer",
        label=gettext_lazy("Báo cáo hoàn thành"),
        evidence=gettext_lazy("kết quả thực hiện"),
        who=by_its_agency,
    ),
    Transition(
        Task.State.DONE,
        "verify",
        Task.State.VERIFIED,
        "committees.verify",
        label=gettext_lazy("Xác nhận hoàn thành"),
        who=by_verifier,
    ),
    Transition(
        Task.State.DONE,
        "return",
        Task.State.ACKNOWLEDGED,
        "committees.verify",
        label=gettext_lazy("Trả lại"),
        evidence=gettext_lazy("lý do trả lại"),
        who=by_verifier,
    ),
)
