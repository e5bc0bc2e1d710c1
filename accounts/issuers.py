"""Who issues a paper: the reader's agency under the one above it, and the posts of who signs for it."""

from dataclasses import dataclass
from typing import Self

from accounts.access import Access
from accounts.models import Agency
from areas.models import Area

RECEIVERS = ("Như trên", "Lưu: VT")


@dataclass(frozen=True)
class Issuer:
    """Names as they are filed, in Vietnamese; `superior` is "" for a people's committee."""

    name: str
    superior: str
    posts: tuple[str, ...]

    @classmethod
    def of(cls, access: Access, area: Area) -> Self:
        """A department stands under the people's committee of the area that the paper is about."""
        agency = access.post.user.agency if access.post else None
        if agency is not None and agency.kind == Agency.Kind.PEOPLES_COMMITTEE:
            return cls(agency.name, "", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))
        return cls(agency.name if agency else "Cơ quan báo cáo", committee_of(area), ("THỦ TRƯỞNG CƠ QUAN",))


def committee_of(area: Area) -> str:
    return f"Ủy ban nhân dân {area.kind} {area.name}"
