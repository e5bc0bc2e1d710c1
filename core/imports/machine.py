"""The states of an import and who moves it on: its owner, or the worker that does the job."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import ImportBatch
from core.transitions import Transition

State = ImportBatch.State


class Worker:
    """The job itself: what it reports needs no right."""

    user_id = None

    def can(self, right: str) -> bool:
        return True


WORKER = Worker()


def has_rows(batch: ImportBatch) -> str:
    return "" if batch.to_write else gettext("Tệp không có dòng nào mới hoặc thay đổi.")


def within_window(batch: ImportBatch) -> str:
    return "" if batch.is_undoable else gettext("Chỉ hoàn tác được trong 24 giờ sau khi nhập.")


def machine(right: str) -> tuple[Transition, ...]:
    """The table for an importer with that right."""
    check = _("Kiểm tra lại")
    return (
        Transition(State.UPLOADED, "check", State.CHECKING, right, _("Kiểm tra")),
        Transition(State.CHECKED, "check", State.CHECKING, right, check),
        Transition(State.FAILED, "check", State.CHECKING, right, check),
        Transition(State.CHECKING, "ask_columns", State.UPLOADED, right),
        Transition(State.CHECKING, "finish_check", State.CHECKED, right),
        Transition(State.CHECKING, "fail", State.FAILED, right),
        Transition(State.CHECKED, "apply", State.APPLYING, right, _("Nhập"), has_rows),
        Transition(State.APPLYING, "finish_apply", State.APPLIED, right),
        Transition(State.APPLYING, "fail", State.FAILED, right),
        Transition(State.APPLIED, "undo", State.APPLIED, right, _("Hoàn tác"), within_window, _("lý do")),
        Transition(State.APPLIED, "finish_undo", State.UNDONE, right),
    )
