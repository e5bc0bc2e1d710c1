"""A small world for the registry: two communes of one province, their officers, a round, households."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.access import Access, access_of_user
from accounts.models import Assignment, Role, User
from areas.models import Area
from areas.services import create_village
from catalogs.models import EthnicGroup, RelationToHead
from core.acting import SYSTEM, acting_as
from households.models import Assessment, Classification, Household, Member, PovertyStandard, ReviewRound
from households.questions import MEMBER, concerns
from households.rulebook import load_rulebook
from households.services.people import Person, save_member
from households.services.registry import register_household
from households.services.results import score_assessment
from households.services.review import SectionAnswers, Seen, save_answers
from households.services.rounds import list_for_round

PROVINCE, COMMUNE, OTHER_COMMUNE = "2025-91", "2025-30292", "2025-30337"
OFFICER = (
    "households.view",
    "households.edit",
    "households.reveal",
    "households.import",
    "households.export",
)
LEADER = ("households.view", "households.decide")
# A number with the prefix that no real one has.
NUMBER = "000190001234"

# Answers of a household that lacks nothing, in a commune where a score table asks all of this.
GOOD_ANSWERS: dict[str, Any] = {
    "wall": "brick",
    "pillar": "concrete",
    "roof": "tile",
    "floor_area_m2": "60",
    "water_source": "piped",
    "toilet": "septic",
    "uses_internet": True,
    "info_means": ["tv", "smartphone"],
    "b1_electricity": "60",
    "b1_assets": ["tv", "motorbike"],
    "b1_annual_land": "0",
    "b1_perennial_land": "0",
    "b1_water_surface": "0",
    "b1_cattle": 0,
    "b1_pigs": 0,
    "b1_poultry": "0",
}
GOOD_MEMBER: dict[str, Any] = {
    "has_health_insurance": True,
    "studying": "primary",
    "education": "upper_secondary",
    "training": "none",
    "social_assistance": "none",
    "is_stunted": False,
    "is_underweight": False,
    "job_status": "working",
    "job_kind": "enterprise",
    "contract": "with_contract",
    "pension": "none",
}
SECTIONS = ("household", "members", "work", "housing", "water", "assets", "causes")


@dataclass
class World:
    numbers: Any = field(default_factory=count)

    @cached_property
    def province(self) -> Area:
        return Area.objects.by_ref(PROVINCE)

    @cached_property
    def commune(self) -> Area:
        return Area.objects.by_ref(COMMUNE)

    @cached_property
    def other_commune(self) -> Area:
        return Area.objects.by_ref(OTHER_COMMUNE)

    @cached_property
    def village(self) -> Area:
        with acting_as(SYSTEM):
            return create_village(commune=self.commune, kind="khóm", name="Bình Đức 1")

    def user(self, area: Area, rights: tuple[str, ...]) -> User:
        number = next(self.numbers)
        role = Role.objects.create(code=f"vai-tro-{number}", name="Vai trò", rights=list(rights))
        user = User.objects.create(username=f"can-bo-{number}", full_name=f"Cán bộ {number}")
        Assignment.objects.create(user=user, role=role, area=area, valid_from=date(2021, 1, 1))
        return user

    def access(self, area: Area, rights: tuple[str, ...] = OFFICER) -> Access:
        return access_of_user(self.user(area, rights), timezone.localdate())

    @cached_property
    def officer(self) -> Access:
        return self.access(self.commune)

    @cached_property
    def leader(self) -> Access:
        return self.access(self.commune, LEADER)

    @cached_property
    def other_officer(self) -> Access:
        return self.access(self.other_commune)

    @contextmanager
    def acting(self, access: Access) -> Any:
        """As the pages do: the database is told who acts."""
        with acting_as(access.actor("test")):
            yield access

    def client(self, access: Access) -> Client:
        client = Client()
        assert access.user is not None
        client.force_login(access.user, "django.contrib.auth.backends.ModelBackend")
        return client

    def person(self, name: str, *, relation: str = "", **more: Any) -> Person:
        """An adult unless told otherwise; the head unless a relation is named."""
        found = RelationToHead.objects.get(name=relation) if relation else RelationToHead.objects.get(is_head=True)
        given = {"sex": "m", "birth_day": 5, "birth_month": 8, "birth_year": 1980} | more
        given.setdefault("ethnic_group", EthnicGroup.objects.get(name="Kinh"))
        return Person(full_name=name, relation=found, **given)

    def household(
        self, name: str = "Nguyễn Văn An", *, access: Access | None = None, area: Area | None = None, **more: Any
    ) -> Household:
        access = access or self.officer
        assert access.area is not None
        with self.acting(access), transaction.atomic():
            return register_household(
                access=access,
                area=area or access.area,
                head=self.person(name),
                on=date(2026, 1, 5),
                **more,
            )

    def member(self, household: Household, name: str, relation: str = "Con", **more: Any) -> Member:
        number = more.pop("number", None)
        with self.acting(self.officer):
            household.refresh_from_db()
            return save_member(
                access=self.officer,
                household_id=household.pk,
                version=household.version,
                person=self.person(name, relation=relation, **more),
                number=number,
            )

    def round(self, year: int = 2026, standard: str = "MDP_2022", **more: Any) -> ReviewRound:
        given = {
            "standard": PovertyStandard.objects.get(code=standard),
            "reference_date": date(year, 12, 1),
            "opens_on": date(year, 1, 1),
            "closes_on": date(year, 12, 14),
        } | more
        return ReviewRound.objects.create(year=year, **given)

    def listed(self, household: Household, review_round: ReviewRound, access: Access | None = None) -> Assessment:
        access = access or self.officer
        with self.acting(access):
            list_for_round(access=access, round_id=review_round.pk, household_ids=[household.pk])
            return Assessment.objects.select_related("round", "household", "area").get(
                household=household, round=review_round
            )

    def answered(self, assessment: Assessment, **changed: Any) -> Assessment:
        """The form filled with good answers, some of them changed; `member_...` changes every adult's answers."""
        about_members = {k.removeprefix("member_"): v for k, v in changed.items() if k.startswith("member_")}
        about_household = {k: v for k, v in changed.items() if not k.startswith("member_")}
        with self.acting(self.officer):
            members = {
                str(member.pk): self._member_answers(member, assessment, about_members)
                for member in assessment.household.members.filter(left_on=None)
            }
            for section in SECTIONS:
                assessment = save_answers(
                    access=self.officer,
                    assessment_id=assessment.pk,
                    seen=Seen(assessment.version),
                    given=SectionAnswers(section, answers=GOOD_ANSWERS | about_household, members=members),
                )
        return assessment

    def _member_answers(self, member: Member, assessment: Assessment, changed: dict[str, Any]) -> dict[str, Any]:
        on = assessment.round.reference_date
        asked = {question.name for question in MEMBER if concerns(question, member, on)}
        return {name: value for name, value in (GOOD_MEMBER | changed).items() if name in asked}

    def scored(self, assessment: Assessment, **changed: Any) -> Assessment:
        assessment = self.answered(assessment, **changed)
        with self.acting(self.officer):
            return score_assessment(
                access=self.officer,
                assessment_id=assessment.pk,
                version=assessment.version,
                book=load_rulebook(assessment.standard_id),
            )

    def classify(self, household: Household, result: str, *, since: date, **more: Any) -> Classification:
        with self.acting(self.officer):
            return Classification.objects.create(
                household=household,
                standard=PovertyStandard.objects.get(code="MDP_2022"),
                result_class=result,
                valid_from=since,
                area=self.commune,
                scope_path=household.scope_path,
                **more,
            )
