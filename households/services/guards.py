"""What every decision of the registry asks first: the right, the record within one's area, its version."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from accounts.access import Access
from areas.models import Area
from core.models.scoped import ScopedModel
from core.transitions import NotAllowed
from households.errors import StaleVersion
from households.models import Assessment, Household, HouseholdEvent

T = TypeVar("T", bound=ScopedModel)
# Key space of the advisory locks on rounds: acts on forms share one, ending a round or its correction holds it alone.
ROUND_LOCKS = 7303


def require(access: Access, right: str) -> None:
    if not access.can(right):
        raise PermissionDenied


def lock(model: type[T], pk: UUID, access: Access) -> T:
    """The row, locked until the end of the transaction; DoesNotExist outside one's area."""
    manager: Any = model._default_manager
    found: T = manager.select_for_update().visible_to(access).get(pk=pk)
    return found


def lock_version(model: type[T], pk: UUID, access: Access, version: int) -> T:
    """As `lock`; StaleVersion when another version than the one shown is stored now."""
    found: Any = lock(model, pk, access)
    if found.version != version:
        raise StaleVersion(found)
    return found


def hold_round(round_id: int, *, alone: bool = False) -> None:
    """Until the end of the transaction nobody ends the round (or, `alone`, changes a form of it).

    To be taken before any row is locked, in a statement of its own.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [ROUND_LOCKS, round_id])


def lock_form(pk: UUID, access: Access) -> Assessment:
    """A review form, locked, with its round as it stays until the end of the transaction."""
    hold_round(Assessment.objects.visible_to(access).values_list("round_id", flat=True).get(pk=pk))
    return lock(Assessment, pk, access)


def lock_form_version(pk: UUID, access: Access, version: int) -> Assessment:
    """As `lock_form`; StaleVersion when another version than the one shown is stored now."""
    found = lock_form(pk, access)
    if found.version != version:
        raise StaleVersion(found)
    return found


def require_area(access: Access, area: Area) -> Area:
    """A commune or village of one's own, where a household can live."""
    if area.level not in (Area.Level.COMMUNE, Area.Level.VILLAGE):
        raise NotAllowed(_("Chọn xã, phường hoặc thôn, ấp, khóm."))
    if not Area.objects.visible_to(access).filter(pk=area.pk).exists():
        raise PermissionDenied
    return area


def commune_of(area: Area) -> Area:
    """The commune a household's area lies in: the figures count it there."""
    if area.level == Area.Level.VILLAGE and area.parent is not None:
        return area.parent
    return area


def bump(record: Household | Assessment, *fields: str) -> None:
    """Save these fields as the next version."""
    record.version += 1
    record.save(update_fields=[*fields, "version", "updated_at"])


def note_event(household: Household, kind: str, access: Access, *, on: date, **fields: Any) -> HouseholdEvent:
    return HouseholdEvent.objects.create(
        household=household,
        kind=kind,
        on=on,
        recorded_by=access.user,
        scope_path=household.scope_path,
        **fields,
    )
