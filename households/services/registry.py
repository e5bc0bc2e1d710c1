"""Decisions about a household: register, change, move, change of head, leaving the registry."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from catalogs.models import RelationToHead
from core import crypto, events
from core.text import one_line
from core.transitions import NotAllowed
from households.models import Assessment, Classification, Household, HouseholdEvent, Member, ResultClass, ReviewRound
from households.services.guards import bump, commune_of, hold_round, lock_version, note_event, require, require_area
from households.services.people import Person, apply_person, follow_head, set_citizen_id
from households.signals import household_closed, household_moved

EDITABLE = ("address", "is_minority", "has_merit", "has_no_labour")
PHONE = "household.phone"
Kind = HouseholdEvent.Kind
DECIDED = Assessment.State.DECIDED
CLOSINGS: Mapping[str, str] = {
    Household.State.MOVED: Kind.MOVED,
    Household.State.DISSOLVED: Kind.DISSOLVED,
    Household.State.MISTAKEN: Kind.MISTAKEN,
}


@transaction.atomic
def register_household(
    *,
    access: Access,
    area: Area,
    head: Person,
    on: date,
    details: Mapping[str, Any] | None = None,
    phone: str = "",
    number: str = "",
    code: str = "",
    is_simulated: bool = False,
) -> Household:
    """Open the file of a household with its head as first member.

    `details` are values of EDITABLE. Without a `code` the commune's next one is given.
    Raises PermissionDenied outside one's area, DuplicateCitizenId for the head's number.
    """
    require(access, "households.edit")
    require_area(access, area)
    household = Household(area=area, scope_path=area.path, is_simulated=is_simulated, **(details or {}))
    household.address = one_line(household.address)
    household.code = code.strip() or next_code(area)
    member = apply_person(Member(household=household, order=1, scope_path=area.path), head)
    follow_head(household, member)
    if head.ethnic_group is not None and head.ethnic_group.is_minority:
        household.is_minority = True
    set_phone(household, phone)
    household.save(force_insert=True)
    member.save(force_insert=True)
    if number:
        set_citizen_id(access=access, member=member, number=number)
    note_event(household, Kind.REGISTERED, access, on=on, to_area=area)
    events.record("households.register", household, label=household.code, area=area.ref)
    return household


def next_code(area: Area) -> str:
    """The commune's code and the next number of the registry; numbers may have gaps, never twins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('household_code_seq')")
        return f"{commune_of(area).code}-{cursor.fetchone()[0]:06d}"


def set_phone(household: Household, phone: str) -> None:
    household.phone_sealed = crypto.seal(PHONE, household.pk, phone) if phone else None
    household.phone_masked = crypto.mask(phone, tail=3) if phone else ""


@transaction.atomic
def save_household(
    *, access: Access, household_id: UUID, version: int, changes: Mapping[str, Any], phone: str | None = None
) -> Household:
    """Change values of EDITABLE; `phone` None leaves it, "" removes it. Raises StaleVersion."""
    require(access, "households.edit")
    household = lock_version(Household, household_id, access, version)
    for name in EDITABLE:
        if name in changes:
            setattr(household, name, changes[name])
    household.address = one_line(household.address)
    if phone is not None:
        set_phone(household, phone)
    bump(household, *EDITABLE, "phone_sealed", "phone_masked")
    return household


