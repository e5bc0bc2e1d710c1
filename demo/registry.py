"""Households, members and their reviews from 2021 to the open round of 2026."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from areas.models import Area
from catalogs.models import EthnicGroup, RelationToHead
from core.citizen_id import mask
from core.crypto import blind_index, seal
from core.text import fold, name_sort_key
from demo.copying import chunks, copy_rows, triggers_off
from demo.dice import Dice
from demo.people import CHAM, HOA, KHMER, KINH, Names, citizen_id
from demo.places import Home, Places
from demo.profiles import FAMILIES, Library, Profile, birthday
from demo.trajectories import EVER_LISTED, OUT, YEARS, Trajectory, trajectories
from demo.users import REVIEWED_COMMUNE
from households.models import Assessment, Classification, Household, Member, ReviewRound
from households.rules.rows import Zone
from households.services.people import CITIZEN_ID

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINORITY_SHARE = {"89": 0.20, "91": 0.26}
CAUSES = ("no_land", "no_capital", "no_labour", "no_tools", "no_knowledge", "no_skill", "illness", "other")
REVIEWED, DRAFTED, UNTOUCHED = "scored", "draft", "listed"

HOUSEHOLD_COLUMNS = (
    "id", "scope_path", "code", "area_id", "address", "head_name", "head_name_sort", "head_name_fold",
    "phone_masked", "state", "is_minority", "has_merit", "has_no_labour", "is_simulated", "version",
    "created_at", "updated_at",
)  # fmt: skip
MEMBER_ANSWERS = (
    "has_health_insurance", "seriously_ill_untreated", "studying", "education", "training", "job_status",
    "job_kind", "contract", "pension", "social_assistance", "is_stunted", "is_underweight",
)  # fmt: skip
MEMBER_COLUMNS = (
    "id", "scope_path", "household_id", "order", "full_name", "name_sort", "name_fold", "relation_id", "sex",
    "birth_day", "birth_month", "birth_year", "ethnic_group_id", "citizen_id_sealed", "citizen_id_index",
    "citizen_id_masked", *MEMBER_ANSWERS,
)  # fmt: skip
ASSESSMENT_COLUMNS = (
    "id", "scope_path", "household_id", "round_id", "standard_id", "area_id", "zone", "state", "persons",
    "is_minority", "answers", "member_facts", "monthly_income_vnd", "b1", "b2", "deprivation_mask",
    "deprivation_count", "result_class", "sub_type", "explanation", "causes", "wishes", "reviewed_at",
    "saved_sections", "updated_at",
)  # fmt: skip
CLASSIFICATION_COLUMNS = (
    "id", "scope_path", "household_id", "standard_id", "scope", "result_class", "valid_from", "valid_to",
    "decision", "round_id", "area_id",
)  # fmt: skip
SECTIONS = "{household,members,work,housing,water,assets,causes}"


@dataclass
class Family:
    """One household as it will be written."""

    id: UUID
    number: int
    home: Home
    group: str
    kind: int
    members: list[tuple[UUID, str]]
    path: Trajectory
    created: datetime
    substitutions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def scope_path(self) -> str:
        return str(self.home.village.path)


class RegistryMaker:
    """Makes and writes the registry; `scale` is households here to households listed in the real provinces."""

    def __init__(
        self, dice: Dice, places: Places, rounds: dict[int, ReviewRound], library: Library, households: int
    ) -> None:
        self.dice, self.places, self.rounds, self.library = dice, places, rounds, library
        self.scale = households / EVER_LISTED
        self.names = Names.load(dice)
        self.groups = {group.code_1979: group for group in EthnicGroup.objects.all()}
        self.relations = {relation.code: relation.pk for relation in RelationToHead.objects.all()}
        self.progress: dict[int, float] = {}

    def write(self) -> int:
        """Households first, then what hangs on them, some thousand at a time; how many households."""
        families = (family for province in ("89", "91") for family in self._families(province))
        with triggers_off(Household, Member, Assessment, Classification):
            return sum(self._write(chunk) for chunk in chunks(families))

    def _write(self, families: list[Family]) -> int:
        copy_rows(Household, HOUSEHOLD_COLUMNS, map(self._household, families))
        copy_rows(Member, MEMBER_COLUMNS, (row for f in families for row in self._members(f)))
        copy_rows(Assessment, ASSESSMENT_COLUMNS, (row for f in families for row in self._assessments(f)))
        copy_rows(Classification, CLASSIFICATION_COLUMNS, (row for f in families for row in self._classes(f)))
        return len(families)

    def _families(self, province: str) -> Iterator[Family]:
        paths = trajectories(province, self.scale, self.dice)
        homes = self.places.homes(province, len(paths))
        for number, (path, home) in enumerate(zip(paths, homes, strict=True), start=1):
            yield self._family(province, number, path, home)

    def _family(self, province: str, number: int, path: Trajectory, home: Home) -> Family:
        minority = self.dice.random() < MINORITY_SHARE[province]
        group = self.dice.choices([KHMER, CHAM, HOA], [8, 1, 1])[0] if minority else KINH
        kind = self.dice.randrange(len(FAMILIES))
        created = datetime(2021, 9, 1, 8, tzinfo=ZONE) + timedelta(minutes=self.dice.randrange(60_000))
        shared = self.names.family(group)
        members = [
            (
                self.dice.uid(created),
                self.names.full(group, person.sex, shared if person.relation == "3" else ""),
            )
            for person in FAMILIES[kind]
        ]
        if shared:
            head = members[0][1].split(" ", 1)[1]
            members[0] = (members[0][0], f"{shared} {head}")
        family = Family(
            id=self.dice.uid(created),
            number=number,
            home=home,
            group=group,
            kind=kind,
            members=members,
            path=path,
            created=created,
        )
        for index, (member_id, name) in enumerate(members, start=1):
            family.substitutions += [(str(UUID(int=index)), str(member_id)), (f"@{index}@", name)]
        return family

    def _household(self, family: Family) -> tuple[Any, ...]:
        head = family.members[0][1]
        code = f"{family.home.commune.code}-{family.home.old.code[-3:]}{family.number:06d}"
        address = f"{family.home.village.full_name}"
        return (
            family.id, family.scope_path, code, family.home.village.pk, address, head, name_sort_key(head),
            fold(head), "", Household.State.ACTIVE, family.group != KINH, self.dice.random() < 0.03,
            family.kind in (0, 1), True, 1, family.created, family.created,
        )  # fmt: skip

    def _members(self, family: Family) -> Iterator[tuple[Any, ...]]:
        answers = self._last_profile(family).last_members
        group = self.groups[family.group].pk
        people = zip(FAMILIES[family.kind], family.members, answers, strict=True)
        for order, (person, (member_id, name), given) in enumerate(people, start=1):
            number = citizen_id(self.dice, person.sex, person.birth_year)
            sealed = seal(CITIZEN_ID, member_id, number)
            row = (
                member_id, family.scope_path, family.id, order, name, name_sort_key(name), fold(name),
                self.relations[person.relation], person.sex, *birthday(order), person.birth_year, group, sealed,
                blind_index(CITIZEN_ID, number), mask(number),
            )  # fmt: skip
            yield (*row, *(_answer(given, column) for column in MEMBER_ANSWERS))

    def _last_profile(self, family: Family) -> Profile:
        index = max(i for i, result in enumerate(family.path) if result)
        result = family.path[index]
        assert result is not None
        return self._profile(family, YEARS[index], result)

    def _profile(self, family: Family, year: int, result: str) -> Profile:
        home = family.home
        zone = home.old_zone if year < 2025 else home.zone
        return self.library.get(family.kind, home.style, self.rounds[year], cast(Zone, zone), result)

    def _assessments(self, family: Family) -> Iterator[tuple[Any, ...]]:
        for year, result in zip(YEARS, family.path, strict=True):
            if result:
                yield self._assessed(family, year, result, Assessment.State.DECIDED)
        last = family.path[-1]
        if last and last != OUT:
            yield self._of_2026(family, last)

    def _assessed(self, family: Family, year: int, result: str, state: str) -> tuple[Any, ...]:
        profile, round_ = self._profile(family, year, result), self.rounds[year]
        reviewed = datetime(year, 10, 15, 9, tzinfo=ZONE) + timedelta(minutes=self.dice.randrange(40_000))
        if year == 2026:
            reviewed = datetime(2026, 11, 2, 9, tzinfo=ZONE) + timedelta(minutes=self.dice.randrange(25_000))
        columns = profile.columns
        return (
            self.dice.uid(reviewed), family.scope_path, family.id, round_.pk, round_.standard_id,
            self._area(family, year), self._zone(family, year), state, columns["persons"], family.group != KINH,
            _own(profile.answers, family), _own(profile.member_facts, family), columns["monthly_income_vnd"],
            columns["b1"], columns["b2"], columns["deprivation_mask"], columns["deprivation_count"], result,
            columns["sub_type"], _own(profile.explanation, family), self._causes(result), "", reviewed,
            SECTIONS, reviewed,
        )  # fmt: skip

    def _of_2026(self, family: Family, last: str) -> tuple[Any, ...]:
        """The open round: some communes are done, some in the middle, some have not begun."""
        share = self._commune_progress(family.home.commune)
        if self.dice.random() < share:
            leaves = self.dice.random() < 0.2
            result = (OUT if last == "near_poor" else "near_poor") if leaves else last
            return self._assessed(family, 2026, result, REVIEWED)
        opened = datetime(2026, 9, 1, 8, tzinfo=ZONE)
        round_ = self.rounds[2026]
        return (
            self.dice.uid(opened), family.scope_path, family.id, round_.pk, round_.standard_id,
            self._area(family, 2026), self._zone(family, 2026), UNTOUCHED, len(family.members),
            family.group != KINH, "{}", "{}", None, None, None, None, None, "", "", "{}", "{}", "", None, "{}",
            opened,
        )  # fmt: skip

    def _commune_progress(self, commune: Area) -> float:
        """The share that is reviewed; where the demonstration's officer signs in, about half."""
        if commune.ref == REVIEWED_COMMUNE:
            return 0.5
        if commune.pk not in self.progress:
            self.progress[commune.pk] = self.dice.choice([1.0, 1.0, 0.8, 0.6, 0.6, 0.4, 0.2, 0.0])
        return self.progress[commune.pk]

    def _area(self, family: Family, year: int) -> int:
        """The commune of the day: the old one to mid-2025."""
        return family.home.old.pk if year < 2025 else family.home.commune.pk

    def _zone(self, family: Family, year: int) -> str:
        return family.home.old_zone if year < 2025 else family.home.zone

    def _causes(self, result: str) -> str:
        if result == OUT:
            return "{}"
        return "{" + ",".join(sorted(set(self.dice.choices(CAUSES, k=2)))) + "}"

    def _classes(self, family: Family) -> Iterator[tuple[Any, ...]]:
        """One row a recognised year; the class of a year that was not reviewed is the last one found."""
        reviewed = [(year, result) for year, result in zip(YEARS, family.path, strict=True) if result]
        for index, (year, result) in enumerate(reviewed):
            round_ = self.rounds[year]
            following = reviewed[index + 1][0] if index + 1 < len(reviewed) else None
            until = recognised(self.rounds[following]) - timedelta(days=1) if following else None
            yield (
                self.dice.uid(datetime(year, 12, 15, tzinfo=ZONE)), family.scope_path, family.id,
                round_.standard_id, "national", result, recognised(round_), until,
                f"{100 + year % 100}/QĐ-UBND", round_.pk, self._area(family, year),
            )  # fmt: skip


