"""Decisions about plans, visits and what must be mended."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Access
from accounts.models import Agency
from accounts.people import users_of_agency
from core import events
from core.notices import tell
from core.transitions import NotAllowed, move
from inspections.machine import MACHINE
from inspections.models import InspectionPlan, Recommendation, Visit


@transaction.atomic
def save_plan(*, plan: InspectionPlan) -> InspectionPlan:
    plan.scope_path = plan.area.path
    plan.save()
    events.record("inspections.save_plan", plan, label=plan.title[:200], year=plan.year)
    return plan


@transaction.atomic
def save_visit(*, visit: Visit, access: Access) -> Visit:
    """A planned or made visit. One that has a conclusion was made on a day."""
    is_new = visit._state.adding
    visit.scope_path = visit.area.path
    if is_new:
        visit.created_by = access.user
    visit.save()
    act = "inspections.conclude" if visit.conclusion else "inspections.save_visit"
    events.record(act, visit, label=visit.area.ref, team=visit.team)
    return visit


@transaction.atomic
def recommend(*, access: Access, visit: Visit, text: str, agency: Agency, due: date) -> Recommendation:
    """Ask an agency of one's own area to mend something until a day; its people are told."""
    if not Agency.objects.visible_to(access).filter(pk=agency.pk).exists():
        raise NotAllowed(_("Đơn vị này không thuộc địa bàn được giao."))
    if visit.visited_on is None:
        raise NotAllowed(_("Ghi ngày kiểm tra trước khi nêu kiến nghị."))
    recommendation = Recommendation.objects.create(
        visit=visit, text=text, agency=agency, due=due, scope_path=agency.area.path
    )
    events.record("inspections.recommend", recommendation, label=agency.code, due=due.isoformat())
    told = users_of_agency(agency.pk, timezone.localdate())
    _tell(told, recommendation, gettext_lazy("Kiến nghị cần khắc phục: %(text)s"))
    return recommendation


@transaction.atomic
def move_recommendation(*, recommendation: Recommendation, act: str, access: Access, text: str = "") -> Recommendation:
    """answer (text: what was mended), verify, return (text: the reason)."""
    locked = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    move(MACHINE, locked, act, access, evidence=text)
    if act == "answer":
        locked.answer, locked.answered_by = text, access.user
    elif act == "return":
        locked.answered_by = None
        told = users_of_agency(locked.agency_id, timezone.localdate())
        _tell(told, locked, gettext_lazy("Kiến nghị chưa được xác nhận: %(text)s"))
    locked.save(update_fields=["state", "answer", "answered_by"])
    reason = text if act == "return" else ""
    events.record(f"inspections.{act}", locked, label=locked.agency.code, reason=reason)
    return locked


def _tell(user_ids: Iterable[int], recommendation: Recommendation, text: str | Promise) -> None:
    tell(user_ids, text, {"text": recommendation.text}, url=recommendation_url(recommendation))


def recommendation_url(recommendation: Recommendation) -> str:
    return reverse("inspections:recommendation", args=[recommendation.pk])
