"""Taking a roster back: what it added and nobody touched since goes, what it changed is as before.

A household counts as touched when its version is another than the import left, or when anything hangs on it
or on a member that the import added. History keeps every row that goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Model
from django.utils.translation import gettext as _

from core.imports.declaration import ImportRefused, Undone
from core.imports.draft import Diff
from core.imports.staging import good_rows
from core.models import ImportBatch, ImportRow
from core.text import fold, name_sort_key
from households.imports.columns import HOUSEHOLD, MEMBER
from households.imports.kinds import birth_of
from households.models import Household, HouseholdEvent, Member

MEMBER_FIELDS = (
    "full_name", "name_sort", "name_fold", "relation_id", "sex", "birth_year", "birth_month", "birth_day",
    "ethnic_group_id", "citizen_id_sealed", "citizen_id_index", "citizen_id_masked", "has_health_insurance",
)  # fmt: skip
HOUSEHOLD_FIELDS = ("address", "phone_sealed", "phone_masked", "is_minority", "has_merit", "has_no_labour")


@dataclass
class Written:
    """What a batch wrote, by household: its own row and those of its members."""

    batch: ImportBatch
    members: dict[str, list[ImportRow]] = field(default_factory=dict)

    @cached_property
    def households(self) -> list[ImportRow]:
        """The rows of households that were added or touched, themselves or through a member."""
        for row in good_rows(self.batch, MEMBER):
            self.members.setdefault(row.ref, []).append(row)
        rows = self.batch.rows.filter(part=HOUSEHOLD).exclude(diff=Diff.ERROR)
        return [row for row in rows if row.diff != Diff.UNCHANGED or row.ref in self.members]

    @cached_property
    def untouched(self) -> list[ImportRow]:
        """Those that can be taken back; locks their households."""
        ids = [UUID(row.target_id) for row in self.households]
        locked = Household.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        versions = {str(pk): version for pk, version in locked.values_list("pk", "version")}
        used = self._used()
        return [
            row
            for row in self.households
            if versions.get(row.target_id) == (row.target_version or 0) + 1 and row.target_id not in used
        ]

    def _used(self) -> set[str]:
        """Households on which, or on whose new members, something else hangs."""
        added = [UUID(row.target_id) for row in self.households if row.diff == Diff.NEW]
        used = referenced(Household, added, own=(Member, HouseholdEvent))
        events = HouseholdEvent.objects.filter(household__in=added).exclude(kind=HouseholdEvent.Kind.REGISTERED)
        used |= {str(pk) for pk in events.values_list("household_id", flat=True)}
        households = {row.target_id: home.target_id for home in self.households for row in self._added_members(home)}
        return used | {households[pk] for pk in referenced(Member, map(UUID, households))}

    def _added_members(self, household: ImportRow) -> list[ImportRow]:
        return [row for row in self.members.get(household.ref, []) if row.diff == Diff.NEW]

    def rows_of(self, households: Iterable[ImportRow]) -> list[ImportRow]:
        """The written rows of these households and of their members."""
        rows = []
        for household in households:
            rows += [household] if household.diff != Diff.UNCHANGED else []
            rows += self.members.get(household.ref, [])
        return rows

    def outcome(self) -> Undone:
        undone = len(self.rows_of(self.untouched))
        return Undone(undone, len(self.rows_of(self.households)) - undone)


def undo(batch: ImportBatch) -> Undone:
    written = Written(batch)
    outcome = written.outcome()
    if not outcome.undone:
        raise ImportRefused(_("Các hộ này đều đã được sửa hoặc dùng sau khi nhập; không còn gì để hoàn tác."))
    rows = written.rows_of(written.untouched)
    _restore(Member, MEMBER_FIELDS, [row for row in rows if row.part == MEMBER and row.diff == Diff.CHANGED])
    _restore(Household, HOUSEHOLD_FIELDS, [row for row in rows if row.part == HOUSEHOLD and row.diff == Diff.CHANGED])
    before = [row.target_id for row in written.untouched if row.diff != Diff.NEW]
    Household.objects.filter(pk__in=before).update(version=F("version") + 1)
    Member.objects.filter(pk__in=_added(rows, MEMBER)).delete()
    added = _added(rows, HOUSEHOLD)
    HouseholdEvent.objects.filter(household__in=added).delete()
    Household.objects.filter(pk__in=added).delete()
    return outcome


def _added(rows: Iterable[ImportRow], part: str) -> list[UUID]:
    return [UUID(row.target_id) for row in rows if row.part == part and row.diff == Diff.NEW]


def _restore(model: type[Model], fields: tuple[str, ...], rows: list[ImportRow]) -> None:
    """Write the values that the rows replaced."""
    manager: Any = model._default_manager
    records = manager.in_bulk([UUID(row.target_id) for row in rows])
    for row in rows:
        for name, value in former_values(row.old).items():
            setattr(records[UUID(row.target_id)], name, value)
    manager.bulk_update(records.values(), fields, batch_size=500)


def former_values(old: dict[str, Any]) -> dict[str, Any]:
    """Staged values as the fields of a member or household."""
    values = {key: value for key, value in old.items() if key not in _COMPOSED}
    for key in _COMPOSED.keys() & old.keys():
        values |= _COMPOSED[key](old[key])
    return values


def _name(value: str) -> dict[str, Any]:
    return {"full_name": value, "name_sort": name_sort_key(value), "name_fold": fold(value)}


def _birth(value: str | None) -> dict[str, Any]:
    day, month, year = birth_of(value) if value else (None, None, None)
    return {"birth_day": day, "birth_month": month, "birth_year": year}


def _number(value: dict[str, str] | None) -> dict[str, Any]:
    if value is None:
        return {"citizen_id_sealed": None, "citizen_id_index": None, "citizen_id_masked": ""}
    sealed, index = bytes.fromhex(value["sealed"]), bytes.fromhex(value["index"])
    return {"citizen_id_sealed": sealed, "citizen_id_index": index, "citizen_id_masked": value["masked"]}


def _phone(value: dict[str, str] | None) -> dict[str, Any]:
    if value is None:
        return {"phone_sealed": None, "phone_masked": ""}
    return {"phone_sealed": bytes.fromhex(value["sealed"]), "phone_masked": value["masked"]}


_COMPOSED: dict[str, Any] = {
    "full_name": _name,
    "birth": _birth,
    "citizen_id": _number,
    "phone": _phone,
    "relation": lambda value: {"relation_id": int(value)},
    "ethnic_group": lambda value: {"ethnic_group_id": int(value) if value else None},
}


def referenced(model: type[Model], ids: Iterable[UUID], own: tuple[type[Model], ...] = ()) -> set[str]:
    """Which of these records another table names, whatever app it is of; tables in `own` do not count."""
    wanted, used = list(ids), set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        if relation.related_model in own:
            continue
        column = relation.field.attname  # type: ignore[union-attr]
        rows: Any = relation.related_model._base_manager.filter(**{f"{column}__in": wanted})  # type: ignore[union-attr]
        used |= {str(pk) for pk in rows.values_list(column, flat=True)}
    return used
