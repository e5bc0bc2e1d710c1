"""Members of a household: who they are, and their citizen numbers."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from catalogs.models import EthnicGroup, RelationToHead
from core import citizen_id, crypto, events
from core.text import fold, name_sort_key, titlecase_name
from core.transitions import NotAllowed
from households.errors import DuplicateCitizenId
from households.models import Household, Member
from households.services.guards import bump, lock_version, require

CITIZEN_ID = "member.citizen_id"


@dataclass(frozen=True)
class Person:
    """Who somebody is, as a form or an import gives it; unknown is None or ""."""

    full_name: str
    relation: RelationToHead
    sex: str = ""
    birth_day: int | None = None
    birth_month: int | None = None
    birth_year: int | None = None
    ethnic_group: EthnicGroup | None = None


def apply_person(member: Member, person: Person) -> Member:
    """The member with these facts and the keys that sort and find the name."""
    for field in fields(person):
        setattr(member, field.name, getattr(person, field.name))
    member.full_name = titlecase_name(person.full_name)
    member.name_sort = name_sort_key(member.full_name)
    member.name_fold = fold(member.full_name)
    return member


@transaction.atomic
def save_member(
    *,
    access: Access,
    household_id: UUID,
    version: int,
    person: Person,
    member_id: UUID | None = None,
    number: str | None = None,
) -> Member:
    """Add or change a member. `number` None leaves the citizen number as it is, "" removes it.

    Raises StaleVersion, DuplicateCitizenId, NotAllowed for a second head.
    """
    require(access, "households.edit")
    household = lock_version(Household, household_id, access, version)
    members = list(household.members.present())
    member = _member(household, members, member_id)
    _check_head(member, person, members)
    apply_person(member, person)
    member.save()
    if number is not None:
        set_citizen_id(access=access, member=member, number=number)
    if person.relation.is_head:
        follow_head(household, member)
    bump(household, "head_name", "head_name_sort", "head_name_fold", "is_minority")
    return member


def _member(household: Household, members: list[Member], member_id: UUID | None) -> Member:
    if member_id is not None:
        return next((m for m in members if m.pk == member_id), None) or household.members.present().get(pk=member_id)
    last = max((m.order for m in members), default=0)
    return Member(household=household, order=last + 1, scope_path=household.scope_path)


def _check_head(member: Member, person: Person, members: list[Member]) -> None:
    heads = [m for m in members if m.relation.is_head]
    if person.relation.is_head and any(m.pk != member.pk for m in heads):
        raise NotAllowed(_("Hộ đã có chủ hộ; dùng chức năng “Đổi chủ hộ”."))
    if not person.relation.is_head and any(m.pk == member.pk for m in heads):
        raise NotAllowed(_("Người này đang là chủ hộ; dùng chức năng “Đổi chủ hộ”."))


def follow_head(household: Household, head: Member) -> None:
    """The household is listed under its head's name."""
    household.head_name = head.full_name
    household.head_name_sort, household.head_name_fold = head.name_sort, head.name_fold


@transaction.atomic
def remove_member(
    *, access: Access, household_id: UUID, version: int, member_id: UUID, on: date, reason: str
) -> Member:
    """A member leaves the household on that day (moved, married away, died); the row stays."""
    require(access, "households.edit")
    household = lock_version(Household, household_id, access, version)
    member = household.members.present().select_related("relation").get(pk=member_id)
    if member.relation.is_head:
        raise NotAllowed(_("Chủ hộ rời hộ: chọn chủ hộ mới trước."))
    member.left_on = on
    member.save(update_fields=["left_on"])
    bump(household)
    events.record("households.remove_member", household, reason=reason, label=household.code, member=str(member.pk))
    return member


def set_citizen_id(*, access: Access, member: Member, number: str) -> None:
    """Seal a citizen number into the member's row with its index and its masked form; "" removes it.

    Raises DuplicateCitizenId when another person of the registry holds it.
    """
    digits = citizen_id.normalise(number)
    if digits:
        _hold_number(digits)
    if digits and (where := holder_of(access=access, number=digits, member_id=member.pk)):
        raise DuplicateCitizenId(where)
    member.citizen_id_sealed = crypto.seal(CITIZEN_ID, member.pk, digits) if digits else None
    member.citizen_id_index = crypto.blind_index(CITIZEN_ID, digits) if digits else None
    member.citizen_id_masked = citizen_id.mask(digits) if digits else ""
    member.save(update_fields=["citizen_id_sealed", "citizen_id_index", "citizen_id_masked"])


def _hold_number(digits: str) -> None:
    """Of two who give the same number at once, the second waits here and is then told of the first."""
    with connection.cursor() as cursor:
        index = crypto.blind_index(CITIZEN_ID, digits)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(encode(%s, 'hex'), 0))", [index])


def holder_of(*, access: Access, number: str, member_id: UUID | None = None) -> str:
    """Where another present person has this number: the household within one's area, elsewhere only the commune.

    The answer about elsewhere comes from a definer function and is logged.
    """
    index = crypto.blind_index(CITIZEN_ID, number)
    own: Any = Member.objects.visible_to(access).present().filter(citizen_id_index=index).exclude(pk=member_id)
    if member := own.select_related("household").first():
        return _("%(name)s, hộ %(code)s") % {"name": member.full_name, "code": member.household.code}
    with connection.cursor() as cursor:
        cursor.execute("SELECT citizen_id_commune(%s, %s)", [index, member_id])
        commune = cursor.fetchone()[0]
    if not commune:
        return ""
    if access.area is not None:
        events.record("households.citizen_id_elsewhere", access.area, label=access.area.ref, commune=commune)
    return _("một hộ ở %(commune)s; liên hệ UBND nơi đó") % {"commune": commune}


def reveal_citizen_id(*, access: Access, member: Member) -> str:
    """The full number; the view writes the access log. Empty when none is recorded."""
    require(access, "households.reveal")
    if member.citizen_id_sealed is None:
        return ""
    return crypto.unseal(CITIZEN_ID, member.pk, member.citizen_id_sealed)
