"""Needs for capital: written and sent by a unit, accepted or returned by the province."""

from collections.abc import Iterable
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
from accounts.people import holders_of
from areas.models import Area
from core import events, files
from core.notices import tell
from core.transitions import NotAllowed, move
from disbursement.models import CapitalNeed
from disbursement.need_machine import MACHINE, why_not_edit

FILE_PURPOSE = "disbursement.need"


def own_agency(access: Access) -> Agency:
    """The unit for which one registers needs; raises NotAllowed for a user of no unit, or of one elsewhere."""
    holder = access.post.user if access.post else access.user
    agency = holder.agency if holder else None
    if agency is None or not Agency.objects.visible_to(access).filter(pk=agency.pk).exists():
        raise NotAllowed(_("Tài khoản chưa gắn với đơn vị trong địa bàn được phân công. Liên hệ quản trị người dùng."))
    return agency


@transaction.atomic
def save_need(*, need: CapitalNeed, access: Access, upload: UploadedFile | None = None) -> CapitalNeed:
    """Write a need of one's own unit, or change one that is not sent."""
    is_new = need._state.adding
    if is_new:
        need.holder = own_agency(access)
        need.area, need.scope_path = need.holder.area, need.holder.area.path
        need.created_by = access.user
    else:
        _still_open(need, access)
    if upload is not None:
        need.file = files.store(
            upload,
            name=upload.name or "nhu-cau",
            purpose=FILE_PURPOSE,
            owner_id=access.user_id,
            scope_path=need.scope_path,
            content_type=upload.content_type or files.OCTETS,
        )
    need.save()
    act = "disbursement.add_need" if is_new else "disbursement.change_need"
    events.record(act, need, label=_label(need), amount_vnd=need.amount_vnd)
    return need


def _still_open(need: CapitalNeed, access: Access) -> None:
    stored = CapitalNeed.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if problem := why_not_edit(stored, access):
        raise NotAllowed(problem)


@transaction.atomic
def move_need(*, need: CapitalNeed, act: str, access: Access, text: str = "") -> CapitalNeed:
    """submit, accept, return (text: the reason). Raises NotAllowed."""
    need = CapitalNeed.objects.select_for_update(of=("self",)).select_related("holder", "area").get(pk=need.pk)
    move(MACHINE, need, act, access, evidence=text.strip())
    now = timezone.now()
    if act == "submit":
        need.submitted_by, need.submitted_at, need.reason = access.user, now, ""
    else:
        need.decided_by, need.decided_at, need.reason = access.user, now, text.strip()
    need.save()
    events.record(f"disbursement.{act}_need", need, label=_label(need), reason=need.reason, amount_vnd=need.amount_vnd)
    _tell(need, act)
    return need


def _tell(need: CapitalNeed, act: str) -> None:
    words: dict[str, Any] = {"holder": need.holder.name, "year": need.budget_year}
    told: dict[str, Promise | str] = {
        "submit": gettext_lazy("%(holder)s gửi nhu cầu vốn năm %(year)s"),
        "accept": gettext_lazy("Nhu cầu vốn năm %(year)s của %(holder)s đã được tiếp nhận"),
        "return": gettext_lazy("Nhu cầu vốn năm %(year)s của %(holder)s bị trả lại"),
    }
    readers: Iterable[int | None] = _planners(need) if act == "submit" else {need.submitted_by_id, need.created_by_id}
    tell(readers, told[act], words, url=reverse("disbursement:need", args=[need.pk]))


def _planners(need: CapitalNeed) -> set[int]:
    """Whoever plans capital in the province of the unit."""
    above = Area.objects.containing(need.area).filter(level=Area.Level.PROVINCE).first()
    return holders_of("disbursement.plan", above, timezone.localdate())


def _label(need: CapitalNeed) -> str:
    return f"{need.holder.code} {need.component.code} {need.budget_year}"