def recognised(round_: ReviewRound) -> date:
    """The day of the decision; every round before 2026 has one."""
    assert round_.recognised_on is not None
    return round_.recognised_on


def _answer(given: dict[str, Any], column: str) -> Any:
    """Text columns know no null."""
    value = given.get(column)
    text = column not in ("has_health_insurance", "seriously_ill_untreated", "is_stunted", "is_underweight")
    return "" if value is None and text else value


def _own(template: str, family: Family) -> str:
    """A borrowed JSON text with the family's own ids and names."""
    for placeholder, own in family.substitutions:
        template = template.replace(placeholder, own)
    return template


def rounds_of(standard_id: int) -> dict[int, ReviewRound]:
    """The recognised rounds of 2021 to 2025 and the open one of 2026."""
    found = {}
    for year in (*YEARS, 2026):
        is_open = year == 2026
        found[year] = ReviewRound(
            year=year,
            standard_id=standard_id,
            reference_date=date(year, 9, 1),
            opens_on=date(year, 9, 1),
            closes_on=date(year, 12, 14),
            state=ReviewRound.State.OPEN if is_open else ReviewRound.State.RECOGNISED,
            recognised_on=None if is_open else date(year, 12, 15),
        )
    ReviewRound.objects.bulk_create(found.values())
    return {round_.year: round_ for round_ in ReviewRound.objects.select_related("standard").filter(kind="periodic")}
