"""Who issues a paper: an agency under the people's committee of its own area, and the posts of who signs for it."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from accounts.access import Access
from accounts.models import Agency
from areas.models import Area
from core.papers.paper import Letterhead

RECEIVERS = ("Như trên", "Lưu: VT")
# The others stand under an agency of their own branch.
BELOW_COMMITTEE = (Agency.Kind.DEPARTMENT, Agency.Kind.DIVISION, Agency.Kind.MANAGEMENT_BOARD)


@dataclass(frozen=True)
class Issuer:
    """Names as they are filed, in Vietnamese; `superior` is "" where no people's committee stands above."""

    name: str
    superior: str
    place: str
    posts: tuple[str, ...]

    @classmethod
    def of(cls, agency: Agency) -> Self:
        place = agency.area.name
        if agency.kind == Agency.Kind.PEOPLES_COMMITTEE:
            return cls(agency.name, "", place, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))
        superior = committee_of(agency.area) if agency.kind in BELOW_COMMITTEE else ""
        return cls(agency.name, superior, place, ("THỦ TRƯỞNG CƠ QUAN",))

    def letterhead(self, symbol: str, on: date) -> Letterhead:
        return Letterhead(self.name, symbol, self.place, on, superior=self.superior)

    @classmethod
    def for_reader(cls, access: Access) -> Self | None:
        """The agency of the post one acts in. Who has none (an auditor) issues nothing: the paper is printed without
        letterhead and closing."""
        agency = access.post.user.agency if access.post else None
        return cls.of(agency) if agency else None


def committee_of(area: Area) -> str:
    return f"Ủy ban nhân dân {area.kind} {area.name}"


def council_of(area: Area) -> str:
    return f"Hội đồng nhân dân {area.kind} {area.name}"
