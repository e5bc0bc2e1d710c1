"""Answers that the rules really judge so: a small library of families, drawn until the class is the wanted one.

Every profile goes through the same code as an officer's form (households.progress), once; households then
borrow its outcome with their own names and ids.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from catalogs.models import RelationToHead
from demo.dice import Dice
from households.models import Assessment, Household, Member, ReviewRound
from households.progress import Progress
from households.questions import MEMBER, concerns
from households.rulebook import Rulebook
from households.rules.rows import Zone
from households.services.results import store_outcome

TRIES = 60


@dataclass(frozen=True)
class Person:
    """`relation` is a code of catalogs.RelationToHead."""

    relation: str
    sex: str
    birth_year: int


Family = tuple[Person, ...]
FAMILIES: tuple[Family, ...] = (
    (Person("1", "f", 1951),),
    (Person("1", "m", 1948), Person("2", "f", 1953)),
    (Person("1", "f", 1975), Person("3", "m", 2009), Person("3", "f", 2013)),
    (Person("1", "m", 1983), Person("2", "f", 1985), Person("3", "m", 2010), Person("3", "f", 2016)),
    (Person("1", "m", 1970), Person("2", "f", 1974), Person("3", "m", 1998), Person("3", "f", 2004)),
    (
        Person("1", "m", 1979),
        Person("2", "f", 1981),
        Person("3", "f", 2006),
        Person("3", "m", 2012),
        Person("4", "f", 1949),
    ),
    (Person("1", "f", 1960), Person("7", "m", 2012), Person("7", "f", 2015)),
    (Person("1", "m", 1990), Person("2", "f", 1992), Person("3", "m", 2018)),
    (
        Person("1", "m", 1966),
        Person("2", "f", 1969),
        Person("3", "m", 1995),
        Person("8", "f", 1997),
        Person("7", "f", 2019),
        Person("7", "m", 2020),
    ),
    (Person("1", "m", 1957), Person("2", "f", 1959), Person("3", "f", 1988)),
)
# Which answers are lacking more often where: a share of "bad" answers by question, by style of district.
STYLES: tuple[dict[str, float], ...] = (
    {
        "toilet": 0.75,
        "water_source": 0.35,
        "wall": 0.5,
        "pillar": 0.5,
        "roof": 0.35,
        "job": 0.6,
        "school": 0.45,
    },
    {
        "toilet": 0.5,
        "water_source": 0.15,
        "wall": 0.3,
        "pillar": 0.3,
        "roof": 0.2,
        "job": 0.75,
        "school": 0.6,
    },
)
GOOD = {
    "wall": "brick",
    "pillar": "concrete",
    "roof": "metal_sheet",
    "water_source": "piped",
    "toilet": "septic",
}
BAD = {
    "wall": "bamboo_leaf",
    "pillar": "poor_wood",
    "roof": "leaf",
    "water_source": "surface",
    "toilet": "over_water",
}


def birthday(number: int) -> tuple[int, int]:
    """Day and month of the family's n-th person: known, so that no age is in doubt."""
    return 3 + 5 * number % 25, 1 + 5 * number % 12


@dataclass
class Profile:
    """An outcome to borrow: member ids are UUID(int=1..n) and names @1@..@n@ in its JSON texts."""

    family: Family
    answers: str
    member_facts: str
    explanation: str
    columns: dict[str, Any] = field(default_factory=dict)
    last_members: list[dict[str, Any]] = field(default_factory=list)