@transaction.atomic
def move_household(
    *, access: Access, household_id: UUID, version: int, area: Area, address: str, on: date, note: str = ""
) -> Household:
    """The household lives in another area from now on, both within the actor's reach.

    Everything about it follows for access (`scope_path`); what was counted stays where it was (`area`).
    """
    require(access, "households.edit")
    require_area(access, area)
    household = lock_version(Household, household_id, access, version)
    old_area, old_path = household.area, household.scope_path
    if old_area.pk == area.pk:
        raise NotAllowed(_("Hộ đang ở %(area)s; chọn nơi ở mới.") % {"area": area.full_name})
    household.area, household.scope_path, household.address = area, area.path, one_line(address)
    bump(household, "area", "scope_path", "address")
    for model in (Member, Assessment, Classification, HouseholdEvent):
        rows: Any = model._default_manager
        rows.filter(household=household).update(scope_path=area.path)
    note_event(household, Kind.MOVED, access, on=on, from_area=old_area, to_area=area, note=note)
    events.record("households.move", household, label=household.code, source=old_area.ref, target=area.ref)
    household_moved.send(Household, household=household, from_area=old_area, to_area=area, old_path=old_path, on=on)
    return household


@transaction.atomic
def close_household(
    *, access: Access, household_id: UUID, version: int, state: str, on: date, reason: str
) -> Household:
    """The household left the actor's area or was dissolved: no review lists it any more.

    Where it moved to registers it again; a move within one's reach is `move_household`.
    """
    require(access, "households.edit")
    if state not in (Household.State.MOVED, Household.State.DISSOLVED):
        raise NotAllowed(_("Chọn: đã chuyển đi, hoặc đã giải thể."))
    household = lock_version(Household, household_id, access, version)
    Assessment.objects.filter(household=household, state=Assessment.State.LISTED).delete()
    _close(household, access, state=state, on=on, reason=reason)
    return household


@transaction.atomic
def discard_household(*, access: Access, household_id: UUID, version: int, on: date, reason: str) -> Household:
    """The file was made by mistake, or a second time: no open round counts it, recognised rounds stay as they are.

    Who enters forms does this, but what is recognised is only set aside by who confirms results.
    """
    if not access.can("households.decide"):
        require(access, "households.edit")
    open_forms = Assessment.objects.filter(household=household_id, round__state=ReviewRound.State.OPEN)
    for round_id in sorted(set(open_forms.values_list("round_id", flat=True))):
        hold_round(round_id)
    household = lock_version(Household, household_id, access, version)
    if not access.can("households.decide") and (_is_held_poor(household) or open_forms.filter(state=DECIDED).exists()):
        raise NotAllowed(_("Hộ đã được công nhận; người có quyền xác nhận kết quả mới được bỏ hồ sơ này."))
    open_forms.delete()
    _close(household, access, state=Household.State.MISTAKEN, on=on, reason=reason)
    return household


def _is_held_poor(household: Household) -> bool:
    """Whether it is, or will be, recognised as poor or near-poor."""
    classes: Any = household.classifications
    ended = Q(valid_to__lt=timezone.localdate())
    return bool(classes.exclude(ended).filter(result_class__in=[ResultClass.POOR, ResultClass.NEAR_POOR]).exists())


def _close(household: Household, access: Access, *, state: str, on: date, reason: str) -> None:
    household.state = state
    bump(household, "state")
    note_event(household, CLOSINGS[state], access, on=on, from_area=household.area, note=reason)
    events.record("households.close", household, reason=reason, label=household.code, state=state)
    household_closed.send(Household, household=household, on=on)


@transaction.atomic
def change_head(
    *,
    access: Access,
    household_id: UUID,
    version: int,
    member_id: UUID,
    old_head_relation: RelationToHead,
    on: date,
    note: str = "",
) -> Household:
    """Another present member becomes head; the former one stays with the given relation."""
    require(access, "households.edit")
    household = lock_version(Household, household_id, access, version)
    head_relation = RelationToHead.objects.get(is_head=True)
    members: Any = household.members.present()
    members.filter(relation=head_relation).update(relation=old_head_relation)
    member = members.get(pk=member_id)
    member.relation = head_relation
    member.save(update_fields=["relation"])
    follow_head(household, member)
    bump(household, "head_name", "head_name_sort", "head_name_fold")
    note_event(household, Kind.NEW_HEAD, access, on=on, note=note)
    events.record("households.change_head", household, label=household.code, member=str(member.pk))
    return household
