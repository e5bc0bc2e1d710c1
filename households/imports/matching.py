"""Which households and members of the registry the rows of a roster are about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from areas.models import Area
from core import events
from core.imports.declaration import Scope
from core.text import name_sort_key
from households.models import Household, Member


@dataclass
class KnownHouseholds:
    """Households found for one chunk: by code, and by the head's name and year of birth."""

    by_code: dict[str, Household] = field(default_factory=dict)
    by_head: dict[tuple[str, int | None], list[Household]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)


def find_households(scope: Scope, codes: Sequence[str], heads: Iterable[tuple[str, int | None]]) -> KnownHouseholds:
    """`codes` and `heads` (name, year of birth) as the file writes them."""
    own = Household.objects.visible_to(scope).annotate(head_year=_head_year()).select_related("area")
    known = KnownHouseholds(by_code={h.code: h for h in own.filter(code__in=codes)})
    sort_keys = {name_sort_key(name) for name, _year in heads}
    found = defaultdict(list)
    for household in own.active().filter(head_name_sort__in=sort_keys).order_by("id"):
        found[household.head_name, household.head_year].append(household)
    known.by_head = dict(found)
    known.elsewhere = _codes_elsewhere(scope, [code for code in codes if code not in known.by_code])
    return known


def _head_year() -> Subquery:
    heads: Any = Member.objects.present().filter(household=OuterRef("pk"), relation__is_head=True)
    return Subquery(heads.values("birth_year")[:1])


def _codes_elsewhere(scope: Scope, codes: Sequence[str]) -> dict[str, str]:
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM household_codes_elsewhere(%s::text[], %s)", [list(codes), list(scope.paths)])
        return dict(cursor.fetchall())


@dataclass
class KnownMembers:
    """Present members for one chunk: of the households it names, and holders of the numbers it names."""

    of_household: dict[str, list[Member]] = field(default_factory=dict)
    holders: dict[str, Member] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)

    def match(self, household_id: str, name: str, year: int | None, index: str) -> Member | None:
        """The member of that household with this number, else the only one of that name and year of birth."""
        members = self.of_household.get(household_id, [])
        for member in members:
            if index and member.citizen_id_index and bytes(member.citizen_id_index).hex() == index:
                return member
        alike = [member for member in members if (member.full_name, member.birth_year) == (name, year)]
        return alike[0] if len(alike) == 1 else None


def find_members(scope: Scope, household_ids: Iterable[str], indexes: Sequence[bytes]) -> KnownMembers:
    """`indexes`: blind indexes of the citizen numbers of the chunk."""
    present: Any = Member.objects.visible_to(scope).present().select_related("relation", "household")
    grouped = defaultdict(list)
    for member in present.filter(household__in=[UUID(pk) for pk in household_ids]).order_by("order", "id"):
        grouped[str(member.household_id)].append(member)
    holders = present.filter(citizen_id_index__in=indexes, household__state=Household.State.ACTIVE)
    return KnownMembers(
        of_household=dict(grouped),
        holders={bytes(member.citizen_id_index).hex(): member for member in holders},
        elsewhere=numbers_elsewhere(scope, indexes),
    )


def numbers_elsewhere(scope: Scope, indexes: Sequence[bytes]) -> dict[str, str]:
    """Blind index (hexadecimal) -> commune of a household outside the scope whose member has that number."""
    if not indexes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM citizen_ids_elsewhere(%s::bytea[], %s)", [list(indexes), list(scope.paths)])
        return {bytes(number).hex(): commune for number, commune in cursor.fetchall()}


def log_elsewhere(commune: Area, answers: Iterable[str]) -> None:
    """That an import of `commune` was told of households elsewhere: how many, in which communes."""
    told: dict[str, int] = defaultdict(int)
    for answer in answers:
        told[answer] += 1
    if told:
        events.record("households.import_elsewhere", commune, label=commune.ref, communes=dict(told))
