"""What is known about a household on the day of its review; an empty or None field is not answered yet."""

from dataclasses import dataclass, field
from decimal import Decimal

from households.rules.ages import BirthDate

MALE = "male"
FEMALE = "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """One member. `label` is how texts name the person ("em Neáng Srây Pích"); codes are of option tables.

    `stunted` and `underweight` are what the reviewer or the health station found: the growth tables are not
    part of the portal, so height and weight are kept with the answer and decide nothing by themselves.
    """

    id: str
    label: str
    birth: BirthDate = field(default_factory=BirthDate)
    sex: str = ""
    relation: str = ""
    has_health_insurance: bool | None = None
    studying_level: str = ""
    education: str = ""
    training: str = ""
    job_status: str = ""
    job_kind: str = ""
    contract: str = ""
    social_assistance: str = ""
    pension: str = ""
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    stunted: bool | None = None
    underweight: bool | None = None
    seriously_ill_untreated: bool | None = None
    uses_internet: bool | None = None
    uses_phone: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingFacts:
    """The house and what the household shares; materials and sources are recorded as seen.

    `uses_internet` and `uses_phone` are the household's own answer where members are not asked one by one.
    `info_means` is the set of means at hand (empty: none; None: not asked).
    """

    wall: str = ""
    pillar: str = ""
    roof: str = ""
    floor_area_m2: Decimal | None = None
    water_source: str = ""
    toilet: str = ""
    waste: str = ""
    uses_internet: bool | None = None
    uses_phone: bool | None = None
    info_means: frozenset[str] | None = None
    hears_loudspeaker: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    members: tuple[MemberFacts, ...] = ()
    housing: HousingFacts = field(default_factory=HousingFacts)

    @property
    def size(self) -> int:
        return len(self.members)