class Library:
    """Profiles by family, style, round, zone and class; made when first asked for."""

    def __init__(self, dice: Dice, books: dict[int, Rulebook]) -> None:
        self.dice, self.books = dice, books
        self.relations = {relation.code: relation for relation in RelationToHead.objects.all()}
        self.known: dict[tuple[int, int, int, str, str], Profile] = {}

    def get(self, family: int, style: int, round_: ReviewRound, zone: Zone, wanted: str) -> Profile:
        key = (family, style, round_.year, zone, wanted)
        if key not in self.known:
            self.known[key] = self._draw(FAMILIES[family], STYLES[style], round_, zone, wanted)
        return self.known[key]

    def _draw(self, family: Family, style: dict[str, float], round_: ReviewRound, zone: Zone, wanted: str) -> Profile:
        """Try sets of answers until the rules give `wanted`; hardship rises with the tries for the poor."""
        book = self.books[round_.standard_id]
        members = self._members(family)
        for attempt in range(TRIES):
            hardship = min(1.0, max(0.05, HARDSHIP[wanted] + (0.02 if wanted == "poor" else -0.01) * attempt))
            assessment = Assessment(household=Household(), round=round_, standard=round_.standard, zone=zone)
            assessment.answers = self._answers(book, zone, style, hardship, len(family), wanted)
            assessment.member_facts = {
                str(m.pk): self._member_answers(m, book, round_, style, hardship) for m in members
            }
            outcome = Progress(assessment, members, book).outcome
            if outcome.result_class == wanted:
                store_outcome(assessment, outcome, members)
                return _profile(family, assessment)
        raise RuntimeError(f"no answers found that give {wanted} to {family}")

    def _members(self, family: Family) -> list[Member]:
        return [
            Member(
                id=UUID(int=number),
                full_name=f"@{number}@",
                order=number,
                sex=person.sex,
                birth_day=birthday(number)[0],
                birth_month=birthday(number)[1],
                birth_year=person.birth_year,
                relation=self.relations[person.relation],
            )
            for number, person in enumerate(family, start=1)
        ]

    def _lacks(self, share: float) -> bool:
        return self.dice.random() < share

    def _answers(
        self, book: Rulebook, zone: Zone, style: dict[str, float], hardship: float, size: int, wanted: str
    ) -> dict[str, Any]:
        answers: dict[str, Any] = {name: (BAD if self._lacks(style[name] * hardship) else GOOD)[name] for name in GOOD}
        area = self.dice.randint(6, 9) if self._lacks(0.2 * hardship) else self.dice.randint(10, 22)
        answers["floor_area_m2"] = str(area * size)
        answers["uses_internet"] = not self._lacks(0.4 * hardship)
        answers["uses_phone"] = True
        answers["info_means"] = [] if self._lacks(0.25 * hardship) else ["tv", "smartphone"]
        answers["income_12_months"] = size * 12 * INCOME[wanted][zone] // 1000 * 1000
        table = book.table(zone)
        for item in table.items if table else ():
            if not item.source:
                answers[f"b1_{item.code}"] = self._scored(item.code, 1 - hardship)
        answers["b1_nonfarm_work"] = "none"
        return answers

    def _scored(self, code: str, wealth: float) -> Any:
        if code == "assets":
            chances = {"tv": 0.8, "motorbike": 0.7, "fridge": 0.5, "washing_machine": 0.2, "motor_boat": 0.1}
            owned = [asset for asset, chance in chances.items() if self.dice.random() < chance * (0.3 + wealth)]
            return list(OWNED_BY_WELL_OFF) if wealth > WELL_OFF else owned
        if code == "electricity":
            return str(self.dice.randint(20, 60) + int((200 if wealth > WELL_OFF else 100) * wealth))
        if code.endswith("land"):
            return str(6000 if wealth > WELL_OFF else self.dice.choice([0, 0, 0, 500, int(4000 * wealth)]))
        return str(self.dice.choice([0, 0, 0, 1, 2]))

    def _member_answers(
        self, member: Member, book: Rulebook, round_: ReviewRound, style: dict[str, float], hardship: float
    ) -> dict[str, Any]:
        age = member.age_on(round_.reference_date) or 0
        answers = {
            "has_health_insurance": not self._lacks(0.15 * hardship),
            "seriously_ill_untreated": False,
            "studying": self._studying(age, style, hardship),
            "education": self._education(age, style, hardship),
            "training": "none",
            "social_assistance": "elderly" if age >= 80 else "none",
            "is_stunted": self._lacks(0.2 * hardship),
            "is_underweight": False,
            **self._work(age, style, hardship),
            "pension": "pension" if age >= 60 and hardship < 1 - WELL_OFF else "none",
        }
        asked = {q.name for q in MEMBER if concerns(q, member, round_.reference_date)}
        return {name: value for name, value in answers.items() if name in asked}

    def _studying(self, age: int, style: dict[str, float], hardship: float) -> str:
        levels = (
            (3, 6, "preschool"),
            (6, 11, "primary"),
            (11, 15, "lower_secondary"),
            (15, 18, "upper_secondary"),
        )
        level = next((name for low, high, name in levels if low <= age < high), "none")
        return "none" if level != "none" and self._lacks(0.25 * style["school"] * hardship) else level

    def _education(self, age: int, style: dict[str, float], hardship: float) -> str:
        if age < 18:
            return "primary"
        return "primary" if self._lacks(style["school"] * hardship) else "upper_secondary"

    def _work(self, age: int, style: dict[str, float], hardship: float) -> dict[str, str]:
        if age >= 65 or age < 15:
            return {"job_status": "unable"}
        if age < 18:
            return {"job_status": "studying"}
        if hardship < 1 - WELL_OFF:
            return {"job_status": "working", "job_kind": "enterprise", "contract": "with_contract"}
        lacks = self._lacks(style["job"] * hardship)
        kind = self.dice.choice(["household_hire", "household_hire", "other"]) if lacks else "other"
        contract = "without_contract" if kind == "household_hire" else "not_wage"
        return {"job_status": "working", "job_kind": kind, "contract": contract}


WELL_OFF = 0.8  # wealth above which a family earns wages and owns machines
OWNED_BY_WELL_OFF = (
    "tv",
    "motorbike",
    "fridge",
    "washing_machine",
    "water_heater",
    "air_conditioner",
    "microwave",
)
HARDSHIP = {"poor": 0.95, "near_poor": 0.6, "not_poor": 0.1, "average_living": 0.2}
INCOME = {
    "poor": {"rural": 1_150_000, "urban": 1_500_000},
    "near_poor": {"rural": 1_380_000, "urban": 1_820_000},
    "average_living": {"rural": 1_900_000, "urban": 2_500_000},
    "not_poor": {"rural": 2_900_000, "urban": 3_800_000},
}


def _profile(family: Family, assessment: Assessment) -> Profile:
    names = ["persons", "monthly_income_vnd", "b1", "b2", "deprivation_mask", "deprivation_count"]
    names += ["result_class", "sub_type"]
    facts = assessment.member_facts
    return Profile(
        family=family,
        answers=json.dumps(assessment.answers, ensure_ascii=False),
        member_facts=json.dumps(facts, ensure_ascii=False),
        explanation=json.dumps(assessment.explanation, ensure_ascii=False),
        columns={name: getattr(assessment, name) for name in names},
        last_members=[facts[str(UUID(int=number))] for number in range(1, len(family) + 1)],
    )
