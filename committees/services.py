"""Decisions about documents and tasks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.models import Agency
from accounts.people import users_of_agency
from committees.machine import MACHINE
from committees.models import OfficialDocument, Task
from core import events, files
from core.notices import tell
from core.transitions import NotAllowed, move

FILE_PURPOSE = "committees.document"


@transaction.atomic
def save_document(
    *, document: OfficialDocument, access: Access, upload: UploadedFile | None = None
) -> OfficialDocument:
    """Enter a document into the register, or correct it. It belongs to the area it was issued in."""
    is_new = document._state.adding
    document.scope_path = document.area.path
    if is_new:
        document.created_by = access.user
    if upload is not None:
        document.file = files.store(
            upload,
            name=upload.name or document.number,
            purpose=FILE_PURPOSE,
            owner_id=access.user_id,
            scope_path=document.scope_path,
            content_type=upload.content_type or files.OCTETS,
        )
    document.save()
    act = "committees.add_document" if is_new else "committees.change_document"
    events.record(act, document, label=document.number, area=document.area.ref)
    return document


@transaction.atomic
def assign_task(
    *,
    access: Access,
    title: str,
    agency: Agency,
    due: date,
    detail: str = "",
    document: OfficialDocument | None = None,
) -> Task:
    """Give an agency of one's own area something to do; its people are told."""
    if not Agency.objects.visible_to(access).filter(pk=agency.pk).exists():
        raise NotAllowed(_("Đơn vị này không thuộc địa bàn được giao."))
    task = Task.objects.create(
        title=title,
        detail=detail,
        document=document,
        agency=agency,
        area=agency.area,
        scope_path=agency.area.path,
        due=due,
        created_by=access.user,
    )
    events.record("committees.assign_task", task, label=title, agency=agency.code, due=due.isoformat())
    _tell(users_of_agency(agency.pk, timezone.localdate()), task, gettext_lazy("Nhiệm vụ mới: %(title)s"))
    return task


@transaction.atomic
def move_task(*, task: Task, act: str, access: Access, text: str = "") -> Task:
    """Do `act` of the machine: acknowledge, report_done (text: the result), verify, return (text: the reason)."""
    task = Task.objects.select_for_update(of=("self",)).select_related("created_by", "agency").get(pk=task.pk)
    move(MACHINE, task, act, access, evidence=text)
    today = timezone.localdate()
    if act == "report_done":
        task.result, task.done_on, task.done_by = text, today, access.user
        _tell({task.created_by_id}, task, gettext_lazy("Đã báo cáo hoàn thành: %(title)s"))
    elif act == "return":
        task.done_on, task.done_by = None, None
        _tell(users_of_agency(task.agency_id, today), task, gettext_lazy("Nhiệm vụ bị trả lại: %(title)s"))
    task.save(update_fields=["state", "result", "done_on", "done_by"])
    events.record(f"committees.{act}", task, label=task.title, reason=text if act == "return" else "")
    return task


def _tell(user_ids: Iterable[int | None], task: Task, text: str | Promise) -> None:
    tell(user_ids, text, {"title": task.title}, url=task_url(task))


def task_url(task: Any) -> str:
    return reverse("committees:task", args=[task.pk])
