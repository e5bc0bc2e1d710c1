"""Decisions about targets, projects and who takes part."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import events
from core.transitions import CanAct, NotAllowed, move
from households.models import Household
from programs.machine import MACHINE
from programs.models import LivelihoodProject, Participant, Target, Works

NO_CLASS = "unknown"


@transaction.atomic
def save_target(*, target: Target) -> Target:
    target.scope_path = target.area.path
    target.save()
    label = f"{target.area.ref} {target.year}"
    events.record("programs.save_target", target, label=label, indicator=target.indicator, value=str(target.value))
    return target


@transaction.atomic
def save_project(*, project: LivelihoodProject) -> LivelihoodProject:
    project.scope_path = project.area.path
    project.save()
    events.record("programs.save_project", project, label=project.name[:200], budget_vnd=project.budget_vnd)
    return project


@transaction.atomic
def save_works(*, works: Works) -> Works:
    works.scope_path = works.area.path
    works.save()
    events.record("programs.save_works", works, label=works.name[:200], state=str(works.state))
    return works


@transaction.atomic
def move_project(*, project: LivelihoodProject, act: str, access: CanAct) -> LivelihoodProject:
    """approve, start, finish."""
    project = LivelihoodProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    move(MACHINE, project, act, access)
    project.save(update_fields=["state"])
    events.record(f"programs.{act}", project, label=project.name[:200])
    return project


@transaction.atomic
def add_participant(*, project: LivelihoodProject, household: Household, joined_on: date) -> Participant:
    """A household joins, with the class it has on that day. Raises NotAllowed when it is in already."""
    project = LivelihoodProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.state == LivelihoodProject.State.FINISHED:
        raise NotAllowed(_("Dự án đã nghiệm thu, không ghi thêm hộ tham gia."))
    if project.participants.filter(household=household).exists():
        raise NotAllowed(_("Hộ này đã tham gia dự án."))
    classed = Household.objects.with_current_class(joined_on).get(pk=household.pk)
    participant = Participant.objects.create(
        project=project,
        household=household,
        class_then=classed.current_class or NO_CLASS,
        joined_on=joined_on,
        scope_path=household.scope_path,
    )
    events.record("programs.add_participant", project, label=project.name[:200], household=str(household.pk))
    return participant
